import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Filters, noFilters } from '../source/address/Filters';
import { buckets } from '../source/rows/buckets';
import { choices } from '../source/rows/choices';
import { matches } from '../source/rows/matches';
import { actionOf, blocks, nameOf } from '../source/rows/guardrails';
import { neighbour } from '../source/rows/neighbour';
import { percentile } from '../source/rows/percentile';
import { totals } from '../source/rows/totals';
import type { Row } from '../source/wire/Row';
import { row } from './rowsForTests';

const cases: readonly [string, Partial<Filters>, Partial<Row>, Partial<Row>][] = [
  ['outcome', { outcomes: ['error', 'blocked'] }, { outcome: 'blocked' }, { outcome: 'ok' }],
  ['model asked', { model: 'm' }, { modelAsked: 'm' }, { modelAsked: 'mm' }],
  ['model answered', { model: 'm' }, { modelAsked: 'x', modelAnswered: 'm' }, { modelAnswered: null }],
  ['key', { key: 'k' }, { key: 'k' }, { key: null }],
  ['route', { route: '/v1/messages' }, {}, { route: '/v1/chat/completions' }],
  ['name where there is no route', { route: 'nightly' }, { route: null, name: 'nightly' }, { name: 'nightly' }],
  ['session', { session: 's' }, { session: 's' }, { user: 's' }],
  ['user', { user: 'u' }, { user: 'u' }, { session: 'u' }],
  ['slower than', { slower: 10 }, { durationMs: 10.1 }, { durationMs: 10 }],
  ['costlier than', { costlier: 0.01 }, { cost: 0.02 }, { cost: null }],
];

for (const [name, filters, shown, hidden] of cases) {
  test(`The filter of ${name} shows what has it, and nothing else`, () => {
    assert.equal(matches(row(shown), { ...noFilters, ...filters }), true);
    assert.equal(matches(row(hidden), { ...noFilters, ...filters }), false);
  });
}

test('The neighbours of a request are those of the list', () => {
  const rows = [row({ id: 'a' }), row({ id: 'b', outcome: 'error' }), row({ id: 'c' }), row({ id: 'd' }), row({ id: 'e' })];
  const next = (filters: Partial<Filters>, found: Parameters<typeof neighbour>[2], id: string, by = 1) => neighbour(rows, { ...noFilters, ...filters }, found, id, by)?.id ?? null;
  const found = { text: 'x', ids: new Set(['a', 'b', 'e']) };
  assert.deepEqual([next({}, null, 'a'), next({}, null, 'e'), next({}, null, 'b', -1), next({}, null, 'gone')], ['b', null, 'a', null]);
  assert.equal(next({ outcomes: ['ok'] }, null, 'a'), 'c');
  assert.deepEqual([next({ text: 'x' }, found, 'b'), next({ text: 'x', outcomes: ['ok'] }, found, 'a'), next({ text: 'x' }, found, 'c', -1)], ['e', 'e', 'b']);
  assert.deepEqual([next({ text: 'x' }, null, 'a'), next({ text: 'xy' }, found, 'a')], [null, null]);
});

test('A guardrail without a name has one, and one that only records does not block', () => {
  const guardrail = { name: null, mode: 'logging_only', status: 'guardrail_intervened', action: 'block' };
  assert.deepEqual([nameOf(guardrail), actionOf(guardrail), blocks(guardrail)], ['guardrail', 'would block', false]);
  const other = { ...guardrail, name: 'pii', mode: 'pre_call' };
  assert.deepEqual([nameOf(other), actionOf(other), blocks(other)], ['pii', 'block', true]);
  assert.equal(actionOf({ ...other, action: null }), 'guardrail_intervened');
});

test('Very many requests have totals over time', () => assert.equal(buckets(Array.from({ length: 200_000 }, (_, time) => row({ time })), 4).length, 4));

test('All filters have to match', () => {
  assert.equal(matches(row({ key: 'k', user: 'u' }), { ...noFilters, key: 'k', user: 'other' }), false);
});

test('Choices are the values that occur, the most frequent first, at most 200', () => {
  assert.deepEqual(choices([row({ key: 'b' }), row({ key: 'a' }), row({ key: 'c' }), row({ key: 'c' }), row()], 'key'), ['c', 'a', 'b']);
  assert.deepEqual(choices([row({ modelAsked: 'm', modelAnswered: 'm' }), row({ modelAsked: 'n', modelAnswered: 'o' }), row({ modelAsked: 'n' })], 'model'), ['n', 'm', 'o']);
  assert.equal(choices(Array.from({ length: 500 }, (_, index) => row({ session: `s${index}` })), 'session').length, 200);
});

test('A percentile is one of the values', () => {
  assert.equal(percentile([], 0.5), null);
  assert.equal(percentile([7], 0.95), 7);
  assert.equal(percentile([4, 1, 3, 2], 0.5), 2);
  assert.equal(percentile(Array.from({ length: 100 }, (_, index) => index + 1), 0.95), 95);
});

test('Totals count errors, blocks and refusals as failures, and callers that left not', () => {
  const sum = totals([row(), row({ outcome: 'error', tokensIn: 5, cost: 1 }), row({ outcome: 'blocked' }), row({ outcome: 'refused', tokensOut: 7 }), row({ outcome: 'cancelled', tokensIn: 1, cost: 0.5 })]);
  assert.deepEqual(sum, { requests: 5, failures: 3, p50: 10, p95: 10, tokensIn: 6, tokensOut: 7, cost: 1.5 });
});

test('Every request is in one bucket', () => {
  for (const times of [[5], [5, 5, 5], [0, 1, 2, 3], [100, 0, 99.9], Array.from({ length: 997 }, (_, index) => index * 13.7)]) {
    const parts = buckets(times.map(time => row({ time })), 8);
    assert.equal(parts.length, 8);
    assert.equal(parts.reduce((sum, part) => sum + part.requests, 0), times.length);
    assert.ok(parts.every((part, index) => index === 0 || part.from === parts[index - 1]!.to || Math.abs(part.from - parts[index - 1]!.to) < 1e-6));
  }

  assert.deepEqual(buckets([], 8), []);
});
