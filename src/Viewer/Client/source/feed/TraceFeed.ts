import type { Row } from '../wire/Row';
import type { Traces } from '../wire/Traces';
import { ApiError } from './ApiError';
import type { Connection } from './Connection';
import { fetchJson } from './fetchJson';
import { takeStreamSlot } from './streamSlot';

/** What the page knows of all requests. */
export interface FeedState {
  /** Newest first. */
  readonly rows: readonly Row[];
  /** How many requests have left or were never held since the gateway started; `null` before the first list. */
  readonly evicted: number | null;
  readonly connection: Connection;
  readonly isLoaded: boolean;
  readonly isPaused: boolean;
  /** The requests that have arrived since the pause. */
  readonly waiting: number;
}

/** Changes are shown this often at most: at a thousand requests a second nobody could read more. */
const flushMs = 200;
const reconnectMs = 3_000;
/** A tab without a stream reads the list this often. */
const readMs = 3_000;

/**
 * Holds the rows of all requests, and keeps them as the gateway has them: reads the list once, then follows the stream of changes
 * from there. The list is read again only if the gateway says that changes are lost.
 */
export class TraceFeed {
  state: FeedState = { rows: [], evicted: null, connection: 'connecting', isLoaded: false, isPaused: false, waiting: 0 };

  private shown = new Map<string, Row>();
  /** The changes that are not shown yet; `null` for a request that has left. */
  private changed = new Map<string, Row | null>();
  /** The changes since the list was asked for, which may not have them; `null` if no list is on its way. */
  private meanwhile: Map<string, Row | null> | null = null;
  private readonly listeners = new Set<() => void>();
  private source: EventSource | null = null;
  /** What the page has seen last, in the gateway's words. */
  private since = '';
  /** Whether the stream can go on from `since`; otherwise the list has to be read. */
  private isCurrent = false;
  private evicted = 0;
  private flushTimer = 0;
  private retryTimer = 0;
  private loads = 0;
  private freeSlot: (() => void) | null = null;

  start(): void {
    document.addEventListener('visibilitychange', () => this.connect());
    this.connect();
  }

