import { spanTree, shownNodes, type SpanNode } from './tree';
import type { Span } from '../wire/Span';

/** Two spans that stand for the same work, or one that the other request does not have. */
export interface SpanPair {
  readonly level: number;
  readonly left: Span | null;
  readonly right: Span | null;
}

/** The pairs of two requests. */
export interface AlignedSpans {
  readonly pairs: readonly SpanPair[];
  /** Whether all spans were compared. Otherwise those between the common beginning and the common end stand apart. */
  readonly isAligned: boolean;
}

/** The table of the comparison has a cell for each pair of spans; more cells than this take too long to fill. */
const maxCells = 4_000_000;

/** Pairs the spans of two requests in the order of their trees. Spans are the same work if name, kind and level are the same. */
export function alignSpans(left: readonly Span[], right: readonly Span[]): AlignedSpans {
  const words = new Map<string, number>();
  const a = shownNodes(spanTree(left), new Set()).map(node => workOf(node, words));
  const b = shownNodes(spanTree(right), new Set()).map(node => workOf(node, words));
  let head = 0;
  while (head < a.length && head < b.length && likeness(a[head]!, b[head]!) === 3) {
    head++;
  }

  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && likeness(a.at(-1 - tail)!, b.at(-1 - tail)!) === 3) {
    tail++;
  }

  const between = align(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return {
    pairs: [
      ...a.slice(0, head).map((work, index) => pair(work, b[index])),
      ...between.pairs,
      ...a.slice(a.length - tail).map((work, index) => pair(work, b[b.length - tail + index])),
    ],
    isAligned: between.isAligned,
  };
}

function align(a: readonly Work[], b: readonly Work[]): AlignedSpans {
  if (a.length * b.length > maxCells) {
    return { pairs: [...a.map(work => pair(work, undefined)), ...b.map(work => pair(undefined, work))], isAligned: false };
  }

  const width = b.length + 1;
  const best = new Int32Array((a.length + 1) * width);
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

  return { pairs, isAligned: true };
}

/** A span, with numbers for what tells its work from other work: each cell compares only numbers. */
interface Work {
  readonly node: SpanNode;
  readonly kind: number;
  readonly name: number;
}

function workOf(node: SpanNode, words: Map<string, number>): Work {
  const number = (word: string) => words.get(word) ?? words.set(word, words.size).size - 1;
  const { span } = node;
  // The first word of the name is the operation; the rest is the model, which may differ.
  return {
    node,
    kind: number(JSON.stringify([node.level, span.kind, span.name.split(' ', 1)[0], span.attributes['litellm.guardrail.name']])),
    name: number(span.name),
  };
}

/** 0 if the spans are different work. */
const likeness = (a: Work, b: Work): number => a.kind !== b.kind ? 0 : a.name === b.name ? 3 : 2;

const pair = (left: Work | undefined, right: Work | undefined): SpanPair =>
  ({ level: (left ?? right)!.node.level, left: left?.node.span ?? null, right: right?.node.span ?? null });
