import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { home } from './address/Address';
import { AddressLink } from './address/AddressLink';
import { NavigationContext } from './address/Navigation';
import { useHistory } from './address/useHistory';
import { AnnounceContext, type Announce } from './common/Announce';
import { Boundary } from './common/Boundary';
import { Help } from './common/Help';
import { Icon } from './common/Icon';
import { plain, Text } from './common/Text';
import { SignIn } from './common/SignIn';
import { ThemeButton } from './common/ThemeButton';
import { Undrawn } from './common/Undrawn';
import { useShortcuts } from './common/useShortcuts';
import { ComparePage } from './compare/ComparePage';
import type { TraceFeed } from './feed/TraceFeed';
import { useFeed } from './feed/useFeed';
import { useFetched } from './feed/useFetched';
import { bytes, count } from './format/number';
import { GroupPage } from './group/GroupPage';
import { ListPage } from './list/ListPage';
import type { ListPlace } from './list/ListPlace';
import { TracePage } from './trace/TracePage';
import { shorten } from './text/shorten';
import type { Settings } from './wire/Settings';

const connections = { connecting: 'Connecting', live: 'Live', lost: 'Connection lost', signedOut: 'Signed out' } as const;

/** The whole page. */
export function App({ feed }: { readonly feed: TraceFeed }) {
  const navigation = useHistory();
  const { address, go } = navigation;
  const state = useFeed(feed);
  const { value: settings } = useFetched<Settings>('api/settings');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [said, setSaid] = useState({ sentence: '', isShown: false });
  const place = useRef<ListPlace>({ active: null, scrollTop: 0, isLeft: false, found: null });

  const timer = useRef(0);
  const announce = useCallback<Announce>((sentence, isShown = false) => {
    setSaid({ sentence, isShown });
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setSaid({ sentence: '', isShown: false }), 3_000);
  }, []);

  // Two requests can be compared: a third one takes the place of the first.
  const select = useCallback((id: string) => setSelected(old => old.includes(id) ? old.filter(each => each !== id) : [...old.slice(-1), id]), []);
  const compare = () => {
    const [first, second] = selected;
    return first && second ? go({ ...home, filters: address.filters, compare: [first, second] }) : false;
  };
  const pause = () => {
    feed.pause(!state.isPaused);
    announce(state.isPaused ? 'New requests are shown' : 'Paused');
  };
  useShortcuts({ '?': () => setHelpOpen(true), p: pause, c: compare });

  // The page counts what it holds itself: the list is read once, and the gateway goes on.
  const heldBytes = useMemo(() => state.rows.reduce((sum, row) => sum + row.bytes, 0), [state.rows]);
  const pinned = useMemo(() => state.rows.filter(row => row.isPinned).length, [state.rows]);

  const wasLost = useRef(false);
  useEffect(() => {
    if ((state.connection === 'lost' || state.connection === 'signedOut') && !wasLost.current) {
      wasLost.current = true;
      announce(state.connection === 'lost' ? 'The connection to the gateway is lost' : 'You are signed out');
    } else if (state.connection === 'live' && wasLost.current) {
      wasLost.current = false;
      announce('The connection to the gateway is back');
    }
  }, [state.connection, announce]);

  useEffect(() => {
    const part = address.compare ? 'Compare' : address.trace ? `Request ${address.trace.slice(0, 8)}` : address.group ? `${address.group.by === 'session' ? 'Session' : 'User'} ${address.group.value}` : 'Requests';
    document.title = `${plain(shorten(part, 80))} · ${settings ? plain(settings.service) : 'TracedLlm'}`;
  }, [address, settings]);

  return (
    <NavigationContext.Provider value={navigation}>
      <AnnounceContext.Provider value={announce}>
        <div class="app">
          <header>
            <div class="top">
              <AddressLink to={home} class="brand" title="All requests"><img src="assets/viewer.svg" width="20" height="20" alt="" />TracedLlm</AddressLink>
              {settings && <span class="service" title={plain(`Version ${settings.version}`)}><Text value={settings.service} /></span>}
              <span class={`connection connection-${state.connection}`}><span class="dot" aria-hidden="true" />{state.isPaused && state.connection === 'live' ? 'Paused' : connections[state.connection]}</span>
              <button type="button" class={state.isPaused ? 'button is-paused' : 'button'} onClick={pause}>
                <Icon name={state.isPaused ? 'play' : 'pause'} />{state.isPaused ? `Resume (${count(state.waiting)} new)` : 'Pause'}
              </button>
              <span class="spacer" />
              {state.evicted !== null && settings && <span class="held" title={`${count(state.rows.length)} of at most ${count(settings.maxTraces)} requests and ${bytes(heldBytes)} of at most ${bytes(settings.maxBytes)} are held. ${count(pinned)} of them stay longer, because they failed, were blocked or were slow. ${count(state.evicted)} others are not held: newer ones took their places, or they were more in a second than anybody can read.`}>{state.evicted === 0 ? `${count(state.rows.length)} held` : `${count(state.rows.length)} of ${count(state.rows.length + state.evicted)} held`}</span>}
              <a class="report" href="report" title="What the gateway found at its start: traced routes, backends, settings">Start-up report</a>
              <ThemeButton />
              <button type="button" class="button icon-button" aria-label="Keyboard help" title="Keyboard help ( ? )" onClick={() => setHelpOpen(true)}><Icon name="help" /></button>
            </div>
            {state.connection === 'signedOut' && <p class="banner">You are signed out of the gateway. What is shown may be old. <SignIn /></p>}
            {state.connection === 'lost' && state.isLoaded && <p class="banner">The connection to the gateway is lost. What is shown may be old; the page goes on trying.</p>}
          </header>
          <Boundary key={address.compare?.join() ?? address.trace ?? address.group?.value ?? ''} instead={error => <main><Undrawn what="This part of the page" error={error} /></main>}>
            {address.compare ? <ComparePage key={address.compare.join()} ids={address.compare} />
              : address.trace ? <TracePage key={address.trace} id={address.trace} feed={state} settings={settings} selected={selected} onSelect={select} found={place.current.found} />
              : address.group ? <GroupPage group={address.group} feed={state} />
              : <ListPage feed={state} selected={selected} onSelect={select} place={place.current} />}
          </Boundary>
          {selected.length > 0 && !address.compare && (
            <div class="selection" role="region" aria-label="Selected requests">
              <span>{selected.length === 1 ? '1 selected: select another one to compare' : '2 selected'}</span>
              <button type="button" class="button button-main" disabled={selected.length < 2} onClick={compare}>Compare</button>
              <button type="button" class="button" onClick={() => setSelected([])}>Clear</button>
            </div>
          )}
          <p class={said.isShown ? 'said is-shown' : 'said off-screen'} role="status" aria-live="polite">{said.sentence}</p>
          {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
        </div>
      </AnnounceContext.Provider>
    </NavigationContext.Provider>
  );
}
