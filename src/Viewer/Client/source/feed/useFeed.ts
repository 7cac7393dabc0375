import { useEffect, useState } from 'preact/hooks';
import type { FeedState, TraceFeed } from './TraceFeed';

/** The state of the feed; the component is drawn again when it changes. */
export function useFeed(feed: TraceFeed): FeedState {
  const [state, setState] = useState(feed.state);
  useEffect(() => {
    setState(feed.state);
    return feed.subscribe(() => setState(feed.state));
  }, [feed]);
  return state;
}
