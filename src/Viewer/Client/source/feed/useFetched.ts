import { useEffect, useState } from 'preact/hooks';
import { ApiError } from './ApiError';
import { fetchJson } from './fetchJson';

/** A document on its way, here, or missing. */
export interface Fetched<T> {
  readonly value: T | null;
  readonly error: ApiError | null;
}

/** Gets a document, and gets it again when its path or its version changes. The old value stays until the new one is here. */
export function useFetched<T>(path: string | null, version: unknown = null): Fetched<T> {
  const [state, setState] = useState<Fetched<T> & { path: string | null }>({ value: null, error: null, path: null });
  useEffect(() => {
    if (path === null) {
      return undefined;
    }

    const abort = new AbortController();
    fetchJson<T>(path, abort.signal)
      .then(value => setState({ value, error: null, path }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) {
          // What was here before is still worth reading, if the gateway does not hold it any more.
          setState(old => ({ value: old.path === path ? old.value : null, path, error: error instanceof ApiError ? error : new ApiError(0, 'The gateway does not answer.') }));
        }
      });
    return () => abort.abort();
  }, [path, version]);
  return state.path === path ? state : { value: null, error: null };
}
