import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { home } from '../address/Address';
import { AddressLink } from '../address/AddressLink';
import { useNavigation } from '../address/Navigation';
import { DurationBar } from '../common/DurationBar';
import { memo } from '../common/Memo';
import { NoticesContext } from '../common/Notices';
import { OutcomeBadge } from '../common/OutcomeBadge';
import { Text } from '../common/Text';
import { conversationOf } from '../conversation/conversation';
import { Messages } from '../conversation/Messages';
import { useFetched } from '../feed/useFetched';
import { cost } from '../format/cost';
import { duration } from '../format/duration';
import { short } from '../format/number';
import { timeOfDay } from '../format/time';
import { callOf } from '../spans/facts';
import { noticesOf } from '../spans/noticesOf';
import { shorten } from '../text/shorten';
import type { Detail } from '../wire/Detail';
import type { Row } from '../wire/Row';

/** One request of a session: what it cost, what the caller said last, and the answer. Its content is fetched when it comes into view. */
export const Turn = memo(TurnContent);

function TurnContent({ row, offset, longest }: { readonly row: Row; readonly offset: number; readonly longest: number }) {
  const { address } = useNavigation();
  const element = useRef<HTMLLIElement>(null);
  const [isInView, setInView] = useState(false);
  useEffect(() => {
    const views = new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) {
        setInView(true);
        views.disconnect();
      }
    }, { rootMargin: '200px' });
    views.observe(element.current!);
    return () => views.disconnect();
  }, []);
  const { value: detail } = useFetched<Detail>(isInView ? `api/traces/${encodeURIComponent(row.id)}` : null, row.seq);
  const conversation = useMemo(() => detail ? conversationOf(callOf(detail)) : null, [detail]);
  const notices = useMemo(() => noticesOf(detail?.spans ?? []), [detail]);
  const said = conversation?.messages.filter(message => message.role !== 'system' && message.role !== 'developer').slice(-1) ?? [];
  return (
    <li ref={element} class="turn">
      <div class="turn-title">
        <AddressLink to={{ ...home, filters: address.filters, trace: row.id }}><time>{timeOfDay(row.time)}</time> <Text value={shorten(row.route ?? row.name ?? 'request', 200)} /></AddressLink>
        <span class="none">{`+${duration(offset)}`}</span>
        <OutcomeBadge outcome={row.outcome} status={row.status} />
        <span class="turn-model"><Text value={shorten(row.modelAnswered ?? row.modelAsked ?? '', 200)} /></span>
        <DurationBar row={row} scale={longest || 1} />
        <span>{row.tokensIn === null && row.tokensOut === null ? '' : `${short(row.tokensIn ?? 0)} / ${short(row.tokensOut ?? 0)} tokens`}</span>
        <span>{row.cost === null ? '' : cost(row.cost)}</span>
      </div>
      {detail && conversation === null && <p class="none">No content was captured.</p>}
      {conversation && <NoticesContext.Provider value={notices}><Messages messages={said} /><Messages messages={conversation.answers} areAnswers /></NoticesContext.Provider>}
    </li>
  );
}
