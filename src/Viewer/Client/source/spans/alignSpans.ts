import { spanTree, shownNodes, type SpanNode } from './tree';
import type { Span } from '../wire/Span';

/** Two spans that stand for the same work, or one that the other request does not have. */
export interface SpanPair {
  readonly level: number;
  readonly left: Span | null;
  readonly right: Span | null;
}

const maxCells = 4_000_000;

/** Pairs the spans of two requests in the order of their trees. Spans are the same work if name, kind and level are the same. */
export function alignSpans(left: readonly Span[], right: readonly Span[]): readonly SpanPair[] {
  const a = shownNodes(spanTree(left), new Set());
  const b = shownNodes(spanTree(right), new Set());
  if (a.length * b.length > maxCells) {
    return a.length === 0 ? [] : Array.from({ length: Math.max(a.length, b.length) }, (_, index) => pair(a[index], b[index]));
  }

  const width = b.length + 1;
  const best = new Float64Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] = Math.max(
        best[(i + 1) * width + j]!,
        best[i * width + j + 1]!,
        best[(i + 1) * width + j + 1]! + likeness(a[i]!, b[j]!));
    }
  }

  const pairs: SpanPair[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const both = i < a.length && j < b.length ? likeness(a[i]!, b[j]!) : 0;
    if (both > 0 && best[i * width + j] === best[(i + 1) * width + j + 1]! + both) {
      pairs.push(pair(a[i++], b[j++]));
    } else if (j === b.length || (i < a.length && best[(i + 1) * width + j]! >= best[i * width + j + 1]!)) {
      pairs.push(pair(a[i++], undefined));
    } else {
      pairs.push(pair(undefined, b[j++]));
    }
  }

  return pairs;
}

/** 0 if the spans are different work. The first word of the name is the operation; the rest is the model, which may differ. */
function likeness(a: SpanNode, b: SpanNode): number {
  const word = (node: SpanNode) => node.span.name.split(' ', 1)[0];
  return a.level !== b.level || a.span.kind !== b.span.kind || word(a) !== word(b) ? 0
    : a.span.attributes['litellm.guardrail.name'] !== b.span.attributes['litellm.guardrail.name'] ? 0
    : a.span.name === b.span.name ? 3
    : 2;
}

const pair = (left: SpanNode | undefined, right: SpanNode | undefined): SpanPair =>
  ({ level: (left ?? right)!.level, left: left?.span ?? null, right: right?.span ?? null });
