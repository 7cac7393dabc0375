import { useMemo } from 'preact/hooks';
import { type Group, home } from '../address/Address';
import { noFilters } from '../address/Filters';
import { AddressLink } from '../address/AddressLink';
import { useNavigation } from '../address/Navigation';
import { Icon } from '../common/Icon';
import { PageHeading } from '../common/PageHeading';
import { LongText } from '../common/LongText';
import { plain } from '../common/Text';
import { useShortcuts } from '../common/useShortcuts';
import type { FeedState } from '../feed/TraceFeed';
import { cost } from '../format/cost';
import { duration } from '../format/duration';
import { count, percent, short } from '../format/number';
import { dateAndTime } from '../format/time';
import { totals } from '../rows/totals';
import { Turn } from './Turn';

const maxTurns = 200;

/** The requests of a session or a user in order, with what they add up to and what was said. */
export function GroupPage({ group, feed }: { readonly group: Group; readonly feed: FeedState }) {
  const { address, go } = useNavigation();
  const rows = useMemo(() => feed.rows.filter(row => row[group.by] === group.value).reverse(), [feed.rows, group.by, group.value]);
  const sum = totals(rows);
  const first = rows[0];
  const last = rows.at(-1);
  const longest = rows.reduce((most, row) => Math.max(most, row.durationMs), 0);
  const list = { ...home, filters: address.filters };
  useShortcuts({ Escape: () => go(list) });
  return (
    <main class="group">
      <nav class="crumbs" aria-label={group.by}>
        <AddressLink to={list} class="button"><Icon name="back" />Requests</AddressLink>
        <div class="actions"><AddressLink class="button" to={{ ...home, filters: { ...noFilters, [group.by]: group.value } }}>Show in the list</AddressLink></div>
      </nav>
      <PageHeading><span class="none">{group.by === 'session' ? 'Session' : 'User'}</span> <LongText value={group.value} limit={300} /></PageHeading>
      {first && last ? (
        <>
          <dl class="facts">
            <div class="fact"><dt>Requests</dt><dd>{count(sum.requests)}</dd></div>
            <div class="fact"><dt>Failed</dt><dd>{`${sum.failures} (${percent(sum.failures / sum.requests)})`}</dd></div>
            <div class="fact"><dt>From</dt><dd>{dateAndTime(first.time)}</dd></div>
            <div class="fact"><dt>Lasted</dt><dd>{duration(last.time + last.durationMs - first.time)}</dd></div>
            <div class="fact"><dt>p50 / p95</dt><dd>{`${duration(sum.p50 ?? 0)} / ${duration(sum.p95 ?? 0)}`}</dd></div>
            <div class="fact"><dt>Tokens in / out</dt><dd>{`${short(sum.tokensIn)} / ${short(sum.tokensOut)}`}</dd></div>
            <div class="fact"><dt>Cost</dt><dd>{cost(sum.cost)}</dd></div>
          </dl>
          {rows.length > maxTurns && <p class="banner">{`The last ${maxTurns} of ${count(rows.length)} requests.`}</p>}
          <ol class="turns" aria-label={`Requests of the ${group.by} ${plain(group.value)}`}>
            {rows.slice(-maxTurns).map(row => <Turn key={row.id} row={row} offset={row.time - first.time} longest={longest} />)}
          </ol>
        </>
      ) : <div class="empty"><p>{feed.isLoaded ? `The gateway holds no request of this ${group.by}.` : 'Loading…'}</p></div>}
    </main>
  );
}
