import type { TextFilter } from '../address/Filters';
import type { Row } from '../wire/Row';
import { filterValues } from './matches';

/** More values than this make a list that nobody reads; the text filter finds the others. */
const maxChoices = 200;

/** The values that a filter can have, the most frequent first. */
export function choices(rows: readonly Row[], filter: TextFilter): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const value of new Set(filterValues(row, filter))) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }

  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, maxChoices).map(([value]) => value);
}
