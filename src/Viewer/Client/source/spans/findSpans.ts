import type { Span } from '../wire/Span';
import { formatValue } from './facts';

/** The spans that have a text, and their parents, without which the tree could not show them. */
export interface FoundSpans {
  readonly ids: ReadonlySet<string>;
  readonly withParents: ReadonlySet<string>;
}

/** Finds spans by their names, ids, status messages, attributes and events, in any case of the letters. */
export function findSpans(spans: readonly Span[], query: string): FoundSpans {
  const wanted = query.toLowerCase();
  const byId = new Map(spans.map(span => [span.spanId, span]));
  const ids = new Set(spans.filter(span => wordsOf(span).includes(wanted)).map(span => span.spanId));
  const withParents = new Set<string>();
  for (const id of ids) {
    for (let span = byId.get(id); span && !withParents.has(span.spanId); span = byId.get(span.parentSpanId ?? '')) {
      withParents.add(span.spanId);
    }
  }

  return { ids, withParents };
}

// The words of 10,000 spans are put together once, and not for each letter that is typed.
const known = new WeakMap<Span, string>();

function wordsOf(span: Span): string {
  let words = known.get(span);
  if (words === undefined) {
    words = [
      span.name, span.spanId, span.status.message ?? '',
      ...Object.entries(span.attributes).map(([name, value]) => `${name}\n${formatValue(value)}`),
      ...span.events.map(event => `${event.name}\n${JSON.stringify(event.attributes)}`),
    ].join('\n').toLowerCase();
    known.set(span, words);
  }

  return words;
}
