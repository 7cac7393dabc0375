import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TraceFeed } from '../source/feed/TraceFeed';
import type { Row } from '../source/wire/Row';
import { row } from './rowsForTests';

/** A gateway whose events the test sends. Time is the test's own: timers run when it says so. */
class FakeGateway {
  static readonly CLOSED = 2;
  static readonly OPEN = 1;
  traces: Row[] = [];
  loads = 0;
  isRefusing = false;
  streams: FakeStream[] = [];
  private timers: (() => void)[] = [];

  install(): void {
    const gateway = this;
    const globals = globalThis as Record<string, unknown>;
    globals['EventSource'] = class extends FakeStream {
      static readonly CLOSED = 2;
      static readonly OPEN = 1;
      constructor() {
        super();
        gateway.streams.push(this);
      }
    };
    globals['window'] = globalThis;
    globals['fetch'] = async () => {
      gateway.loads++;
      return gateway.isRefusing
        ? { ok: false, status: 503, text: async () => '{"error":"busy"}' }
        : { ok: true, text: async () => JSON.stringify({ traces: gateway.traces, held: { traces: gateway.traces.length, bytes: 1, evicted: 0 } }) };
    };
    globals['setTimeout'] = (action: () => void) => this.timers.push(action);
    globals['clearTimeout'] = () => undefined;
  }

  get stream(): FakeStream {
    return this.streams.at(-1)!;
  }

  /** Lets promises and timers run. */
  async settle(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      await new Promise<void>(done => setImmediate(done));
      this.timers.splice(0).forEach(action => action());
    }
  }
}

class FakeStream {
  readyState = 1;
  private readonly handlers = new Map<string, ((event: { data: string }) => void)[]>();

  addEventListener(name: string, handler: (event: { data: string }) => void): void {
    this.handlers.set(name, [...this.handlers.get(name) ?? [], handler]);
  }

  close(): void {
    this.readyState = 2;
  }

  send(name: string, data: unknown = null): void {
    this.handlers.get(name)?.forEach(handler => handler({ data: JSON.stringify(data) }));
  }
}

async function open(traces: Row[] = []) {
  const gateway = new FakeGateway();
  gateway.install();
  gateway.traces = traces;
  const feed = new TraceFeed();
  feed.start();
  gateway.stream.send('open');
  await gateway.settle();
  return { gateway, feed, ids: () => feed.state.rows.map(each => each.id) };
}

const at = (id: string, time: number, values: Partial<Row> = {}) => row({ id, time, ...values });

test('The list is loaded, newest first', async () => {
  const { feed, ids } = await open([at('a', 1), at('b', 3), at('c', 2)]);
  assert.deepEqual(ids(), ['b', 'c', 'a']);
  assert.equal(feed.state.connection, 'live');
});

test('A new request appears, a changed one is replaced, and a removed one leaves', async () => {
  const { gateway, feed, ids } = await open([at('a', 1), at('b', 2)]);
  gateway.stream.send('trace', at('c', 3));
  gateway.stream.send('trace', at('a', 1, { spans: 9 }));
  gateway.stream.send('removed', ['b']);
  await gateway.settle();
  assert.deepEqual(ids(), ['c', 'a']);
  assert.equal(feed.state.rows[1]!.spans, 9);
});

test('A pause keeps the list and counts what is new; then everything comes at once', async () => {
  const { gateway, feed, ids } = await open([at('a', 1)]);
  feed.pause(true);
  gateway.stream.send('trace', at('b', 2));
  gateway.stream.send('trace', at('a', 1, { spans: 9 }));
  gateway.stream.send('trace', at('c', 3));
  gateway.stream.send('removed', ['c']);
  await gateway.settle();
  assert.deepEqual([ids(), feed.state.waiting, feed.state.rows[0]!.spans], [['a'], 1, 1]);
  feed.pause(false);
  assert.deepEqual([ids(), feed.state.waiting, feed.state.rows[1]!.spans], [['b', 'a'], 0, 9]);
});

test('A reset during a pause changes nothing that is shown, and is in the list afterwards', async () => {
  const { gateway, feed, ids } = await open([at('a', 1), at('old', 0)]);
  feed.pause(true);
  gateway.traces = [at('a', 1), at('b', 2, { seq: 2 })];
  gateway.stream.send('reset');
  await gateway.settle();
  assert.deepEqual([ids(), feed.state.waiting], [['a', 'old'], 1]);
  feed.pause(false);
  assert.deepEqual(ids(), ['b', 'a']);
});

test('A connection that comes back loads the list anew, without what has left meanwhile', async () => {
  const { gateway, feed, ids } = await open([at('a', 1)]);
  gateway.stream.readyState = 0;
  gateway.stream.send('error');
  assert.equal(feed.state.connection, 'lost');
  assert.deepEqual(ids(), ['a']);
  gateway.traces = [at('b', 2)];
  gateway.stream.readyState = 1;
  gateway.stream.send('open');
  await gateway.settle();
  assert.deepEqual([ids(), feed.state.connection], [['b'], 'live']);
});

test('A stream that the gateway refuses is opened again, and the list is there all the same', async () => {
  const gateway = new FakeGateway();
  gateway.install();
  gateway.traces = [at('a', 1)];
  const feed = new TraceFeed();
  feed.start();
  gateway.stream.readyState = 2;
  gateway.stream.send('error');
  await gateway.settle();
  assert.deepEqual(feed.state.rows.map(each => each.id), ['a']);
  assert.ok(gateway.streams.length > 1);
});

test('Without a stream the list is read again and again', async () => {
  const { gateway, ids } = await open([at('a', 1)]);
  gateway.traces = [at('b', 2)];
  gateway.stream.readyState = 2;
  gateway.stream.send('error');
  await gateway.settle();
  assert.deepEqual(ids(), ['b']);
});

test('What arrives while the list is on its way is in it', async () => {
  const { gateway, ids } = await open([at('a', 1)]);
  gateway.traces = [at('a', 1)];
  gateway.stream.send('reset');
  gateway.stream.send('trace', at('b', 2));
  await gateway.settle();
  assert.deepEqual(ids(), ['b', 'a']);
});

test('A list that the gateway does not give leaves what is shown', async () => {
  const { gateway, feed, ids } = await open([at('a', 1)]);
  gateway.isRefusing = true;
  gateway.stream.send('reset');
  await gateway.settle();
  assert.deepEqual([ids(), feed.state.connection], [['a'], 'lost']);
});
