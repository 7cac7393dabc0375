const maxFound = 1_000;

/** The places of a query in a text, in any case of the letters, at most 1,000; matches do not overlap. */
export function findText(text: string, query: string): readonly number[] {
  if (query === '') {
    return [];
  }

  // A lower-case text can have another length ("İ"), which would move all places after it: a pattern keeps them.
  const pattern = new RegExp(query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  const found: number[] = [];
  for (let match = pattern.exec(text); match && found.length < maxFound; match = pattern.exec(text)) {
    found.push(match.index);
  }

  return found;
}
