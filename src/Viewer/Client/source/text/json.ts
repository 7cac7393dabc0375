import { ExactNumber } from './ExactNumber';

/** A JSON value. */
export type Json = string | number | boolean | null | ExactNumber | readonly Json[] | { readonly [name: string]: Json };

/** The members of a JSON object. */
export type Members = { readonly [name: string]: Json };

/** Whether a value has no others in it. */
export const isLeaf = (value: Json): value is string | number | boolean | null | ExactNumber =>
  typeof value !== 'object' || value === null || value instanceof ExactNumber;

/** Whether a value is an object. */
export const isMembers = (value: Json | undefined): value is Members => value !== undefined && !isLeaf(value) && !Array.isArray(value);

// Stands before a number that has become a string for a moment. No text can have it, because no one can foresee it.
const sign = `number ${Math.random()} `;
const signed = new RegExp(`"${sign.replaceAll('.', '[.]')}([^"]*)"`, 'g');

/** Parses JSON and keeps each number as it is written; `undefined` if the text is none. */
export function parseJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    const marked = markNumbers(text);
    return marked === null ? value : JSON.parse(marked, (_, member: unknown) =>
      typeof member === 'string' && member.startsWith(sign) ? new ExactNumber(member.slice(sign.length)) : member) as Json;
  } catch {
    return undefined;
  }
}

/** Writes JSON, each number as it was. */
export const writeJson = (value: Json, indent = 0): string =>
  JSON.stringify(value, (_, member: unknown) => member instanceof ExactNumber ? sign + member.text : member, indent).replaceAll(signed, '$1');

/** Whether a text has a name twice in one object: the parsed value then has only the last of them. */
export function hasDuplicates(text: string, value: Json): boolean {
  let names = 0;
  scan(text, place => {
    names += Number(text[place] === ':');
    return 1;
  });
  const waiting = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!isLeaf(next)) {
      const inner: readonly Json[] = Object.values(next);
      names -= Array.isArray(next) ? 0 : inner.length;
      inner.forEach(each => waiting.push(each));
    }
  }

  return names > 0;
}

/** Makes strings of the numbers that JavaScript would change; `null` if there are none. */
function markNumbers(text: string): string | null {
  const number = /-?\d[\d.eE+-]*/y;
  const parts: string[] = [];
  let end = 0;
  scan(text, place => {
    number.lastIndex = place;
    const found = number.exec(text)?.[0];
    if (found !== undefined && String(Number(found)) !== found) {
      parts.push(text.slice(end, place), `"${sign}${found}"`);
      end = place + found.length;
    }

    return found?.length ?? 1;
  });
  return end === 0 ? null : parts.join('') + text.slice(end);
}

/** Goes through the characters of JSON that are in no string, in the steps that `visit` says. */
function scan(text: string, visit: (place: number) => number): void {
  for (let place = 0; place < text.length;) {
    if (text[place] !== '"') {
      place += visit(place);
      continue;
    }

    for (place++; place < text.length && text[place] !== '"'; place++) {
      place += Number(text[place] === '\\');
    }

    place++;
  }
}
