import { useState } from 'preact/hooks';
import { home } from '../address/Address';
import { AddressLink } from '../address/AddressLink';
import { useNavigation } from '../address/Navigation';
import { CopyButton } from '../common/CopyButton';
import { LongText } from '../common/LongText';
import { memo } from '../common/Memo';
import { Text } from '../common/Text';
import { duration } from '../format/duration';
import type { Detail } from '../wire/Detail';
import type { Row } from '../wire/Row';
import type { Span } from '../wire/Span';
import { AttributeTable } from './AttributeTable';

interface Props {
  readonly detail: Detail;
  readonly span: Span;
  readonly findRow: (traceId: string) => Row | undefined;
}

/** All that a span says. */
export const SpanDetails = memo(SpanDetailsContent);

function SpanDetailsContent({ detail, span, findRow }: Props) {
  const { address, go } = useNavigation();
  const [query, setQuery] = useState('');
  return (
    <section class="span-details" aria-label="Selected span">
      <header>
        <h2><LongText value={span.name} limit={300} /></h2>
        <div class="actions">
          <button type="button" class="button" onClick={() => go({ ...address, tab: 'views', span: span.spanId })}>As backends see it</button>
          <CopyButton what="span ID" text={span.spanId} isSmall />
        </div>
      </header>
      <dl class="facts">
        <div class="fact"><dt>Status</dt><dd class={`span-status status-${span.status.code}`}>{span.status.code}</dd></div>
        <div class="fact"><dt>Kind</dt><dd><Text value={span.kind} /></dd></div>
        <div class="fact"><dt>Start</dt><dd>{`+${duration(span.startMs)}`}</dd></div>
        <div class="fact"><dt>Duration</dt><dd>{duration(span.durationMs)}</dd></div>
        {span.firstChunkMs !== null && <div class="fact"><dt>First chunk</dt><dd>{`+${duration(span.firstChunkMs)}`}</dd></div>}
        {span.level !== null && <div class="fact"><dt>Level</dt><dd><Text value={span.level} /></dd></div>}
        {span.isLate && <div class="fact"><dt>Late</dt><dd>ended after the request</dd></div>}
        <div class="fact"><dt>Span ID</dt><dd><code><Text value={span.spanId} /></code></dd></div>
      </dl>
      {span.status.message && <p class="failure outcome-error"><LongText value={span.status.message} limit={1_000} /></p>}

      <div class="section-title">
        <h3>Attributes <span class="count">{Object.keys(span.attributes).length}</span></h3>
        <label class="field field-text"><span class="off-screen">Find an attribute</span>
          <input type="search" placeholder="Find an attribute" spellcheck={false} value={query} onInput={event => setQuery(event.currentTarget.value)} />
        </label>
      </div>
      <AttributeTable attributes={span.attributes} query={query} label="Attributes" />

      {span.events.length > 0 && <h3>Events <span class="count">{span.events.length}</span></h3>}
      {span.events.slice(0, 200).map((event, index) => (
        <details key={index} class="event" open={span.events.length < 4}>
          <summary><Text value={event.name} /> <span class="none">{`+${duration(event.atMs)}`}</span></summary>
          <AttributeTable attributes={event.attributes} label={`Attributes of the event ${event.name}`} />
        </details>
      ))}

      {span.links.length > 0 && <h3>Links <span class="count">{span.links.length}</span></h3>}
      <ul class="links">
        {span.links.map(link => {
          const target = detail.spans.find(other => other.spanId === link.spanId);
          const row = target ? undefined : findRow(link.traceId);
          return (
            <li key={link.spanId}>
              {target
                ? <button type="button" class="link" onClick={() => go({ ...address, span: target.spanId }, 'replace')}><Text value={target.name} />{target.attributes['litellm.attempt.index'] !== undefined && ` #${String(target.attributes['litellm.attempt.index'])}`}</button>
                : row
                  ? <AddressLink to={{ ...home, filters: address.filters, trace: row.id, span: link.spanId }}>{`trace ${link.traceId}`}</AddressLink>
                  : <span>trace <code><Text value={link.traceId} /></code> <span class="none">(not held)</span></span>}
              {Object.keys(link.attributes).length > 0 && <AttributeTable attributes={link.attributes} label="Attributes of the link" />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
