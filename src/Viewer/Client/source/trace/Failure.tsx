import { LongText } from '../common/LongText';
import { Icon } from '../common/Icon';
import { memo } from '../common/Memo';
import { isBlock, isGuardrail, text } from '../spans/facts';
import type { Detail } from '../wire/Detail';
import { outcomeMeanings } from '../wire/Outcome';

/** Why a request did not succeed, in one sentence. */
export const Failure = memo(FailureContent);

function FailureContent({ detail }: { readonly detail: Detail }) {
  const { row, spans } = detail;
  if (row.outcome === 'ok') {
    return null;
  }

  const block = spans.find(span => isGuardrail(span) && isBlock(span));
  const failed = spans.find(span => span.attributes['error.message'] !== undefined && !span.isLate) ?? spans.find(span => span.status.message);
  const reason = (row.outcome === 'blocked' && text(block, 'litellm.guardrail.reason')) || text(failed, 'error.message') || spans.map(span => span.status.message).find(message => message) || null;
  const type = row.errorType ?? text(failed, 'error.type');
  return (
    <p class={`failure outcome-${row.outcome}`}>
      <Icon name={row.outcome} />
      <span>
        <strong>{outcomeMeanings[row.outcome]}</strong>
        {block && row.outcome === 'blocked' && <> Guardrail <code><LongText value={text(block, 'litellm.guardrail.name') ?? ''} limit={200} /></code>.</>}
        {type && <> <code><LongText value={type} limit={200} /></code></>}
        {reason && <> <LongText value={reason} limit={600} /></>}
      </span>
    </p>
  );
}
