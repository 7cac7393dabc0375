/** What one guardrail decided. */
export interface GuardrailResult {
  readonly name: string | null;
  readonly mode: string | null;
  readonly status: string | null;
  readonly action: string | null;
}
