import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { type Address, formatAddress, parseAddress } from './Address';
import type { Go, Navigation } from './Navigation';

/** Keeps the address in the query string of the page and in the browser's history. */
export function useHistory(): Navigation {
  const [address, setAddress] = useState<Address>(() => parseAddress(location.search));
  useEffect(() => {
    const read = () => setAddress(parseAddress(location.search));
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, []);
  const go = useCallback<Go>((next, how = 'push') => {
    const query = formatAddress(next);
    if (query !== `?${new URLSearchParams(location.search)}`) {
      history[how === 'push' ? 'pushState' : 'replaceState'](null, '', query);
    }

    setAddress(next);
  }, []);
  return useMemo(() => ({ address, go }), [address, go]);
}
