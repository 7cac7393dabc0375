/** The value of an attribute. */
export type AttributeValue = string | number | boolean | null | readonly AttributeValue[];

/** Attributes by their names. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A thing that happened in a span. */
export interface SpanEvent {
  readonly name: string;
  readonly atMs: number;
  readonly attributes: Attributes;
}

/** A span that another span names. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** One span of a request. All times are milliseconds after the start of the root. */
export interface Span {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string | null };
  readonly level: string | null;
  readonly isLate: boolean;
  readonly firstChunkMs: number | null;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
}