  pause(isPaused: boolean): void {
    this.update({ isPaused });
    this.flush();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A browser opens six connections to a gateway without TLS, for all tabs: a page that nobody sees keeps none. */
  private connect(): void {
    this.close();
    if (!document.hidden) {
      void this.open();
    }
  }

  private async open(): Promise<void> {
    if (!this.isCurrent && !await this.load()) {
      return;
    }

    const number = this.loads;
    const free = await takeStreamSlot();
    if (number !== this.loads) {
      // The tab was hidden meanwhile.
      free?.();
    } else if (free) {
      this.freeSlot = free;
      try {
        this.listen();
      } catch {
        // The policy of a browser or of a page around this one may forbid it.
        this.readInstead();
      }
    } else {
      // As many tabs follow the stream as the browser has connections for. This one reads the list until there is a place.
      this.update({ connection: 'live' });
      this.isCurrent = false;
      this.again(readMs);
    }
  }

  private close(): void {
    this.source?.close();
    this.source = null;
    this.freeSlot?.();
    this.freeSlot = null;
    this.meanwhile = null;
    this.loads++;
    clearTimeout(this.retryTimer);
  }

  private listen(): void {
    const source = new EventSource(`api/events?${new URLSearchParams({ since: this.since })}`);
    this.source = source;
    source.addEventListener('open', () => this.update({ connection: 'live' }));
    source.addEventListener('reset', () => {
      this.isCurrent = false;
      void this.load();
    });
    source.addEventListener('trace', event => {
      const row = JSON.parse(event.data as string) as Row;
      this.change(row.id, row);
    });
    source.addEventListener('removed', event => {
      const ids = JSON.parse(event.data as string) as string[];
      ids.forEach(id => this.change(id, null));
    });
    source.addEventListener('seen', event => {
      this.since = event.lastEventId;
      this.evicted = (JSON.parse(event.data as string) as { evicted?: number }).evicted ?? this.evicted;
    });
    source.addEventListener('error', () => {
      if (this.source !== source) {
        return;
      }

      if (source.readyState !== EventSource.CLOSED) {
        // The browser opens the stream again. The gateway ends each one after some minutes, which is no loss.
        this.update({ connection: this.state.connection === 'live' ? 'connecting' : 'lost' });
        return;
      }

      this.readInstead();
    });
  }

  /** A refusal closes the stream for good. Until the next try the list is read: a gateway with too many open streams still answers. */
  private readInstead(): void {
    this.close();
    this.update({ connection: 'lost' });
    this.isCurrent = false;
    void this.load().then(isLoaded => isLoaded && this.again());
  }

  /** Reads the list; `false` if it was not to be had, or if the page does not want it any more. */
  private async load(): Promise<boolean> {
    const number = ++this.loads;
    const meanwhile = this.meanwhile = new Map<string, Row | null>();
    try {
      const { traces, held, since } = await fetchJson<Traces>('api/traces');
      if (number !== this.loads) {
        return false;
      }

      this.since = since;
      this.evicted = held.evicted;
      this.isCurrent = true;
      this.meanwhile = null;
      // The list has all that arrived until it was asked for.
      this.changed = meanwhile;
      this.replace(traces);
      return true;
    } catch (error) {
      if (number !== this.loads) {
        return false;
      }

      this.meanwhile = null;
      if (error instanceof ApiError && error.isSignedOut) {
        // Each try would begin to sign in again. The page tries when it is looked at the next time.
        this.close();
        this.update({ connection: 'signedOut' });
      } else {
        this.update({ connection: 'lost' });
        this.again();
      }

      return false;
    }
  }

  private again(afterMs = reconnectMs): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => this.connect(), afterMs);
  }

  private replace(traces: readonly Row[]): void {
    if (this.state.isPaused && this.state.isLoaded) {
      const ids = new Set(traces.map(row => row.id));
      traces.filter(row => this.shown.get(row.id)?.seq !== row.seq && !this.changed.has(row.id)).forEach(row => this.changed.set(row.id, row));
      [...this.shown.keys()].filter(id => !ids.has(id)).forEach(id => this.changed.set(id, null));
    } else {
      this.shown = new Map(traces.map(row => [row.id, row]));
      this.update({ isLoaded: true, evicted: this.evicted, rows: this.sorted() });
    }

    this.flush();
  }

  private change(id: string, row: Row | null): void {
    this.meanwhile?.set(id, row);
    // What came and left between two looks at it is nothing that has to be remembered, unless the list on its way has it.
    if (row === null && !this.shown.has(id)) {
      this.changed.delete(id);
    } else {
      this.changed.set(id, row);
    }

    this.flushTimer ||= window.setTimeout(() => this.flush(), flushMs);
  }

  private flush(): void {
    clearTimeout(this.flushTimer);
    this.flushTimer = 0;
    if (this.state.isPaused) {
      const waiting = [...this.changed.values()].filter(row => row !== null && !this.shown.has(row.id)).length;
      if (waiting !== this.state.waiting) {
        this.update({ waiting });
      }
    } else if (this.changed.size > 0) {
      for (const [id, row] of this.changed) {
        if (row) {
          this.shown.set(id, row);
        } else {
          this.shown.delete(id);
        }
      }

      this.changed.clear();
      this.update({ rows: this.sorted(), evicted: this.evicted, waiting: 0 });
    } else if (this.state.waiting > 0) {
      this.update({ waiting: 0 });
    }
  }

  private sorted(): readonly Row[] {
    return [...this.shown.values()].sort((a, b) => b.time - a.time || b.seq - a.seq);
  }

  private update(part: Partial<FeedState>): void {
    this.state = { ...this.state, ...part };
    this.listeners.forEach(listener => listener());
  }
}
