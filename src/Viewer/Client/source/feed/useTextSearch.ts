import { useEffect, useRef, useState } from 'preact/hooks';
import type { Row } from '../wire/Row';
import type { Traces } from '../wire/Traces';
import { fetchJson } from './fetchJson';

/** The pause after a letter until the search starts. */
const typingMs = 250;

/** New requests are searched this often: each search reads all that the gateway holds. */
const refreshMs = 2_000;

/** The requests that a search has found. */
export interface TextSearch {
  /** `null` without a search: all requests are shown. While a search is on its way, what the last one has found. */
  readonly ids: ReadonlySet<string> | null;
  readonly isSearching: boolean;
}

/** Looks for a text in all that the gateway holds, and again when there are new requests. */
export function useTextSearch(text: string, rows: readonly Row[]): TextSearch {
  const [found, setFound] = useState<{ text: string; ids: ReadonlySet<string> } | null>(null);
  const current = useRef(rows);
  current.current = rows;
  useEffect(() => {
    if (text === '') {
      setFound(null);
      return undefined;
    }

    const abort = new AbortController();
    let searched: readonly Row[] | null = null;
    let isBusy = false;
    const search = () => {
      if (isBusy || searched === current.current) {
        return;
      }

      isBusy = true;
      searched = current.current;
      fetchJson<Traces>(`api/traces?${new URLSearchParams({ text })}`, abort.signal)
        .then(({ traces }) => setFound({ text, ids: new Set(traces.map(row => row.id)) }))
        .catch(() => abort.signal.aborted || setFound(old => ({ text, ids: old?.ids ?? new Set() })))
        .finally(() => { isBusy = false; });
    };
    const first = setTimeout(search, typingMs);
    const again = setInterval(search, refreshMs);
    return () => {
      clearTimeout(first);
      clearInterval(again);
      abort.abort();
    };
  }, [text]);
  return text === '' ? { ids: null, isSearching: false } : { ids: found?.ids ?? null, isSearching: found?.text !== text };
}
