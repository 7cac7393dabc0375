import type { Span } from '../wire/Span';

/** A span with its place in the tree. */
export interface SpanNode {
  readonly span: Span;
  /** 1 for a root. */
  readonly level: number;
  readonly children: readonly SpanNode[];
  /** The place among its siblings, from 1. */
  readonly position: number;
  readonly siblings: number;
  /** Whether the span or one below it has failed. */
  readonly hasError: boolean;
}

/** The parent of each span; `null` where it is not held, and where a circle of parents has to be cut. */
function parentsIn(spans: readonly Span[]): ReadonlyMap<string, string | null> {
  const ids = new Set(spans.map(span => span.spanId));
  const parents = new Map(spans.map(span => [span.spanId, span.parentSpanId !== null && ids.has(span.parentSpanId) ? span.parentSpanId : null]));
  const rooted = new Set<string>();
  for (const { spanId } of spans) {
    const way = new Set<string>();
    for (let id: string | null = spanId; id !== null && !rooted.has(id); id = parents.get(id) ?? null) {
      if (way.has(id)) {
        parents.set(id, null);
        break;
      }

      way.add(id);
    }

    way.forEach(id => rooted.add(id));
  }

  return parents;
}

/** The tree of a request's spans. A span whose parent is not held is a root. */
export function spanTree(spans: readonly Span[]): readonly SpanNode[] {
  const parents = parentsIn(spans);
  const children = new Map<string | null, Span[]>();
  for (const span of spans) {
    const parent = parents.get(span.spanId) ?? null;
    const siblings = children.get(parent);
    if (siblings) {
      siblings.push(span);
    } else {
      children.set(parent, [span]);
    }
  }

  // A loop rather than recursion: a chain of 10,000 spans is deeper than the stack. Parents come before their children.
  const nodes = new Map<string, { node: { -readonly [key in keyof SpanNode]: SpanNode[key] }; below: SpanNode[]; parent: string | null }>();
  const roots: SpanNode[] = [];
  const waiting: { parent: string | null; level: number; into: SpanNode[] }[] = [{ parent: null, level: 1, into: roots }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const siblings = children.get(next.parent) ?? [];
    siblings.forEach((span, index) => {
      const below: SpanNode[] = [];
      const node = { span, level: next!.level, children: below, position: index + 1, siblings: siblings.length, hasError: span.status.code === 'error' };
      nodes.set(span.spanId, { node, below, parent: next!.parent });
      next!.into.push(node);
      waiting.push({ parent: span.spanId, level: next!.level + 1, into: below });
    });
  }

  for (const { node } of nodes.values()) {
    if (node.span.status.code === 'error') {
      for (let above = nodes.get(node.span.parentSpanId ?? ''); above && !above.node.hasError; above = nodes.get(above.parent ?? '')) {
        above.node.hasError = true;
      }
    }
  }

  return roots;
}

/** The nodes that are shown, from top to bottom: those below a collapsed one are not. */
export function shownNodes(roots: readonly SpanNode[], collapsed: ReadonlySet<string>): readonly SpanNode[] {
  const shown: SpanNode[] = [];
  const waiting = [...roots].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    shown.push(node);
    if (!collapsed.has(node.span.spanId)) {
      for (let index = node.children.length - 1; index >= 0; index--) {
        waiting.push(node.children[index]!);
      }
    }
  }

  return shown;
}

/** The ids of a span's parents, the nearest first. */
export function parentsOf(spans: readonly Span[], spanId: string): readonly string[] {
  const byId = new Map(spans.map(span => [span.spanId, span]));
  const parents: string[] = [];
  for (let id = byId.get(spanId)?.parentSpanId; id && byId.has(id) && !parents.includes(id); id = byId.get(id)!.parentSpanId) {
    parents.push(id);
  }

  return parents;
}
