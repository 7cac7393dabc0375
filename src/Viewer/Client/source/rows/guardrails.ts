import type { GuardrailResult } from '../wire/GuardrailResult';

/** Whether a guardrail stopped the request. One that only records says what it would do. */
export const blocks = ({ action, mode }: Pick<GuardrailResult, 'action' | 'mode'>): boolean => action === 'block' && mode !== 'logging_only';

/** What a guardrail is called, if it has no name of its own too. */
export const nameOf = ({ name }: Pick<GuardrailResult, 'name'>): string => name ?? 'guardrail';

/** What a guardrail did, in a word. */
export const actionOf = (guardrail: GuardrailResult): string =>
  guardrail.action === 'block' && !blocks(guardrail) ? 'would block' : guardrail.action ?? guardrail.status ?? '';
