import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignSpans } from '../source/spans/alignSpans';
import { alignViews } from '../source/spans/alignViews';
import { axisOf, place } from '../source/spans/axis';
import { callOf, isBlock } from '../source/spans/facts';
import { findSpans } from '../source/spans/findSpans';
import { parentsOf, shownNodes, spanTree } from '../source/spans/tree';
import type { Attributes } from '../source/wire/Span';
import { span } from './rowsForTests';

const ids = (nodes: ReturnType<typeof shownNodes>) => nodes.map(node => `${'-'.repeat(node.level - 1)}${node.span.spanId}`);

test('A tree has children below their parents, in their order', () => {
  const tree = spanTree([span('root'), span('a', 'root'), span('a1', 'a'), span('b', 'root')]);
  assert.deepEqual(ids(shownNodes(tree, new Set())), ['root', '-a', '--a1', '-b']);
  assert.deepEqual(ids(shownNodes(tree, new Set(['a']))), ['root', '-a', '-b']);
  assert.deepEqual(shownNodes(tree, new Set()).map(node => `${node.position}/${node.siblings}`), ['1/1', '1/2', '1/1', '2/2']);
});

test('A span without its parent, and one that is its own parent, are roots', () => {
  assert.deepEqual(ids(shownNodes(spanTree([span('root'), span('lost', 'gone'), span('self', 'self')]), new Set())), ['root', 'lost', 'self']);
});

test('Spans that are parents of each other are shown, each once, with those below them', () => {
  const tree = spanTree([span('root'), span('below', 'b'), span('a', 'b'), span('b', 'a'), span('leaf', 'a')]);
  assert.deepEqual(ids(shownNodes(tree, new Set())), ['root', 'b', '-below', '-a', '--leaf']);
});

test('The call of a request is the one that the gateway names, whatever looks like it', () => {
  const spans = [span('tool', null, { attributes: { 'gen_ai.operation.name': 'execute_tool' } }), span('call', 'tool', { attributes: { 'gen_ai.operation.name': 'chat' } })];
  assert.equal(callOf({ callSpanId: 'call', spans })?.spanId, 'call');
  assert.equal(callOf({ callSpanId: null, spans }), undefined);
});

test('A guardrail that only records does not block', () => {
  const guardrail = (mode: string) => span('g', null, { attributes: { 'litellm.guardrail.action': 'block', 'litellm.guardrail.mode': mode } });
  assert.deepEqual(['pre_call', 'logging_only'].map(mode => isBlock(guardrail(mode))), [true, false]);
  assert.equal(isBlock(span('g')), false);
});

test('A parent of a span that has failed says so', () => {
  const tree = spanTree([span('root'), span('a', 'root'), span('bad', 'a', { status: { code: 'error', message: null } }), span('b', 'root')]);
  assert.deepEqual(shownNodes(tree, new Set()).map(node => node.hasError), [true, true, true, false]);
});

test('A chain of 10,000 spans is a tree', () => {
  const spans = Array.from({ length: 10_000 }, (_, index) => span(`s${index}`, index === 0 ? null : `s${index - 1}`));
  assert.equal(shownNodes(spanTree(spans), new Set()).at(-1)!.level, 10_000);
  assert.equal(parentsOf(spans, 's9999').length, 9_999);
});

test('Spans that are parents of each other end the way to the root', () => assert.deepEqual(parentsOf([span('a', 'b'), span('b', 'a')], 'a'), ['b', 'a']));

test('An axis reaches from the first start to the last end, with round ticks', () => {
  const axis = axisOf([span('a', null, { durationMs: 95 }), span('late', null, { startMs: 100, durationMs: 30 })], 6);
  assert.deepEqual([axis.from, axis.to, axis.ticks], [0, 130, [0, 50, 100]]);
  assert.deepEqual([place(axis, 0), place(axis, 65), place(axis, 130), place(axis, -5), place(axis, 500)], [0, 50, 100, 0, 100]);
  assert.equal(axisOf([span('early', null, { startMs: -20, durationMs: 5 })], 6).from, -20);
  for (const durationMs of [0, 1e-6, 0.3, 7, 1234, 9e6]) {
    const { ticks } = axisOf([span('a', null, { durationMs })], 5);
    assert.ok(ticks.length >= 1 && ticks.length <= 6, `${durationMs}: ${ticks.join()}`);
  }
});

test('A search finds spans by name, attribute and value, and keeps their parents', () => {
  const spans = [span('root'), span('a', 'root', { attributes: { 'http.status': 503 } }), span('b', 'root', { name: 'Chat' }), span('c', 'b')];
  assert.deepEqual([...findSpans(spans, '503').withParents], ['a', 'root']);
  assert.deepEqual([...findSpans(spans, 'CHAT').ids], ['b']);
  assert.deepEqual([...findSpans(spans, 'HTTP.status').ids], ['a']);
  assert.equal(findSpans(spans, 'nothing').ids.size, 0);
});

const pairs = (left: Parameters<typeof alignSpans>[0], right: Parameters<typeof alignSpans>[1]) =>
  alignSpans(left, right).pairs.map(pair => `${pair.left?.spanId ?? '-'}|${pair.right?.spanId ?? '-'}`);

