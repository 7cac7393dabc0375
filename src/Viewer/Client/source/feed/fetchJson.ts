/** An answer of the gateway that is no success. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** Gets a JSON document from the gateway. All addresses are relative to the page, so that it works behind any prefix. */
export async function fetchJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { headers: { Accept: 'application/json' }, signal: signal ?? null });
  const text = await response.text();
  if (!response.ok) {
    throw new ApiError(response.status, errorOf(text) ?? `The gateway answered ${response.status}.`);
  }

  return JSON.parse(text) as T;
}

function errorOf(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'error' in value ? String(value.error) : null;
  } catch {
    return null;
  }
}
