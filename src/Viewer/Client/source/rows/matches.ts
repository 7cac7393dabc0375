import { type Filters, textFilters, type TextFilter } from '../address/Filters';
import type { Row } from '../wire/Row';

/**
 * The values of a row that a filter compares: a model is the one asked for or the one that answered, and a route is the pattern,
 * or else the name of what was traced outside of a request.
 */
export function filterValues(row: Row, filter: TextFilter): readonly string[] {
  const values = filter === 'model' ? [row.modelAsked, row.modelAnswered] : filter === 'route' ? [row.route ?? row.name] : [row[filter]];
  return values.filter(value => value !== null);
}

/** Whether the list shows a row. The text is not looked for: only the server has all that a request says. */
export const matches = (row: Row, filters: Filters): boolean =>
  (filters.outcomes.length === 0 || filters.outcomes.includes(row.outcome)) &&
  textFilters.every(filter => filters[filter] === '' || filterValues(row, filter).includes(filters[filter])) &&
  (filters.slower === null || row.durationMs > filters.slower) &&
  (filters.costlier === null || (row.cost ?? 0) > filters.costlier);
