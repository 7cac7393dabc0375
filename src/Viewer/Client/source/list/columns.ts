/** A column of the list; the style sheet has its width and says from which width of the page on it is shown. */
export interface Column {
  readonly name: string;
  readonly title: string;
  readonly explanation?: string;
}

export const columns: readonly Column[] = [
  { name: 'select', title: 'Select' },
  { name: 'time', title: 'Time' },
  { name: 'outcome', title: 'Outcome' },
  { name: 'route', title: 'Route' },
  { name: 'model', title: 'Model', explanation: 'The model that was asked for → the one that answered' },
  { name: 'time-bar', title: 'Duration', explanation: 'Dark: the gateway’s own time. Light: waiting for the provider. The mark is the first chunk.' },
  { name: 'tokens', title: 'Tokens', explanation: 'In / out' },
  { name: 'cost', title: 'Cost' },
  { name: 'retries', title: 'Retries', explanation: 'Retries and fallbacks' },
  { name: 'guardrails', title: 'Guardrails' },
  { name: 'key', title: 'Key' },
  { name: 'user', title: 'User' },
  { name: 'session', title: 'Session' },
];