test('Spans for the same work are pairs, whatever came between', () => {
  const left = [span('r', null, { name: 'root' }), span('auth', 'r', { name: 'auth' }), span('x', 'r', { name: 'chat gpt' })];
  const right = [span('R', null, { name: 'root' }), span('AUTH', 'R', { name: 'auth' }), span('Y0', 'R', { name: 'chat claude' }), span('Y1', 'R', { name: 'chat gpt' })];
  assert.deepEqual(pairs(left, right), ['r|R', 'auth|AUTH', '-|Y0', 'x|Y1']);
  assert.deepEqual(pairs(left, []), ['r|-', 'auth|-', 'x|-']);
  assert.deepEqual(pairs([], []), []);
});

test('Another model is the same work, another guardrail is not', () => {
  assert.deepEqual(pairs([span('a', null, { name: 'chat a' })], [span('b', null, { name: 'chat b' })]), ['a|b']);
  assert.equal(pairs([span('a', null, { name: 'guardrail', attributes: { 'litellm.guardrail.name': 'x' } })], [span('b', null, { name: 'guardrail', attributes: { 'litellm.guardrail.name': 'y' } })]).length, 2);
});

test('Of very long traces the beginning and the end are compared, and what is between stands apart', () => {
  const many = (prefix: string) => [span('first'), ...Array.from({ length: 3_000 }, (_, index) => span(`${prefix}${index}`)), span('last')];
  const { pairs, isAligned } = alignSpans(many('a'), many('b'));
  assert.equal(isAligned, false);
  assert.equal(pairs.length, 6_002);
  assert.deepEqual([pairs[0], pairs.at(-1)].map(pair => [pair!.left?.spanId, pair!.right?.spanId]), [['first', 'first'], ['last', 'last']]);
  assert.ok(pairs.slice(1, -1).every(pair => pair.left === null || pair.right === null));
  assert.equal(alignSpans(many('a'), many('a')).isAligned, true);
});

const view = (name: string, attributes: Attributes) => ({ name, spanName: 's', traceId: 't', spanId: 'i', parentSpanId: null, isSent: true, attributes, events: [] });

test('Views are aligned by name, then by value, and what is left stands alone', () => {
  const rows = alignViews([
    view('canonical', { 'gen_ai.request.model': 'gpt-4o', 'litellm.outcome': 'ok', 'user.id': 'u', 'litellm.attempts': 1, 'litellm.retries': 1 }),
    view('langfuse', { 'user.id': 'u', 'langfuse.observation.model.name': 'gpt-4o', 'langfuse.observation.metadata.outcome': 'ok', 'langfuse.observation.metadata.retries': 1, 'langfuse.observation.type': 'span' }),
  ]);
  assert.deepEqual(rows.map(row => row.cells.map(cell => cell?.name ?? null)), [
    ['gen_ai.request.model', 'langfuse.observation.model.name'],
    ['litellm.attempts', null],
    ['litellm.outcome', 'langfuse.observation.metadata.outcome'],
    ['litellm.retries', 'langfuse.observation.metadata.retries'],
    ['user.id', 'user.id'],
    [null, 'langfuse.observation.type'],
  ]);
  assert.deepEqual(rows.map(row => row.kind), ['renamed', 'different', 'renamed', 'renamed', 'same', 'different']);
});

test('An attribute with another value under the same name is a difference', () => {
  const [row] = alignViews([view('a', { model: 'x' }), view('b', { model: 'y' })]);
  assert.deepEqual([row!.kind, row!.cells.map(cell => cell?.value)], ['different', ['x', 'y']]);
});

test('A form that a vendor makes of an attribute stands beside it', () => {
  const [row, ...others] = alignViews([view('canonical', { 'gen_ai.input.messages': '[1]' }), view('langfuse', { 'langfuse.observation.input': '{"messages":[1]}' }), view('openinference', { 'input.value': '2' })]);
  assert.deepEqual(row!.cells.map(cell => cell?.name), ['gen_ai.input.messages', 'langfuse.observation.input', 'input.value']);
  assert.equal(others.length, 0);
});

test('The more similar name gets the value that two attributes have', () => {
  const rows = alignViews([view('canonical', { 'gen_ai.conversation.id': 'support-42', 'session.id': 'support-42' }), view('langsmith', { 'langsmith.metadata.session_id': 'support-42' })]);
  assert.deepEqual(rows.map(row => row.cells.map(cell => cell?.name)), [['gen_ai.conversation.id', undefined], ['session.id', 'langsmith.metadata.session_id']]);
});

test('Names that objects have by themselves are attributes as any other', () => {
  const attributes = JSON.parse('{"constructor":"a","__proto__":"b","toString":"c"}') as Attributes;
  assert.deepEqual(alignViews([view('a', attributes), view('b', attributes)]).map(row => [row.cells[0]!.name, row.kind]), [['__proto__', 'same'], ['constructor', 'same'], ['toString', 'same']]);
});

test('No view has no row, and one view has only rows of its own', () => {
  assert.deepEqual(alignViews([]), []);
  assert.equal(alignViews([view('a', { x: 1, y: [2] })]).length, 2);
});
