/** How a request ended, in the words of `litellm.outcome`. */
export type Outcome = 'ok' | 'error' | 'blocked' | 'cancelled' | 'refused';

/** All outcomes, in the order in which the page lists them. */
export const outcomes: readonly Outcome[] = ['ok', 'error', 'blocked', 'cancelled', 'refused'];

/** The sentence that explains an outcome. */
export const outcomeMeanings: Readonly<Record<Outcome, string>> = {
  ok: 'The request succeeded.',
  error: 'The request failed.',
  blocked: 'A guardrail blocked the request.',
  cancelled: 'The caller left, or the gateway stopped.',
  refused: 'The gateway refused the request before any call.',
};

/** Whether an outcome counts into the error rate. A caller that leaves is no error of the gateway. */
export const isFailure = (outcome: Outcome): boolean => outcome === 'error' || outcome === 'blocked' || outcome === 'refused';
