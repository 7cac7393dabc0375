/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What a captured body is: JSON, the events of a stream, or any other text, such as a body that was cut. */
export type Body =
  | { readonly form: 'json' | 'events'; readonly value: Json }
  | { readonly form: 'text' };

/** Reads a captured body. */
export function readBody(text: string): Body {
  const value = tryParse(text);
  if (value !== undefined) {
    return { form: 'json', value };
  }

  const events = /^\s*(?:event|data|id|retry|):/m.test(text) ? readEvents(text) : [];
  return events.length > 0 ? { form: 'events', value: events } : { form: 'text' };
}

/** Parses JSON; `undefined` if the text is none. */
export function tryParse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Parses a text that is a JSON object or array; `undefined` for any other text, numbers and words included. */
export function tryParseStructure(text: string): Json | undefined {
  const value = /^\s*[[{]/.test(text) ? tryParse(text) : undefined;
  return typeof value === 'object' && value !== null ? value : undefined;
}

function readEvents(text: string): Json[] {
  return text.split(/\r?\n\r?\n/).flatMap(block => {
    const fields = block.split(/\r?\n/).map(line => /^(event|data): ?(.*)$/s.exec(line)).filter(field => field !== null);
    const data = fields.filter(field => field[1] === 'data').map(field => field[2]).join('\n');
    const name = fields.find(field => field[1] === 'event')?.[2];
    if (fields.length === 0) {
      return [];
    }

    const value = tryParse(data) ?? data;
    return [name === undefined ? value : { event: name, data: value }];
  });
}
