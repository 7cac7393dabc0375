/**
 * How many tabs of a browser follow the stream at the same time. A browser opens six connections to a gateway without TLS, for all
 * tabs: more streams would leave none for anything else.
 */
const slots = 4;

const nothing = () => undefined;

/**
 * Takes a place among the tabs that follow the stream; gives back what frees it, or `null` if all places are taken. A page that may
 * not know of other tabs always has a place: only addresses with TLS and localhost have locks, and a browser refuses them where it
 * refuses storage.
 */
export async function takeStreamSlot(): Promise<(() => void) | null> {
  try {
    return globalThis.navigator?.locks ? await firstFree() : nothing;
  } catch {
    return nothing;
  }
}

async function firstFree(): Promise<(() => void) | null> {
  for (let slot = 1; slot <= slots; slot++) {
    const free = await take(`tracedllm-stream-${slot}`);
    if (free) {
      return free;
    }
  }

  return null;
}

// The lock is held until the promise of its holder is settled, or the tab is closed.
const take = (name: string) => new Promise<(() => void) | null>((resolve, reject) => {
  navigator.locks.request(name, { ifAvailable: true }, lock => {
    if (lock === null) {
      resolve(null);
      return undefined;
    }

    return new Promise<void>(free => resolve(() => free()));
  }).catch(reject);
});
