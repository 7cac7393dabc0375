import { hasDuplicates, isLeaf, type Json, parseJson } from './json';

/** What a captured body is: JSON, the events of a stream, or any other text, such as a body that was cut. */
export type Body =
  | { readonly form: 'json' | 'events'; readonly value: Json; /** Whether the text has names twice, which the value has not. */ readonly hasDuplicates: boolean }
  | { readonly form: 'text' };

/** Reads a captured body. */
export function readBody(text: string): Body {
  const value = parseJson(text);
  if (value !== undefined) {
    return { form: 'json', value, hasDuplicates: hasDuplicates(text, value) };
  }

  const events = /^\s*(?:event|data|id|retry|):/m.test(text) ? readEvents(text) : [];
  return events.length > 0 ? { form: 'events', value: events.map(event => event.value), hasDuplicates: events.some(event => event.hasDuplicates) } : { form: 'text' };
}

/** Parses a text that is a JSON object or array; `undefined` for any other text, numbers and words included, and if a name is in it twice. */
export function parseStructure(text: string): Json | undefined {
  const value = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  return value === undefined || isLeaf(value) || hasDuplicates(text, value) ? undefined : value;
}

function readEvents(text: string): { value: Json; hasDuplicates: boolean }[] {
  return text.split(/\r?\n\r?\n/).flatMap(block => {
    const fields = block.split(/\r?\n/).map(line => /^(event|data): ?(.*)$/s.exec(line)).filter(field => field !== null);
    const data = fields.filter(field => field[1] === 'data').map(field => field[2]).join('\n');
    const name = fields.find(field => field[1] === 'event')?.[2];
    if (fields.length === 0) {
      return [];
    }

    const parsed = parseJson(data);
    const value = parsed ?? data;
    return [{ value: name === undefined ? value : { event: name, data: value }, hasDuplicates: parsed !== undefined && hasDuplicates(data, parsed) }];
  });
}
