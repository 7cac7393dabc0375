import { type Outcome, outcomeMeanings } from '../wire/Outcome';
import { Icon } from './Icon';

/** The outcome of a request, in colour, sign and word. */
export function OutcomeBadge({ outcome, status }: { readonly outcome: Outcome; readonly status?: number | null }) {
  return (
    <span class={`outcome outcome-${outcome}`} title={outcomeMeanings[outcome]}>
      <Icon name={outcome} />
      <span>{outcome}</span>
      {status != null && <span class="status">{status}</span>}
    </span>
  );
}
