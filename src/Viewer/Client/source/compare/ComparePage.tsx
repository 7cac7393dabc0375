import { useMemo } from 'preact/hooks';
import { home } from '../address/Address';
import { AddressLink } from '../address/AddressLink';
import { useNavigation } from '../address/Navigation';
import { Icon } from '../common/Icon';
import { memo } from '../common/Memo';
import { OutcomeBadge } from '../common/OutcomeBadge';
import { PageHeading } from '../common/PageHeading';
import { Text } from '../common/Text';
import { useShortcuts } from '../common/useShortcuts';
import { conversationOf, plainText } from '../conversation/conversation';
import { useFetched } from '../feed/useFetched';
import { dateAndTime } from '../format/time';
import { callOf } from '../spans/facts';
import { shorten } from '../text/shorten';
import type { Detail } from '../wire/Detail';
import { ComparedFacts } from './ComparedFacts';
import { ComparedParameters } from './ComparedParameters';
import { ComparedSpans } from './ComparedSpans';
import { TextDifference } from './TextDifference';

/** Two requests side by side: what is different in their facts, parameters, texts and spans. */
export function ComparePage({ ids }: { readonly ids: readonly [string, string] }) {
  const { address, go } = useNavigation();
  const left = useFetched<Detail>(`api/traces/${encodeURIComponent(ids[0])}`);
  const right = useFetched<Detail>(`api/traces/${encodeURIComponent(ids[1])}`);
  const list = { ...home, filters: address.filters };
  useShortcuts({ Escape: () => go(list) });
  return (
    <main class="compare">
      <nav class="crumbs" aria-label="Comparison">
        <AddressLink to={list} class="button"><Icon name="back" />Requests</AddressLink>
        <div class="actions"><button type="button" class="button" onClick={() => go({ ...address, compare: [ids[1], ids[0]] }, 'replace')}>Swap</button></div>
      </nav>
      <PageHeading>Compare two requests</PageHeading>
      {left.value && right.value ? <Comparison left={left.value} right={right.value} /> : (
        <div class="empty">
          {[left, right].map((side, index) => side.error && <p key={index}>{side.error.status === 404 ? `The ${index === 0 ? 'first' : 'second'} request is no longer held.` : <Text value={side.error.message} />}</p>)}
          {!left.error && !right.error && <p>Loading…</p>}
        </div>
      )}
    </main>
  );
}

const Comparison = memo(ComparisonContent);

function ComparisonContent({ left, right }: { readonly left: Detail; readonly right: Detail }) {
  const [before, after] = useMemo(() => [left, right].map(detail => conversationOf(callOf(detail))), [left, right]);
  return (
    <>
      <div class="sides">
        <Side letter="A" detail={left} />
        <Side letter="B" detail={right} />
      </div>
      <ComparedFacts left={left.row} right={right.row} />
      <ComparedParameters left={callOf(left)} right={callOf(right)} />
      {before && after
        ? (
          <>
            <TextDifference title="Answer" before={plainText(before.answers)} after={plainText(after.answers)} />
            <TextDifference title="Messages" before={plainText(before.messages)} after={plainText(after.messages)} />
          </>
        )
        : <section><h2>Answer</h2><p class="none">Content was not captured for both requests.</p></section>}
      <ComparedSpans left={left.spans} right={right.spans} />
    </>
  );
}

function Side({ letter, detail }: { readonly letter: string; readonly detail: Detail }) {
  const { address } = useNavigation();
  const { row } = detail;
  return (
    <section class={`side side-${letter.toLowerCase()}`} aria-label={`Request ${letter}`}>
      <span class="letter">{letter}</span>
      <OutcomeBadge outcome={row.outcome} status={row.status} />
      <AddressLink to={{ ...home, filters: address.filters, trace: row.id }}><Text value={shorten([row.method, row.path ?? row.route ?? row.name].filter(Boolean).join(' '), 200)} /></AddressLink>
      <span class="none">{dateAndTime(row.time)}</span>
    </section>
  );
}
