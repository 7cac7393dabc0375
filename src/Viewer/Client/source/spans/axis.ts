import type { Span } from '../wire/Span';

/** The time that a waterfall covers, in milliseconds after the start of the root. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/** The axis of all spans: from the earliest start to the latest end, with at most `maxTicks` round ticks. */
export function axisOf(spans: readonly Span[], maxTicks: number): Axis {
  let from = 0;
  let to = 0;
  for (const span of spans) {
    from = Math.min(from, span.startMs);
    to = Math.max(to, span.startMs + span.durationMs);
  }

  if (to - from < 0.001) {
    to = from + 0.001;
  }

  const rough = (to - from) / maxTicks;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * size).find(candidate => candidate >= rough * 0.999) ?? size * 10;
  const ticks: number[] = [];
  for (let number = Math.ceil(from / step); number * step < to - step * 0.25 && ticks.length <= maxTicks; number++) {
    ticks.push(number * step);
  }

  return { from, to, ticks };
}

/** The place of a time on the axis, in percent of its width. */
export const place = (axis: Axis, ms: number): number =>
  Math.min(100, Math.max(0, ((ms - axis.from) / (axis.to - axis.from)) * 100));
