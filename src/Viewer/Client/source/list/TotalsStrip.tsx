import { cost } from '../format/cost';
import { duration } from '../format/duration';
import { count, percent, short } from '../format/number';
import { timeOfDay } from '../format/time';
import { type Bucket, buckets } from '../rows/buckets';
import { Memo } from '../common/Memo';
import { totals } from '../rows/totals';
import type { Row } from '../wire/Row';
import { Chart } from './Chart';

const parts = 32;
const orNone = (ms: number | null) => ms === null ? '–' : duration(ms);

/** What the requests of the list add up to, each figure with its course over time. */
export class TotalsStrip extends Memo<{ readonly rows: readonly Row[]; readonly isScrolled: boolean }> {
  override render() {
    const { rows, isScrolled } = this.props;
    const sum = totals(rows);
    const times = buckets(rows, parts);
    const rate = (bucket: { failures: number; requests: number }) => bucket.requests === 0 ? 0 : bucket.failures / bucket.requests;
    const bars = (value: (bucket: Bucket) => number, text: (bucket: Bucket) => string, part?: (bucket: Bucket) => number) => times.map(bucket => ({
      value: value(bucket),
      title: `${timeOfDay(bucket.from).slice(0, 8)}: ${bucket.requests === 0 ? 'no request' : text(bucket)}`,
      ...(part && { part: part(bucket) }),
    }));
    const tokens = (bucket: { tokensIn: number; tokensOut: number }) => `${short(bucket.tokensIn)} in, ${short(bucket.tokensOut)} out`;
    return (
      <section class="totals" aria-label="Totals of the requests shown" tabIndex={isScrolled ? 0 : undefined}>
        <div class="total">
          <span class="total-name">Requests</span><span class="total-value">{count(sum.requests)}</span>
          <Chart label="Requests over time" bars={bars(bucket => bucket.requests, bucket => `${bucket.requests} requests, ${bucket.failures} failed`, bucket => bucket.failures)} />
        </div>
        <div class="total">
          <span class="total-name" title="Errors, blocked and refused requests">Error rate</span><span class="total-value">{percent(rate(sum))}</span>
          <Chart label="Error rate over time" bars={bars(rate, bucket => percent(rate(bucket)), rate)} />
        </div>
        <div class="total">
          <span class="total-name">p50</span><span class="total-value">{orNone(sum.p50)}</span>
          <Chart label="Median duration over time" bars={bars(bucket => bucket.p50 ?? 0, bucket => orNone(bucket.p50))} />
        </div>
        <div class="total">
          <span class="total-name">p95</span><span class="total-value">{orNone(sum.p95)}</span>
          <Chart label="95th percentile of durations over time" bars={bars(bucket => bucket.p95 ?? 0, bucket => orNone(bucket.p95))} />
        </div>
        <div class="total">
          <span class="total-name">Tokens</span><span class="total-value" title={`${count(sum.tokensIn)} in, ${count(sum.tokensOut)} out`}>{`${short(sum.tokensIn)} / ${short(sum.tokensOut)}`}</span>
          <Chart label="Tokens over time" bars={bars(bucket => bucket.tokensIn + bucket.tokensOut, tokens)} />
        </div>
        <div class="total">
          <span class="total-name">Cost</span><span class="total-value">{cost(sum.cost)}</span>
          <Chart label="Cost over time" bars={bars(bucket => bucket.cost, bucket => cost(bucket.cost))} />
        </div>
      </section>
    );
  }
}
