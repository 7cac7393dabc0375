import type { Row } from '../source/wire/Row';
import type { Span } from '../source/wire/Span';

export const row = (values: Partial<Row> = {}): Row => ({
  id: 'a-b', seq: 1, traceId: 'a', spanId: 'b', time: 0, durationMs: 10, outcome: 'ok', status: 200, method: 'POST', route: '/v1/messages', path: '/v1/messages',
  api: null, operation: null, modelAsked: null, modelAnswered: null, provider: null, key: null, team: null, user: null, session: null, name: null,
  providerMs: 0, gatewayMs: 10, firstChunkMs: null, tokensIn: null, tokensOut: null, cost: null, attempts: 0, retries: 0, fallbacks: 0, guardrails: [],
  errorType: null, cacheHit: false, spans: 1, bytes: 1, isPinned: false, ...values,
});

export const span = (spanId: string, parentSpanId: string | null = null, values: Partial<Span> = {}): Span => ({
  spanId, parentSpanId, name: spanId, kind: 'internal', startMs: 0, durationMs: 1, status: { code: 'unset', message: null }, level: null, isLate: false,
  firstChunkMs: null, attributes: {}, events: [], links: [], ...values,
});
