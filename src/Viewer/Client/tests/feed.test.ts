import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TraceFeed } from '../source/feed/TraceFeed';
import type { Row } from '../source/wire/Row';
import { FakeGateway } from './FakeGateway';
import { row } from './rowsForTests';

function start(traces: Row[] = [], refusal: FakeGateway['refusal'] = null) {
  const gateway = new FakeGateway();
  gateway.install();
  gateway.traces = traces;
  gateway.refusal = refusal;
  const feed = new TraceFeed();
  feed.start();
  return { gateway, feed, ids: () => feed.state.rows.map(each => each.id) };
}

async function open(traces: Row[] = []) {
  const opened = start(traces);
  await opened.gateway.turn();
  opened.gateway.stream.send('open');
  return opened;
}

const at = (id: string, time: number, values: Partial<Row> = {}) => row({ id, time, ...values });

test('The list is loaded, newest first, and the stream goes on from it', async () => {
  const { gateway, feed, ids } = await open([at('a', 1), at('b', 3), at('c', 2)]);
  assert.deepEqual(ids(), ['b', 'c', 'a']);
  assert.equal(feed.state.connection, 'live');
  assert.deepEqual(gateway.streams.map(stream => stream.url), ['api/events?since=p-1']);
});

test('A new request appears, a changed one is replaced, and a removed one leaves', async () => {
  const { gateway, feed, ids } = await open([at('a', 1), at('b', 2)]);
  gateway.stream.send('trace', at('c', 3));
  gateway.stream.send('trace', at('a', 1, { spans: 9 }));
  gateway.stream.send('removed', ['b']);
  gateway.stream.send('seen', { evicted: 1 }, 'p-3');
  await gateway.settle();
  assert.deepEqual(ids(), ['c', 'a']);
  assert.equal(feed.state.rows[1]!.spans, 9);
  assert.equal(feed.state.evicted, 1);
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

test('A pause remembers nothing of requests that came and left', async () => {
  const { gateway, feed } = await open([at('a', 1)]);
  feed.pause(true);
  for (let number = 0; number < 500; number++) {
    gateway.stream.send('trace', at(`x${number}`, 2));
    gateway.stream.send('removed', [`x${number}`]);
  }

  assert.equal((feed as unknown as { changed: Map<string, Row> }).changed.size, 0);
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

test('A connection that comes back goes on, without the list', async () => {
  const { gateway, feed, ids } = await open([at('a', 1)]);
  gateway.stream.break();
  assert.equal(feed.state.connection, 'connecting');
  gateway.stream.send('error');
  assert.equal(feed.state.connection, 'lost');
  gateway.stream.readyState = 1;
  gateway.stream.send('open');
  gateway.stream.send('trace', at('b', 2));
  await gateway.settle();
  assert.deepEqual([ids(), feed.state.connection, gateway.loads], [['b', 'a'], 'live', 1]);
});

test('A gateway that has started again gives its list, without what the old one held', async () => {
  const { gateway, feed, ids } = await open([at('a', 1)]);
  gateway.stream.break();
  gateway.traces = [at('b', 2)];
  gateway.stream.readyState = 1;
  gateway.stream.send('open');
  gateway.stream.send('reset');
  await gateway.settle();
  assert.deepEqual([ids(), feed.state.connection], [['b'], 'live']);
});

test('Without a stream the list is read again and again, until a stream is there', async () => {
  const { gateway, feed, ids } = await open([at('a', 1)]);
  gateway.traces = [at('b', 2)];
  gateway.stream.refuse();
  await gateway.turn();
  assert.deepEqual([ids(), feed.state.connection, gateway.streams.length], [['b'], 'lost', 1]);
  gateway.traces = [at('c', 3)];
  await gateway.settle();
  gateway.stream.refuse();
  await gateway.turn();
  assert.deepEqual([ids(), gateway.streams.length], [['c'], 2]);
  await gateway.settle();
  gateway.stream.send('open');
  assert.equal(feed.state.connection, 'live');
});

test('What arrives while the list is on its way is in it, however long that takes', async () => {
  const { gateway, ids } = await open([at('a', 1), at('gone', 0)]);
  gateway.traces = [at('a', 1), at('gone', 0), at('brief', 5)];
  const release = gateway.hold();
  gateway.stream.send('reset');
  gateway.stream.send('trace', at('b', 2));
  gateway.stream.send('removed', ['gone', 'brief', 'never seen']);
  await gateway.settle();
  await gateway.settle();
  release();
  await gateway.settle();
  assert.deepEqual(ids(), ['b', 'a']);
});

test('A list that was asked for first and fails last changes nothing', async () => {
  const { gateway, feed, ids } = await open([at('old', 1)]);
  const release = gateway.hold();
  gateway.refusal = { status: 503, text: '{"error":"busy"}' };
  gateway.stream.send('reset');
  await gateway.turn();
  gateway.answer();
  gateway.refusal = null;
  gateway.traces = [at('new', 2)];
  gateway.stream.send('reset');
  await gateway.turn();
  release();
  await gateway.turn();
  assert.deepEqual([ids(), feed.state.connection], [['new'], 'live']);
});

test('A list that the gateway does not give leaves what is shown, and is asked for again', async () => {
  const { gateway, feed, ids } = await open([at('a', 1)]);
  gateway.refusal = { status: 503, text: '{"error":"busy"}' };
  gateway.stream.send('reset');
  await gateway.settle();
  assert.deepEqual([ids(), feed.state.connection], [['a'], 'lost']);
  gateway.refusal = null;
  gateway.traces = [at('b', 2)];
  await gateway.settle();
  gateway.stream.send('open');
  assert.deepEqual([ids(), feed.state.connection], [['b'], 'live']);
});

test('The first list is asked for until it is there', async () => {
  const { gateway, feed, ids } = start([at('a', 1)], { status: 500, text: 'no' });
  await gateway.settle();
  assert.deepEqual([feed.state.isLoaded, feed.state.connection, gateway.streams.length], [false, 'lost', 0]);
  gateway.refusal = null;
  await gateway.settle();
  assert.deepEqual([ids(), feed.state.isLoaded, gateway.streams.length], [['a'], true, 1]);
});

test('A page that nobody sees has no stream, and goes on from what it has seen', async () => {
  const { gateway, ids } = await open([at('a', 1)]);
  gateway.stream.send('trace', at('b', 2));
  gateway.stream.send('seen', {}, 'p-7');
  gateway.show(false);
  assert.equal(gateway.stream.readyState, 2);
  await gateway.settle();
  assert.equal(gateway.streams.length, 1);
  gateway.show(true);
  await gateway.turn();
  assert.equal(gateway.stream.url, 'api/events?since=p-7');
  gateway.stream.send('open');
  await gateway.settle();
  assert.deepEqual([ids(), gateway.loads], [['b', 'a'], 1]);
});

test('A page that is opened where nobody sees it asks for nothing until it is seen', async () => {
  const gateway = new FakeGateway();
  gateway.install();
  gateway.document.hidden = true;
  const feed = new TraceFeed();
  feed.start();
  await gateway.settle();
  assert.deepEqual([gateway.loads, gateway.streams.length], [0, 0]);
  gateway.show(true);
  await gateway.settle();
  assert.deepEqual([gateway.loads, gateway.streams.length], [1, 1]);
});

test('A tab that finds no place for a stream reads the list, until another tab leaves its place', async () => {
  const { gateway, feed, ids } = start();
  const { taken } = gateway.locks;
  gateway.show(false);
  [1, 2, 3, 4].forEach(slot => taken.add(`tracedllm-stream-${slot}`));
  await gateway.turn();
  gateway.show(true);
  await gateway.turn();
  assert.deepEqual([gateway.streams.length, feed.state.connection], [0, 'live']);
  gateway.traces = [at('a', 1)];
  await gateway.settle();
  assert.deepEqual([ids(), gateway.streams.length], [['a'], 0]);
  taken.delete('tracedllm-stream-3');
  gateway.traces = [at('b', 2)];
  await gateway.settle();
  assert.deepEqual([ids(), gateway.streams.length], [['b'], 1]);
  assert.equal(taken.size, 4);
  gateway.show(false);
  await gateway.turn();
  assert.deepEqual([...taken].sort(), [1, 2, 4].map(slot => `tracedllm-stream-${slot}`));
});

const denied = new DOMException('The request was denied.', 'SecurityError');

const withoutLocks: readonly [string, (gateway: FakeGateway) => void][] = [
  ['has no locks', gateway => gateway.setLocks(() => undefined)],
  ['refuses each lock', gateway => { gateway.locks.refusal = denied; }],
  ['throws when a lock is asked for', gateway => gateway.setLocks(() => ({ request: () => { throw denied; } }))],
  ['throws when its locks are read', gateway => gateway.setLocks(() => { throw denied; })],
];

for (const [name, arrange] of withoutLocks) {
  test(`A browser that ${name} follows the stream, also when the page is seen again`, async () => {
    const gateway = new FakeGateway();
    gateway.install();
    arrange(gateway);
    gateway.traces = [at('a', 1)];
    const feed = new TraceFeed();
    feed.start();
    await gateway.turn();
    assert.equal(gateway.streams.length, 1);
    gateway.stream.send('open');
    gateway.stream.send('trace', at('b', 2));
    await gateway.settle();
    assert.deepEqual([feed.state.rows.map(each => each.id), feed.state.connection], [['b', 'a'], 'live']);
    gateway.show(false);
    gateway.show(true);
    await gateway.turn();
    assert.deepEqual([gateway.streams.length, gateway.stream.readyState], [2, 1]);
  });
}

test('A browser that opens no stream reads the list again and again, frees its place meanwhile, and follows the stream once it can', async () => {
  const gateway = new FakeGateway();
  gateway.install();
  gateway.streamError = denied;
  const feed = new TraceFeed();
  feed.start();
  await gateway.turn();
  assert.deepEqual([feed.state.connection, gateway.locks.taken.size], ['lost', 0]);
  gateway.traces = [at('a', 1)];
  await gateway.settle();
  assert.deepEqual(feed.state.rows.map(each => each.id), ['a']);
  gateway.streamError = null;
  await gateway.settle();
  gateway.stream.send('open');
  assert.deepEqual([feed.state.connection, gateway.locks.taken.size], ['live', 1]);
});

async function pausedWithoutPlace() {
  const gateway = new FakeGateway();
  gateway.install();
  [1, 2, 3, 4].forEach(slot => gateway.locks.taken.add(`tracedllm-stream-${slot}`));
  gateway.traces = [at('a', 1), at('old', 0)];
  const feed = new TraceFeed();
  feed.start();
  await gateway.turn();
  feed.pause(true);
  gateway.traces = [at('a', 1), at('b', 2, { seq: 2 })];
  await gateway.settle();
  assert.deepEqual([feed.state.rows.map(each => each.id), feed.state.waiting, gateway.streams.length], [['a', 'old'], 1, 0]);
  return { gateway, feed, shown: () => [feed.state.rows.map(each => each.id), feed.state.waiting] };
}

test('A tab without a place for a stream shows at once what has arrived in a pause', async () => {
  const { feed, shown } = await pausedWithoutPlace();
  feed.pause(false);
  assert.deepEqual(shown(), [['b', 'a'], 0]);
});

test('A pause that ends while the list is on its way shows what is known, then the list', async () => {
  const { gateway, feed, shown } = await pausedWithoutPlace();
  const release = gateway.hold();
  gateway.traces = [at('b', 2, { seq: 2 }), at('c', 3, { seq: 3 })];
  await gateway.settle();
  feed.pause(false);
  assert.deepEqual(shown(), [['b', 'a'], 0]);
  release();
  await gateway.turn();
  assert.deepEqual(shown(), [['c', 'b'], 0]);
});

test('A pause that ends after the gateway has stopped to answer shows what had arrived', async () => {
  const { gateway, feed, shown } = await pausedWithoutPlace();
  gateway.refusal = { status: 503, text: '{"error":"busy"}' };
  await gateway.settle();
  feed.pause(false);
  assert.deepEqual([shown(), feed.state.connection], [[['b', 'a'], 0], 'lost']);
});

test('A pause that ends after the stream was refused and no list came shows what had arrived', async () => {
  const { gateway, feed, ids } = await open([at('a', 1)]);
  feed.pause(true);
  gateway.stream.send('trace', at('b', 2));
  await gateway.settle();
  gateway.refusal = { status: 503, text: '{"error":"busy"}' };
  gateway.stream.refuse();
  await gateway.settle();
  assert.deepEqual([ids(), feed.state.waiting], [['a'], 1]);
  feed.pause(false);
  assert.deepEqual([ids(), feed.state.waiting, feed.state.connection], [['b', 'a'], 0, 'lost']);
});

test('A request that leaves while the list is on its way does not come back with it, also if the rows are shown meanwhile', async () => {
  const { gateway, feed, ids } = await open([at('a', 1), at('gone', 0)]);
  feed.pause(true);
  gateway.traces = [at('a', 1), at('gone', 0), at('brief', 5, { seq: 5 })];
  const release = gateway.hold();
  gateway.stream.send('reset');
  gateway.stream.send('trace', at('b', 2, { seq: 6 }));
  gateway.stream.send('removed', ['gone', 'brief']);
  feed.pause(false);
  assert.deepEqual(ids(), ['b', 'a']);
  release();
  await gateway.settle();
  assert.deepEqual(ids(), ['b', 'a']);
});

test('The number of requests that are not held is the one that the gateway says', async () => {
  const { gateway, feed } = await open([at('a', 1)]);
  gateway.stream.send('trace', at('b', 2));
  gateway.stream.send('removed', ['a']);
  gateway.stream.send('seen', { evicted: 41 }, 'p-7');
  await gateway.settle();
  assert.equal(feed.state.evicted, 41);
});

const refusals: readonly [string, { status: number; text: string; type?: string }, string][] = [
  ['401', { status: 401, text: '' }, 'signedOut'],
  ['403 of a policy', { status: 403, text: '' }, 'signedOut'],
  ['403 of the viewer', { status: 403, text: '{"error":"another host"}' }, 'lost'],
  ['a redirect', { status: 0, text: '', type: 'opaqueredirect' }, 'signedOut'],
  ['a page for signing in', { status: 200, text: '<!doctype html>' }, 'signedOut'],
  ['503', { status: 503, text: '<html>' }, 'lost'],
];

for (const [name, refusal, connection] of refusals) {
  test(`The answer is ${name}: ${connection}`, async () => {
    const { gateway, feed } = await open([at('a', 1)]);
    gateway.refusal = refusal;
    gateway.stream.refuse();
    await gateway.turn();
    assert.equal(feed.state.connection, connection);
    const { loads } = gateway;
    await gateway.settle();
    await gateway.settle();
    assert.equal(gateway.loads === loads, connection === 'signedOut');
    gateway.refusal = null;
    gateway.show(true);
    await gateway.turn();
    gateway.stream.send('open');
    assert.equal(feed.state.connection, 'live');
  });
}
