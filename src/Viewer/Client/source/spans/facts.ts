import { blocks } from '../rows/guardrails';
import type { GuardrailResult } from '../wire/GuardrailResult';
import type { Detail } from '../wire/Detail';
import type { AttributeValue, Span } from '../wire/Span';

/** The text of an attribute; `null` if the span does not have it. */
export function text(span: Span | undefined, name: string): string | null {
  const value = span?.attributes[name];
  return value === undefined || value === null ? null : formatValue(value);
}

/** The number of an attribute; `null` if the span does not have one. */
export function number(span: Span | undefined, name: string): number | null {
  const value = span?.attributes[name];
  return typeof value === 'number' ? value : null;
}

/** The text of a value: that of a list as JSON. */
export const formatValue = (value: AttributeValue): string => typeof value === 'string' ? value : JSON.stringify(value);

/** Whether a span is one of the attempts at a provider. */
export const isAttempt = (span: Span): boolean => span.attributes['litellm.attempt.index'] !== undefined;

/** Whether a span is that of a guardrail. */
export const isGuardrail = (span: Span): boolean => span.attributes['litellm.guardrail.name'] !== undefined || span.attributes['litellm.guardrail.status'] !== undefined;

/** Whether a span is that of a request to a model. */
const isRequest = (span: Span): boolean => span.attributes['gen_ai.operation.name'] !== undefined && !isAttempt(span);

/** The span of the call that the row of a request is about, which has the content and the usage; `undefined` if the request has none. */
export const callOf = ({ callSpanId, spans }: Pick<Detail, 'callSpanId' | 'spans'>): Span | undefined =>
  callSpanId === null ? undefined : spans.find(span => span.spanId === callSpanId);

/** What a guardrail's span says that it did. */
export const guardrailOf = (span: Span): GuardrailResult => ({
  name: text(span, 'litellm.guardrail.name'),
  mode: text(span, 'litellm.guardrail.mode'),
  status: text(span, 'litellm.guardrail.status'),
  action: text(span, 'litellm.guardrail.action'),
});

/** Whether a guardrail stopped the request. */
export const isBlock = (span: Span): boolean => blocks(guardrailOf(span));

/** What a span is, where colour and words tell it apart. */
export type SpanRole = 'root' | 'request' | 'attempt' | 'guardrail' | 'raw' | 'other';

export function roleOf(span: Span): SpanRole {
  return isAttempt(span) ? 'attempt'
    : isGuardrail(span) ? 'guardrail'
    : span.name === 'raw_gen_ai_request' || span.name === 'raw_request' || 'litellm.raw.request' in span.attributes || 'litellm.raw.response' in span.attributes ? 'raw'
    : isRequest(span) || span.name === 'litellm_request' ? 'request'
    : span.kind === 'server' ? 'root'
    : 'other';
}
