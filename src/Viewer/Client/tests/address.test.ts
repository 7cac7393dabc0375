import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress, home, parseAddress, type Address } from '../source/address/Address';
import { noFilters } from '../source/address/Filters';

const addresses: readonly Address[] = [
  home,
  { ...home, filters: { outcomes: ['error', 'blocked'], model: 'gpt-4o & more', key: 'a=b', route: '/v1/{x}', session: 'ü', user: 'a+b', text: ' "x" ', slower: 1.5, costlier: 0.001 } },
  { ...home, trace: 'ab-cd' },
  { ...home, filters: { ...noFilters, key: 'k' }, trace: 'ab-cd', tab: 'views', span: 'ef' },
  { ...home, group: { by: 'session', value: 'a:b,c' } },
  { ...home, group: { by: 'user', value: 'javascript:alert(1)\nx' } },
  { ...home, compare: ['a-b', 'c-d'] },
];

for (const address of addresses) {
  test(`An address is the same after a way through the query string: ${formatAddress(address)}`, () => {
    assert.deepEqual(parseAddress(formatAddress(address)), address);
  });
}

test('The list without a filter has an empty query string', () => assert.equal(formatAddress(home), '?'));

for (const search of ['?outcome=strange', '?slower=abc', '?slower=-1', '?slower=Infinity', '?costlier=0', '?tab=nothing', '?group=team:x', '?group=session:', '?compare=a', '?compare=a,', '?compare=a,b,c', '?unknown=1', '?%', '']) {
  test(`A parameter without a meaning is ignored: ${search}`, () => assert.deepEqual(parseAddress(search), home));
}

test('Outcomes keep the known ones and their order', () => {
  assert.deepEqual(parseAddress('?outcome=blocked,strange,ok').filters.outcomes, ['ok', 'blocked']);
});
