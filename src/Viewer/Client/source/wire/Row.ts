import type { GuardrailResult } from './GuardrailResult';
import type { Outcome } from './Outcome';

/** One request, as `api/traces` lists it. */
export interface Row {
  readonly id: string;
  readonly seq: number;
  readonly traceId: string;
  readonly spanId: string;
  /** Milliseconds since 1970, with a fraction. */
  readonly time: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly method: string | null;
  readonly route: string | null;
  readonly path: string | null;
  readonly api: string | null;
  readonly operation: string | null;
  readonly modelAsked: string | null;
  readonly modelAnswered: string | null;
  readonly provider: string | null;
  readonly key: string | null;
  readonly team: string | null;
  readonly user: string | null;
  readonly session: string | null;
  readonly name: string | null;
  /** The time in which at least one attempt was open. */
  readonly providerMs: number;
  readonly gatewayMs: number;
  readonly firstChunkMs: number | null;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  /** US dollars. */
  readonly cost: number | null;
  readonly attempts: number;
  readonly retries: number;
  readonly fallbacks: number;
  readonly guardrails: readonly GuardrailResult[];
  readonly errorType: string | null;
  readonly cacheHit: boolean;
  readonly spans: number;
  readonly bytes: number;
  readonly isPinned: boolean;
}
