import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { home, type Tab } from '../address/Address';
import { AddressLink } from '../address/AddressLink';
import { useNavigation } from '../address/Navigation';
import { Boundary } from '../common/Boundary';
import { CopyButton } from '../common/CopyButton';
import { ExternalLink, isWebAddress } from '../common/ExternalLink';
import { Icon } from '../common/Icon';
import { LongText } from '../common/LongText';
import { OutcomeBadge } from '../common/OutcomeBadge';
import { NoticesContext } from '../common/Notices';
import { PageHeading } from '../common/PageHeading';
import { SignIn } from '../common/SignIn';
import { Tabs } from '../common/Tabs';
import { Text, plain } from '../common/Text';
import { Undrawn } from '../common/Undrawn';
import { useShortcuts } from '../common/useShortcuts';
import type { FeedState } from '../feed/TraceFeed';
import { useFetched } from '../feed/useFetched';
import { dateAndTime } from '../format/time';
import type { ListPlace } from '../list/ListPlace';
import { neighbour } from '../rows/neighbour';
import { callOf } from '../spans/facts';
import { noticesOf } from '../spans/noticesOf';
import type { Detail } from '../wire/Detail';
import type { Settings } from '../wire/Settings';
import { ConversationTab } from './ConversationTab';
import { Facts } from './Facts';
import { Failure } from './Failure';
import { RawTab } from './RawTab';
import { SpanDetails } from './SpanDetails';
import { ViewsTab } from './ViewsTab';
import { Waterfall } from './Waterfall';

interface Props {
  readonly id: string;
  readonly feed: FeedState;
  readonly settings: Settings | null;
  readonly selected: readonly string[];
  readonly onSelect: (id: string) => void;
  /** What the search of the list has found. */
  readonly found: ListPlace['found'];
}

const instead = (error: unknown) => <Undrawn what="This part of the request" error={error} />;

/** One request: its spans, its conversation, its bodies, and what backends see of it. */
export function TracePage({ id, feed, settings, selected, onSelect, found }: Props) {
  const { address, go } = useNavigation();
  const row = feed.rows.find(each => each.id === id);
  const lastVersion = useRef('');
  if (row) {
    lastVersion.current = `${row.seq} ${row.spans}`;
  }

  const [tries, setTry] = useState(0);
  const { value: detail, error } = useFetched<Detail>(`api/traces/${encodeURIComponent(id)}`, `${lastVersion.current} ${tries}`);
  const list = { ...home, filters: address.filters };
  // A request that could not be fetched is fetched again when the gateway is back.
  const isBack = feed.connection === 'live';
  useEffect(() => {
    if (isBack && error !== null) {
      setTry(old => old + 1);
    }
  }, [isBack]);
  const isHeld = row !== undefined || !feed.isLoaded || feed.isPaused;
  const close = () => go(list);
  const step = (by: number) => () => {
    const next = neighbour(feed.rows, address.filters, found, id, by);
    return next ? go({ ...list, trace: next.id, tab: address.tab }, 'replace') : false;
  };
  useShortcuts({ Escape: close, J: step(1), K: step(-1) });

  const span = useMemo(
    () => detail?.spans.find(each => each.spanId === address.span) ?? (detail ? callOf(detail) ?? detail.spans[0] : undefined),
    [detail, address.span]);
  const notices = useMemo(() => noticesOf(detail?.spans ?? []), [detail]);
  const current = useRef(address);
  current.current = address;
  // The parts of the page below are drawn again when they change, and not whenever a request arrives: they get no rows.
  const rows = useRef(feed.rows);
  rows.current = feed.rows;
  const findRow = useCallback((traceId: string) => rows.current.find(each => each.traceId === traceId), []);
  const select = useCallback((spanId: string) => go({ ...current.current, span: spanId }, 'replace'), [go]);

  if (!detail) {
    return (
      <main class="trace">
        <nav class="crumbs"><AddressLink to={list} class="button"><Icon name="back" />Requests</AddressLink></nav>
        <div class="empty">
          {error === null ? <h1>Loading…</h1> : error.status === 404
            ? <><h1>This request is no longer held</h1><p>The viewer holds {settings ? `the last ${settings.maxTraces} requests` : 'a limited number of requests'} in the gateway’s memory; newer ones took its place, or the gateway has started again.</p><p>Trace <code><Text value={id.split('-')[0] ?? id} /></code><CopyButton what="trace ID" text={id.split('-')[0] ?? id} isSmall /></p></>
            : error.isSignedOut ? <><h1>You are signed out</h1><p><SignIn /></p></>
            : <><h1>The gateway does not answer</h1><p><Text value={error.message} /></p></>}
        </div>
      </main>
    );
  }

  const shownRow = detail.row;
  const name = [shownRow.method, shownRow.path ?? shownRow.route ?? shownRow.name].filter(Boolean).join(' ');
  const titles: readonly { id: Tab; title: string; count?: number }[] = [
    { id: 'spans', title: 'Spans', count: detail.spans.length },
    { id: 'conversation', title: 'Conversation' },
    { id: 'raw', title: 'Raw' },
    { id: 'views', title: 'Backend views' },
  ];
  return (
    <NoticesContext.Provider value={notices}>
      <main class="trace">
        <nav class="crumbs" aria-label="Request">
          <AddressLink to={list} class="button"><Icon name="back" />Requests</AddressLink>
          <div class="actions">
            {detail.curl !== null && <CopyButton what="curl command" label="Copy as curl" text={detail.curl} />}
            <CopyButton what="trace ID" text={shownRow.traceId} />
            <CopyButton what="JSON" text={() => JSON.stringify(detail, null, 2)} />
            <button type="button" class="button" aria-pressed={selected.includes(id)} onClick={() => onSelect(id)}>Compare</button>
            {detail.backends.filter(backend => isWebAddress(backend.url)).map(backend => <ExternalLink key={backend.name} to={backend.url} class="button">Open in {plain(backend.name)}</ExternalLink>)}
          </div>
        </nav>
        <header class="trace-header">
          <PageHeading><OutcomeBadge outcome={shownRow.outcome} status={shownRow.status} /> <LongText value={name} limit={300} /></PageHeading>
          <time class="none">{dateAndTime(shownRow.time)}</time>
        </header>
        {!isHeld && <p class="banner">The gateway does not hold this request any more. This page still has it until you leave.</p>}
        <Failure detail={detail} />
        <Facts row={shownRow} />
        <Tabs label="Parts of the request" tabs={titles} chosen={address.tab} onChoose={tab => go({ ...address, tab })} />
        <div class={`panel panel-${address.tab}`} role="tabpanel" id={`panel-${address.tab}`} aria-labelledby={`tab-${address.tab}`}>
          <Boundary key={address.tab} instead={instead}>
            {address.tab === 'spans' && span && (
              <>
                <Waterfall spans={detail.spans} selected={span.spanId} onSelect={select} />
                <Boundary key={span.spanId} instead={instead}><SpanDetails detail={detail} span={span} findRow={findRow} /></Boundary>
              </>
            )}
            {address.tab === 'conversation' && <ConversationTab detail={detail} settings={settings} />}
            {address.tab === 'raw' && <RawTab detail={detail} settings={settings} />}
            {address.tab === 'views' && span && <ViewsTab detail={detail} span={span} version={lastVersion.current} />}
          </Boundary>
        </div>
      </main>
    </NoticesContext.Provider>
  );
}
