import type { Row } from '../source/wire/Row';
import { FakeLocks } from './FakeLocks';

/** A gateway whose events the test sends. Time is the test's own: timers run when it says so. */
export class FakeGateway {
  traces: Row[] = [];
  loads = 0;
  /** What the gateway answers instead of the list. */
  refusal: { status: number; text: string; type?: string } | null = null;
  streams: FakeStream[] = [];
  /** What the browser throws instead of opening a stream. */
  streamError: Error | null = null;
  readonly locks = new FakeLocks();
  document = { hidden: false, listeners: [] as (() => void)[], addEventListener: (_: string, listener: () => void) => { this.document.listeners.push(listener); } };
  private readonly timers = new Map<number, () => void>();
  private timer = 0;
  private held: (() => void)[] | null = null;

  install(): void {
    const gateway = this;
    const globals = globalThis as Record<string, unknown>;
    globals['EventSource'] = class extends FakeStream {
      static readonly CLOSED = 2;
      static readonly OPEN = 1;
      constructor(url: string) {
        super(url);
        if (gateway.streamError) {
          throw gateway.streamError;
        }

        gateway.streams.push(this);
      }
    };
    this.setLocks(() => this.locks);
    globals['window'] = globalThis;
    globals['document'] = this.document;
    globals['fetch'] = async () => {
      gateway.loads++;
      // The list is read when it is asked for, and may arrive much later.
      const text = JSON.stringify({ traces: gateway.traces, held: { traces: gateway.traces.length, bytes: 1, evicted: 0 }, since: `p-${gateway.loads}` });
      const { refusal } = gateway;
      await new Promise<void>(done => gateway.held ? gateway.held.push(done) : done());
      return refusal ? { ok: refusal.status === 200, type: 'basic', ...refusal, text: async () => refusal.text } : { ok: true, status: 200, type: 'basic', text: async () => text };
    };
    globals['setTimeout'] = (action: () => void) => {
      this.timers.set(++this.timer, action);
      return this.timer;
    };
    globals['clearTimeout'] = (timer: number) => this.timers.delete(timer);
  }

  /** What the page reads as `navigator.locks`. */
  setLocks(get: () => unknown): void {
    const globals = globalThis as Record<string, unknown>;
    Object.defineProperty(globals['navigator'] ?? (globals['navigator'] = {}), 'locks', { get, configurable: true });
  }

  get stream(): FakeStream {
    return this.streams.at(-1)!;
  }

  /** Keeps the answers to what is asked for from now on, until the result is called. */
  hold(): () => void {
    const held: (() => void)[] = [];
    this.held = held;
    return () => {
      this.held = this.held === held ? null : this.held;
      held.forEach(done => done());
    };
  }

  /** What is asked for from now on is answered at once. */
  answer(): void {
    this.held = null;
  }

  show(isShown: boolean): void {
    this.document.hidden = !isShown;
    this.document.listeners.forEach(listener => listener());
  }

  /** Lets promises run. */
  async turn(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      await new Promise<void>(done => setImmediate(done));
    }
  }

  /** Lets promises run, then the timers that wait, then promises again. */
  async settle(): Promise<void> {
    await this.turn();
    const waiting = [...this.timers.values()];
    this.timers.clear();
    waiting.forEach(action => action());
    await this.turn();
  }
}

/** A stream of events, open unless the test says otherwise. */
export class FakeStream {
  readyState = 1;
  private readonly handlers = new Map<string, ((event: { data: string; lastEventId: string }) => void)[]>();

  constructor(readonly url: string) {
  }

  addEventListener(name: string, handler: (event: { data: string; lastEventId: string }) => void): void {
    this.handlers.set(name, [...this.handlers.get(name) ?? [], handler]);
  }

  close(): void {
    this.readyState = 2;
  }

  send(name: string, data: unknown = null, lastEventId = ''): void {
    if (this.readyState !== 2 || name === 'error') {
      this.handlers.get(name)?.forEach(handler => handler({ data: JSON.stringify(data), lastEventId }));
    }
  }

  /** The connection breaks; the browser tries again. */
  break(): void {
    this.readyState = 0;
    this.send('error');
  }

  /** The gateway answers the request for a stream with an error. */
  refuse(): void {
    this.readyState = 2;
    this.send('error');
  }
}
