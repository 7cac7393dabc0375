import type { ComponentChildren, RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly rowHeight: number;
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
  /** The key of the row that has the focus: it is always drawn, so that scrolling does not take the focus away. */
  readonly focusedKey: string | null;
  /** Whether the rows in view stay where they are when others come in above them. */
  readonly isAnchored?: boolean;
  readonly draw: (item: T, index: number, top: number) => ComponentChildren;
}

/** The window moves in steps of this many rows: most scrolling then draws nothing. */
const step = 4;

/** The rows that are drawn above and below those in view. */
const overscan = 8;

/** Draws the rows of a long list that are in view, and some around them. */
export function VirtualRows<T>({ items, keyOf, rowHeight, scroller, focusedKey, isAnchored = false, draw }: Props<T>) {
  const [window, setWindow] = useState({ from: 0, to: 60 });
  const anchor = useRef<{ key: string; offset: number } | null>(null);
  const before = useRef(items);

  const measure = useCallback(() => {
    const element = scroller.current;
    if (!element) {
      return;
    }

    // The header sticks to the top of the scroller, so the first row in view is that many pixels below the first row.
    const top = element.scrollTop;
    const from = Math.max(0, Math.floor(top / rowHeight / step) * step - step);
    const to = Math.ceil((top + element.clientHeight) / rowHeight / step) * step + overscan;
    setWindow(old => old.from === from && old.to === to ? old : { from, to });
    const first = Math.max(0, Math.floor(top / rowHeight));
    const item = before.current[first];
    anchor.current = item !== undefined && top > rowHeight / 2 ? { key: keyOf(item), offset: top - first * rowHeight } : null;
  }, [scroller, rowHeight, keyOf]);

  useEffect(() => {
    const element = scroller.current!;
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    measure();
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [measure, scroller]);

  useLayoutEffect(() => {
    const old = anchor.current;
    if (before.current !== items && isAnchored && old && scroller.current) {
      const index = items.findIndex(item => keyOf(item) === old.key);
      if (index >= 0) {
        const top = index * rowHeight + old.offset;
        if (Math.abs(top - scroller.current.scrollTop) > 0.5) {
          scroller.current.scrollTop = top;
        }
      }
    }

    before.current = items;
    measure();
  }, [items, isAnchored, keyOf, measure, rowHeight, scroller]);

  const to = Math.min(window.to, items.length);
  const from = Math.min(window.from, Math.max(0, to - 1));
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  const focused = focusedKey === null ? -1 : items.findIndex(item => keyOf(item) === focusedKey);
  if (focused >= 0 && focused < from) {
    indexes.unshift(focused);
  } else if (focused >= to) {
    indexes.push(focused);
  }

  return (
    <div class="virtual" role="rowgroup" style={{ height: `${items.length * rowHeight}px` }}>
      {indexes.map(index => draw(items[index]!, index, index * rowHeight))}
    </div>
  );
}
