import { LongText } from '../common/LongText';
import { Text } from '../common/Text';
import { duration } from '../format/duration';
import { guardrailOf, isBlock, isGuardrail, number, text } from '../spans/facts';
import { shorten } from '../text/shorten';
import { isMembers, parseJson, writeJson } from '../text/json';
import type { Span } from '../wire/Span';

/** What the guardrails of a request decided, and what they masked. */
export function GuardrailCards({ spans, onOpen }: { readonly spans: readonly Span[]; readonly onOpen: (spanId: string) => void }) {
  const guardrails = spans.filter(isGuardrail);
  if (guardrails.length === 0) {
    return null;
  }

  return (
    <section class="guardrails" aria-label="Guardrails">
      <h2>Guardrails</h2>
      <ul>
        {guardrails.map(span => {
          const guardrail = guardrailOf(span);
          const { status } = guardrail;
          const action = guardrail.action === 'block' && !isBlock(span) ? 'would block' : guardrail.action ?? 'none';
          const reason = text(span, 'litellm.guardrail.reason') ?? span.status.message;
          const answer = text(span, 'litellm.guardrail.response');
          const categories = span.attributes['litellm.guardrail.violation_categories'] ?? [];
          return (
            <li key={span.spanId} class={`guardrail guardrail-${action === 'block' || action === 'mask' ? action : status === 'guardrail_failed_to_respond' ? 'failed' : 'passed'}`}>
              <div class="part-title">
                <button type="button" class="link" onClick={() => onOpen(span.spanId)}><Text value={guardrail.name ?? span.name} /></button>
                <span class={action === 'none' && status === 'guardrail_failed_to_respond' ? 'tag tag-failed' : action === 'block' || action === 'mask' ? `tag tag-${action}` : 'tag'}>{action === 'none' ? plainStatus(status) : action}</span>
                <span class="none"><Text value={guardrail.mode ?? ''} /> {duration(span.durationMs)}</span>
              </div>
              <Masked span={span} />
              <Categories names={Array.isArray(categories) ? categories.map(String) : [String(categories)]} />
              {reason !== null && <p><LongText value={reason} limit={600} /></p>}
              {answer !== null && <details><summary>Its response</summary><pre><LongText value={answer} /></pre></details>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const plainStatus = (status: string | null) => status === 'success' ? 'passed' : status === 'guardrail_failed_to_respond' ? 'failed' : status === 'not_run' ? 'not run' : status ?? '';

/** The guardrail's own words for what it found. */
const Categories = ({ names }: { readonly names: readonly string[] }) => names.length === 0 ? null : (
  <p class="entities">Found: {names.slice(0, 64).map(name => <span key={name} class="tag"><Text value={shorten(name, 100)} /></span>)}</p>
);

/** How many entities were masked, by type if the guardrail says it. */
function Masked({ span }: { readonly span: Span }) {
  const types = parseJson(text(span, 'litellm.guardrail.masked_entities') ?? '');
  const total = number(span, 'litellm.guardrail.masked_entity_count');
  if (isMembers(types)) {
    return <p class="entities">Masked: {Object.entries(types).map(([type, number]) => <span key={type} class="tag tag-mask"><Text value={shorten(`${type} × ${writeJson(number)}`, 100)} /></span>)}</p>;
  }

  return total === null ? null : <p class="entities">Masked: <span class="tag tag-mask">{total === 1 ? '1 entity' : `${total} entities`}</span></p>;
}
