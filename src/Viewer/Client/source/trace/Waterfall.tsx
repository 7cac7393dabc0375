import { memo } from '../common/Memo';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { scrollToRow } from '../common/scrollToRow';
import { useFocusWish } from '../common/useFocusWish';
import { useMedia, narrow } from '../common/useMedia';
import { useShortcuts } from '../common/useShortcuts';
import { VirtualRows } from '../common/VirtualRows';
import { duration } from '../format/duration';
import { count } from '../format/number';
import { axisOf, place } from '../spans/axis';
import { isAttempt, text } from '../spans/facts';
import { findSpans } from '../spans/findSpans';
import { parentsOf, shownNodes, type SpanNode, spanTree } from '../spans/tree';
import type { Span } from '../wire/Span';
import { WaterfallRow } from './WaterfallRow';

interface Props {
  readonly spans: readonly Span[];
  readonly selected: string;
  readonly onSelect: (spanId: string) => void;
}

const idOf = (node: SpanNode) => node.span.spanId;
const rowHeight = 26;

/** The spans of a request as a tree, each with its bar on one time axis. */
export const Waterfall = memo(WaterfallContent);

function WaterfallContent({ spans, selected, onSelect }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [query, setQuery] = useState('');
  const maxTicks = useMedia(narrow) ? 3 : 6;
  const tree = useMemo(() => spanTree(spans), [spans]);
  const axis = useMemo(() => axisOf(spans, maxTicks), [spans, maxTicks]);
  const byId = useMemo(() => new Map(spans.map(span => [span.spanId, span])), [spans]);
  const found = useMemo(() => query === '' ? null : findSpans(spans, query), [spans, query]);
  const nodes = useMemo(() => {
    const shown = shownNodes(tree, found === null ? collapsed : new Set());
    return found === null ? shown : shown.filter(node => found.withParents.has(node.span.spanId));
  }, [tree, collapsed, found]);
  const linked = useMemo(() => linkedSpans(spans, selected), [spans, selected]);

  // A selected span is shown, also if the address of the page or a link has named it.
  useEffect(() => {
    const parents = parentsOf(spans, selected);
    setCollapsed(old => parents.some(id => old.has(id)) ? new Set([...old].filter(id => !parents.includes(id))) : old);
  }, [spans, selected]);
  useEffect(() => {
    const index = nodes.findIndex(node => node.span.spanId === selected);
    if (index >= 0) {
      scrollToRow(scroller.current!, index, rowHeight);
    }
  }, [selected]);

  const toggle = useCallback((id: string) => setCollapsed(old => {
    const next = new Set(old);
    if (!next.delete(id)) {
      next.add(id);
    }

    return next;
  }), []);

  const active = nodes.some(node => node.span.spanId === selected) ? selected : nodes[0]?.span.spanId ?? null;
  const activeIndex = () => nodes.findIndex(node => node.span.spanId === active);
  const wish = useFocusWish(scroller);
  const move = (index: number) => {
    const node = nodes[Math.min(nodes.length - 1, Math.max(0, index))];
    if (node) {
      scrollToRow(scroller.current!, nodes.indexOf(node), rowHeight);
      wish.choose(node.span.spanId);
      if (node.span.spanId === selected) {
        // Nothing changes, so that nothing is drawn again.
        wish.grant();
      } else {
        onSelect(node.span.spanId);
      }
    }
  };
  const isInTree = () => scroller.current!.contains(document.activeElement);
  const step = (by: number) => () => move(isInTree() ? activeIndex() + by : activeIndex());
  const inTree = (action: () => void) => () => isInTree() ? action() : false;
  useShortcuts({
    j: step(1),
    k: step(-1),
    ArrowDown: inTree(step(1)),
    ArrowUp: inTree(step(-1)),
    Home: inTree(() => move(0)),
    End: inTree(() => move(nodes.length - 1)),
    PageDown: inTree(() => move(activeIndex() + 15)),
    PageUp: inTree(() => move(activeIndex() - 15)),
    ArrowRight: inTree(() => {
      const node = nodes[activeIndex()];
      if (node && node.children.length > 0) {
        return collapsed.has(node.span.spanId) ? toggle(node.span.spanId) : move(activeIndex() + 1);
      }
    }),
    ArrowLeft: inTree(() => {
      const node = nodes[activeIndex()];
      if (node && node.children.length > 0 && !collapsed.has(node.span.spanId)) {
        toggle(node.span.spanId);
      } else if (node) {
        move(nodes.findIndex(other => other.span.spanId === node.span.parentSpanId));
      }
    }),
    '/': () => document.querySelector<HTMLInputElement>('#find-span')?.focus(),
  });

  const width = axis.ticks.length > 1 && axis.from === 0 ? ((axis.ticks[1]! - axis.ticks[0]!) / (axis.to - axis.from)) * 100 : 100;
  return (
    <section class="waterfall-panel" aria-label="Spans">
      <div class="toolbar">
        <label class="field field-text"><span class="off-screen">Find a span</span>
          <input id="find-span" type="search" placeholder="Find a span by name, attribute, value   ( / )" spellcheck={false} value={query} onInput={event => setQuery(event.currentTarget.value)} />
        </label>
        <span class="toolbar-note" role="status">{found === null ? `${count(spans.length)} spans` : `${count(found.ids.size)} of ${count(spans.length)}`}</span>
        <button type="button" class="button" onClick={() => setCollapsed(new Set())}>Expand all</button>
        <button type="button" class="button" onClick={() => setCollapsed(new Set(spans.filter(span => span.parentSpanId !== null).map(span => span.spanId)))}>Collapse</button>
      </div>
      <div ref={scroller} class="waterfall" role="treegrid" aria-label="Waterfall of spans" aria-rowcount={nodes.length + 1} style={{ '--tick': `${width}%` }}>
        <div role="rowgroup" class="sticky">
          <div role="row" class="waterfall-header" aria-rowindex={1}>
            <span role="columnheader" class="span-name">Span</span>
            <span role="columnheader" class="span-duration">Duration</span>
            <span role="columnheader" class="span-time" aria-label="Time">
              <span class="bar-line">{axis.ticks.map(tick => <span key={tick} class="tick" style={{ left: `${place(axis, tick)}%` }}>{duration(tick)}</span>)}</span>
            </span>
          </div>
        </div>
        <VirtualRows
          items={nodes}
          keyOf={idOf}
          rowHeight={rowHeight}
          scroller={scroller}
          focusedKey={active}
          draw={(node, index, top) => (
            <WaterfallRow
              key={node.span.spanId}
              node={node}
              index={index}
              top={top}
              axis={axis}
              isCollapsed={found === null && collapsed.has(node.span.spanId)}
              isActive={node.span.spanId === active}
              isSelected={node.span.spanId === selected}
              isLinked={linked.has(node.span.spanId)}
              linkedAttempts={linkedAttempts(node.span, byId)}
              onToggle={toggle}
              onSelect={onSelect}
            />
          )}
        />
      </div>
    </section>
  );
}

/** The spans that the selected one names in its links, and those that name it. */
function linkedSpans(spans: readonly Span[], selected: string): ReadonlySet<string> {
  const links = spans.filter(span => span.links.length > 0);
  const named = links.find(span => span.spanId === selected)?.links.map(link => link.spanId) ?? [];
  return new Set([...named, ...links.filter(span => span.links.some(link => link.spanId === selected)).map(span => span.spanId)]);
}

function linkedAttempts(span: Span, byId: ReadonlyMap<string, Span>): string {
  return span.links.map(link => byId.get(link.spanId)).filter(other => other !== undefined && isAttempt(other)).map(other => `#${text(other, 'litellm.attempt.index')}`).join(' ');
}
