import type { Attributes, SpanEvent } from './Span';

/** A span as the encoder of a view writes it. */
export interface SpanView {
  readonly name: string;
  readonly spanName: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** Whether a configured backend gets this view. */
  readonly isSent: boolean;
  readonly status?: { readonly code: string; readonly message: string | null };
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
}
