import type { Attributes } from '../wire/Span';
import type { SpanView } from '../wire/SpanView';
import { counterparts } from './counterparts';
import { formatValue } from './facts';

/** An attribute as one view writes it. */
export interface Cell {
  readonly name: string;
  readonly value: string;
}

/** How the views write one fact. */
export interface ViewRow {
  /** A cell for each view; `null` if the view does not write the fact. */
  readonly cells: readonly (Cell | null)[];
  /** Whether all views write it with one value: `same` under one name, `renamed` under several; otherwise they are `different`. */
  readonly kind: 'same' | 'renamed' | 'different';
}

/**
 * Puts the attributes of a span's views side by side. The rows are those of the first view. An attribute of another view stands in
 * the row that has the same name, or of which it is a known counterpart, or that has the same value under the most similar name.
 * What is left has rows of its own.
 */
export function alignViews(views: readonly SpanView[]): readonly ViewRow[] {
  const rows: (Cell | null)[][] = [];
  views.forEach((view, column) => {
    const left = cellsOf(view.attributes);
    const put = (row: (Cell | null)[], cell: Cell) => {
      row[column] = cell;
      left.delete(cell.name);
    };
    const open = () => rows.filter(row => !row[column]);
    for (const row of rows) {
      const same = left.get(firstOf(row).name);
      if (same) {
        put(row, same);
      }
    }

    for (const row of open()) {
      const known = counterparts.get(firstOf(row).name)?.map(name => left.get(name)).find(cell => cell !== undefined);
      if (known) {
        put(row, known);
      }
    }

    // The most similar names first, so that a name does not take the attribute that belongs to another one.
    const pairs = open().flatMap(row => [...left.values()].map(cell => ({ row, cell, likeness: likeness(firstOf(row), cell) })));
    for (const { row, cell } of pairs.filter(pair => pair.likeness !== null).sort((a, b) => b.likeness! - a.likeness!)) {
      if (!row[column] && left.has(cell.name)) {
        put(row, cell);
      }
    }

    for (const cell of left.values()) {
      rows.push(views.map((_, index) => index === column ? cell : null));
    }
  });
  return rows.map(row => ({
    cells: views.map((_, index) => row[index] ?? null),
    kind: kindOf(views.map((_, index) => row[index] ?? null)),
  }));
}

const firstOf = (row: readonly (Cell | null)[]): Cell => row.find(cell => cell != null)!;

function cellsOf(attributes: Attributes): Map<string, Cell> {
  const names = Object.keys(attributes).sort();
  return new Map(names.map(name => [name, { name, value: formatValue(attributes[name]!) }]));
}

function kindOf(cells: readonly (Cell | null)[]): ViewRow['kind'] {
  const [first] = cells;
  return !first || cells.some(cell => cell?.value !== first.value) ? 'different'
    : cells.some(cell => cell!.name !== first.name) ? 'renamed'
    : 'same';
}

/** How similar the names of two attributes with the same value are; `null` if they are not the same fact. */
function likeness(a: Cell, b: Cell): number | null {
  if (a.value !== b.value) {
    return null;
  }

  // A short value, such as `true` or `1`, stands in many attributes: the last word of the name must then be the same.
  const isCommon = a.value.length < 4 || /^(true|false|[\d.]+)$/.test(a.value);
  const common = commonWords(a.name, b.name);
  return isCommon && common === 0 ? null : common;
}

/** The number of words at the ends of two names that are the same. */
function commonWords(a: string, b: string): number {
  const left = a.split(/[._]/).reverse();
  const right = b.split(/[._]/).reverse();
  const end = left.findIndex((word, index) => word !== right[index]);
  return end < 0 ? left.length : end;
}
