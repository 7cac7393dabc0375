import type { Row } from './Row';

/** The answer of `api/traces`. */
export interface Traces {
  readonly traces: readonly Row[];
  readonly held: { readonly traces: number; readonly bytes: number; readonly evicted: number };
  /** What the rows include: the stream of events goes on from there. */
  readonly since: string;
}
