import { isFailure } from '../wire/Outcome';
import type { Row } from '../wire/Row';
import { percentile } from './percentile';

/** What a number of requests add up to. */
export interface Totals {
  readonly requests: number;
  readonly failures: number;
  /** `null` without requests. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cost: number;
}

export function totals(rows: readonly Row[]): Totals {
  const durations = rows.map(row => row.durationMs);
  const sum = (value: (row: Row) => number | null) => rows.reduce((total, row) => total + (value(row) ?? 0), 0);
  return {
    requests: rows.length,
    failures: rows.filter(row => isFailure(row.outcome)).length,
    p50: percentile(durations, 0.5),
    p95: percentile(durations, 0.95),
    tokensIn: sum(row => row.tokensIn),
    tokensOut: sum(row => row.tokensOut),
    cost: sum(row => row.cost),
  };
}
