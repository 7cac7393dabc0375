import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { home } from '../address/Address';
import { useNavigation } from '../address/Navigation';
import { Boundary } from '../common/Boundary';
import { Undrawn } from '../common/Undrawn';
import { scrollToRow } from '../common/scrollToRow';
import { narrow, useMedia } from '../common/useMedia';
import { useShortcuts } from '../common/useShortcuts';
import { VirtualRows } from '../common/VirtualRows';
import { percentile } from '../rows/percentile';
import type { Row } from '../wire/Row';
import { columns } from './columns';
import type { ListPlace } from './ListPlace';
import { RequestRow } from './RequestRow';

interface Props {
  readonly rows: readonly Row[];
  readonly selected: readonly string[];
  readonly onSelect: (id: string) => void;
  /** The place in the list, which outlives it: "back" from a request comes to the same row. */
  readonly place: ListPlace;
}

const idOf = (row: Row) => row.id;

/** The list of requests, of which only the rows in view are drawn. */
export function RequestGrid({ rows, selected, onSelect, place }: Props) {
  const { address, go } = useNavigation();
  const rowHeight = useMedia(narrow) ? 74 : 32;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(place.active);
  const focusNext = useRef(place.isLeft);
  const current = rows.some(row => row.id === active) ? active : rows[0]?.id ?? null;
  // A single slow request does not make the bars of all others invisible: its bar is cut.
  const scale = useMemo(() => (percentile(rows.map(row => row.durationMs), 0.95) ?? 1) * 1.1 || 1, [rows]);

  const onActive = useCallback((id: string) => {
    place.active = id;
    setActive(id);
  }, [place]);

  useLayoutEffect(() => {
    scroller.current!.scrollTop = place.scrollTop;
    place.isLeft = false;
  }, [place]);

  useLayoutEffect(() => {
    if (focusNext.current && current !== null) {
      const element = scroller.current!.querySelector<HTMLElement>(`[data-id="${CSS.escape(current)}"]`);
      if (element) {
        focusNext.current = false;
        element.focus({ preventScroll: true });
      }
    }
  });

  const move = (to: (index: number) => number) => {
    if (rows.length === 0) {
      return;
    }

    const index = Math.min(rows.length - 1, Math.max(0, to(rows.findIndex(row => row.id === current))));
    scrollToRow(scroller.current!, index, rowHeight);
    focusNext.current = true;
    onActive(rows[index]!.id);
  };
  const page = () => Math.max(1, Math.floor((scroller.current!.clientHeight - rowHeight) / rowHeight));
  const isInList = () => scroller.current!.contains(document.activeElement);
  const inList = (action: () => void) => () => isInList() ? action() : false;
  // The first key goes to the row where the reader is; the next ones go on from there.
  const step = (by: number) => () => move(index => isInList() ? index + by : index);
  useShortcuts({
    j: step(1),
    k: step(-1),
    ArrowDown: step(1),
    ArrowUp: step(-1),
    PageDown: inList(() => move(index => index + page())),
    PageUp: inList(() => move(index => index - page())),
    Home: inList(() => move(() => 0)),
    End: inList(() => move(() => rows.length - 1)),
    g: () => move(() => 0),
    G: () => move(() => rows.length - 1),
    Enter: event => {
      if (!(event.target as HTMLElement).matches('[role=row]') || current === null) {
        return false;
      }

      go({ ...home, filters: address.filters, trace: current });
      return true;
    },
    x: inList(() => current !== null && onSelect(current)),
    ' ': inList(() => current !== null && onSelect(current)),
  });

  return (
    <div
      ref={scroller}
      class="requests"
      role="grid"
      aria-label="Requests"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable
      onScroll={() => { place.scrollTop = scroller.current!.scrollTop; }}
    >
      <div role="rowgroup" class="sticky">
        <div role="row" class="request-header" aria-rowindex={1}>
          {columns.map(column => <span role="columnheader" class={`cell cell-${column.name}`} title={column.explanation}>{column.name === 'select' ? <span class="off-screen">{column.title}</span> : column.title}</span>)}
        </div>
      </div>
      <VirtualRows
        items={rows}
        keyOf={idOf}
        rowHeight={rowHeight}
        scroller={scroller}
        focusedKey={current}
        isAnchored
        draw={(row, index, top) => (
          <Boundary key={row.id} instead={error => <div role="row" class="request" style={{ transform: `translateY(${top}px)` }}><span role="gridcell"><Undrawn what="This request" error={error} /></span></div>}>
            <RequestRow
              row={row}
              index={index}
              top={top}
              scale={scale}
              isActive={row.id === current}
              isSelected={selected.includes(row.id)}
              address={address}
              open={go}
              onSelect={onSelect}
              onActive={onActive}
            />
          </Boundary>
        )}
      />
    </div>
  );
}
