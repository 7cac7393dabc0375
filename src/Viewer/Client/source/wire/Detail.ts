import type { Row } from './Row';
import type { Span } from './Span';

/** A request with its spans, as `api/traces/{id}` has it. */
export interface Detail {
  readonly row: Row;
  /** The span of the call that the row's models are of: `litellm_request`, or the first call outside of a request. */
  readonly callSpanId: string | null;
  readonly spans: readonly Span[];
  readonly curl: string | null;
  readonly request: string | null;
  readonly response: string | null;
  readonly backends: readonly { readonly name: string; readonly url: string }[];
  readonly isContentHidden: boolean;
}
