import { useEffect, useMemo, useRef } from 'preact/hooks';
import { noFilters } from '../address/Filters';
import { home } from '../address/Address';
import { useNavigation } from '../address/Navigation';
import { useAnnounce } from '../common/Announce';
import { narrow, useMedia } from '../common/useMedia';
import { useShortcuts } from '../common/useShortcuts';
import type { FeedState } from '../feed/TraceFeed';
import { useTextSearch } from '../feed/useTextSearch';
import { count } from '../format/number';
import { matches } from '../rows/matches';
import { EmptyList } from './EmptyList';
import { FilterBar } from './FilterBar';
import type { ListPlace } from './ListPlace';
import { RequestGrid } from './RequestGrid';
import { TotalsStrip } from './TotalsStrip';

interface Props {
  readonly feed: FeedState;
  readonly selected: readonly string[];
  readonly onSelect: (id: string) => void;
  readonly place: ListPlace;
}

/** All requests that the gateway holds, with filters and totals. */
export function ListPage({ feed, selected, onSelect, place }: Props) {
  const { address, go } = useNavigation();
  const announce = useAnnounce();
  const { filters } = address;
  useEffect(() => () => { place.isLeft = place.active !== null; }, [place]);
  const isNarrow = useMedia(narrow);
  const { ids, isSearching } = useTextSearch(filters.text, feed.rows);
  place.found = ids === null || isSearching ? null : { text: filters.text, ids };
  const shown = useMemo(
    () => feed.rows.filter(row => matches(row, filters) && (ids === null || ids.has(row.id))),
    [feed.rows, filters, ids]);
  useShortcuts({
    '/': () => {
      const field = document.querySelector<HTMLInputElement>('#search');
      field?.focus();
      field?.select();
    },
  });

  // Screen readers get the number after a change of the filters, and not whenever a request arrives.
  const previous = useRef(filters);
  useEffect(() => {
    if (previous.current === filters || isSearching) {
      return undefined;
    }

    const timer = setTimeout(() => {
      previous.current = filters;
      announce(`${count(shown.length)} ${shown.length === 1 ? 'request' : 'requests'} shown`);
    }, 800);
    return () => clearTimeout(timer);
  }, [filters, shown.length, isSearching, announce]);

  return (
    <main class="list">
      <h1 class="off-screen">Requests</h1>
      <FilterBar rows={feed.rows} filters={filters} onChange={(next, isTyping) => go({ ...home, filters: next }, isTyping ? 'replace' : 'push')} />
      <TotalsStrip rows={shown} isScrolled={isNarrow} />
      {shown.length > 0
        ? <RequestGrid rows={shown} selected={selected} onSelect={onSelect} place={place} />
        : <EmptyList isLoaded={feed.isLoaded} connection={feed.connection} isFiltered={feed.rows.length > 0} onClear={() => go({ ...home, filters: noFilters })} />}
    </main>
  );
}
