import { useEffect, useState } from 'preact/hooks';
import type { Row } from '../wire/Row';
import type { Traces } from '../wire/Traces';
import { fetchJson } from './fetchJson';

const waitMs = 250;

/** The ids of the requests that have a text, which the server looks for; `null` without a text, and until the answer is here. */
export function useTextSearch(text: string, rows: readonly Row[]): ReadonlySet<string> | null {
  const [found, setFound] = useState<{ text: string; ids: ReadonlySet<string> } | null>(null);
  useEffect(() => {
    if (text === '') {
      return undefined;
    }

    const abort = new AbortController();
    const timer = setTimeout(() => {
      fetchJson<Traces>(`api/traces?${new URLSearchParams({ text })}`, abort.signal)
        .then(({ traces }) => setFound({ text, ids: new Set(traces.map(row => row.id)) }))
        .catch(() => abort.signal.aborted || setFound({ text, ids: new Set() }));
    }, waitMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, rows]);
  return text === '' ? null : found?.text === text ? found.ids : new Set();
}
