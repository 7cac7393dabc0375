import type { Filters } from '../address/Filters';
import type { ListPlace } from '../list/ListPlace';
import type { Row } from '../wire/Row';
import { matches } from './matches';

/** The request that stands so many rows below another one in the list; `null` at its end, and if what a search has found is not known. */
export function neighbour(rows: readonly Row[], filters: Filters, found: ListPlace['found'], id: string, by: number): Row | null {
  if (filters.text !== '' && found?.text !== filters.text) {
    return null;
  }

  const shown = rows.filter(row => row.id === id || (matches(row, filters) && (filters.text === '' || found!.ids.has(row.id))));
  const index = shown.findIndex(row => row.id === id);
  return index < 0 ? null : shown[index + by] ?? null;
}
