import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cost } from '../source/format/cost';
import { duration } from '../source/format/duration';
import { bytes, count, percent, short } from '../source/format/number';

const expected: readonly [string, string][] = [
  [duration(0), '0 ms'], [duration(0.0004), '0 µs'], [duration(0.84), '840 µs'], [duration(0.9996), '1 ms'], [duration(1.234), '1.23 ms'], [duration(12.34), '12.3 ms'],
  [duration(99.96), '100 ms'], [duration(999.6), '1 s'], [duration(1250), '1.25 s'], [duration(59_990), '60 s'], [duration(59_996), '1 min'], [duration(125_000), '2 min 5 s'],
  [duration(3_600_000), '1 h'], [duration(5_400_000), '1 h 30 min'], [duration(-5), '−5 ms'], [duration(NaN), '–'],
  [cost(0), '$0'], [cost(0.00000825), '$0.0000083'], [cost(0.0125), '$0.013'], [cost(0.5), '$0.5'], [cost(0.996), '$1.00'], [cost(1234.5), '$1,234.50'], [cost(-2), '−$2.00'],
  [count(1234567), '1,234,567'], [short(987), '987'], [short(999.7), '1k'], [short(12_345), '12.3k'], [short(999_960), '1M'], [short(4_500_000), '4.5M'],
  [percent(0), '0%'], [percent(0.004), '0.4%'], [percent(0.125), '13%'], [percent(1), '100%'],
  [bytes(512), '512 B'], [bytes(1536), '1.5 KiB'], [bytes(33554432), '32 MiB'],
];

for (const [actual, text] of expected) {
  test(`A figure is written as ${text}`, () => assert.equal(actual, text));
}
