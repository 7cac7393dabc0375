import type { Row } from '../wire/Row';
import { type Totals, totals } from './totals';

/** A part of the time that the list covers. */
export interface Bucket extends Totals {
  readonly from: number;
  readonly to: number;
}

/** Divides the time from the first to the last request into equal parts, the oldest first. */
export function buckets(rows: readonly Row[], parts: number): readonly Bucket[] {
  if (rows.length === 0) {
    return [];
  }

  let first = Infinity;
  let last = -Infinity;
  for (const { time } of rows) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }

  const width = Math.max((last - first) / parts, 1);
  const groups: Row[][] = Array.from({ length: parts }, () => []);
  for (const row of rows) {
    groups[Math.min(parts - 1, Math.floor((row.time - first) / width))]!.push(row);
  }

  return groups.map((group, index) => ({ ...totals(group), from: first + index * width, to: first + (index + 1) * width }));
}
