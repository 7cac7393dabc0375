import { ApiError } from './ApiError';

/** Gets a JSON document from the gateway. All addresses are relative to the page, so that it works behind any prefix. */
export async function fetchJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  // A redirect leads to a page for signing in, often of another site, which the policy of the page would not let it read.
  const response = await fetch(path, { headers: { Accept: 'application/json' }, redirect: 'manual', signal: signal ?? null });
  if (response.type === 'opaqueredirect') {
    throw new ApiError(response.status, 'The gateway asks you to sign in.', true);
  }

  const text = await response.text();
  if (!response.ok) {
    const error = errorOf(text);
    // The viewer's own refusals say why; those of a policy do not.
    throw new ApiError(response.status, error ?? `The gateway answered ${response.status}.`, response.status === 401 || (response.status === 403 && error === null));
  }

  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiError(response.status, 'The gateway answered with a page instead of data.', true);
  }
}

function errorOf(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'error' in value ? String(value.error) : null;
  } catch {
    return null;
  }
}
