import type { Row } from '../wire/Row';
import type { Traces } from '../wire/Traces';
import { fetchJson } from './fetchJson';

/** Whether the page gets new requests. */
export type Connection = 'connecting' | 'live' | 'lost';

/** What the page knows of all requests. */
export interface FeedState {
  /** Newest first. */
  readonly rows: readonly Row[];
  readonly held: Traces['held'] | null;
  readonly connection: Connection;
  readonly isLoaded: boolean;
  readonly isPaused: boolean;
  /** The requests that have arrived since the pause. */
  readonly waiting: number;
}

/** Changes are shown this often at most: at a thousand requests a second nobody could read more. */
const flushMs = 200;
const reconnectMs = 3_000;

/** Holds the rows of all requests, and keeps them as the gateway has them. */
export class TraceFeed {
  state: FeedState = { rows: [], held: null, connection: 'connecting', isLoaded: false, isPaused: false, waiting: 0 };

  private shown = new Map<string, Row>();
  private readonly changed = new Map<string, Row | null>();
  private readonly listeners = new Set<() => void>();
  private source: EventSource | null = null;
  private flushTimer = 0;
  private loads = 0;

  start(): void {
    this.source?.close();
    const source = new EventSource('api/events');
    this.source = source;
    source.addEventListener('open', () => void this.load());
    source.addEventListener('reset', () => void this.load());
    source.addEventListener('trace', event => {
      const row = JSON.parse(event.data as string) as Row;
      this.change(row.id, row);
    });
    source.addEventListener('removed', event => {
      for (const id of JSON.parse(event.data as string) as string[]) {
        this.change(id, null);
      }
    });
    source.addEventListener('error', () => {
      this.update({ connection: 'lost' });
      // A refusal closes the stream for good; a broken connection is opened again by the browser.
      if (source.readyState === EventSource.CLOSED && this.source === source) {
        // Meanwhile the list is read again: a gateway with too many open streams still answers.
        void this.load();
        setTimeout(() => this.start(), reconnectMs);
      }
    });
  }

  pause(isPaused: boolean): void {
    this.update({ isPaused });
    this.flush();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async load(): Promise<void> {
    const number = ++this.loads;
    // What arrives while the list is on its way is newer than the list.
    this.changed.clear();
    try {
      const { traces, held } = await fetchJson<Traces>('api/traces');
      if (number !== this.loads) {
        return;
      }

      const connection = this.source?.readyState === EventSource.OPEN ? 'live' : 'lost';
      if (this.state.isPaused && this.state.isLoaded) {
        const ids = new Set(traces.map(row => row.id));
        traces.filter(row => this.shown.get(row.id)?.seq !== row.seq && !this.changed.has(row.id)).forEach(row => this.changed.set(row.id, row));
        [...this.shown.keys()].filter(id => !ids.has(id)).forEach(id => this.changed.set(id, null));
        this.update({ held, connection });
      } else {
        this.shown = new Map(traces.map(row => [row.id, row]));
        this.update({ held, connection, isLoaded: true, rows: this.sorted() });
      }

      this.flush();
    } catch {
      this.update({ connection: 'lost' });
    }
  }

  private change(id: string, row: Row | null): void {
    this.changed.set(id, row);
    this.flushTimer ||= window.setTimeout(() => this.flush(), flushMs);
  }

  private flush(): void {
    clearTimeout(this.flushTimer);
    this.flushTimer = 0;
    if (!this.state.isLoaded) {
      return;
    }

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
      this.update({ rows: this.sorted(), waiting: 0 });
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
