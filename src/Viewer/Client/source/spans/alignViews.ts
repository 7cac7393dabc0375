import type { Attributes } from '../wire/Span';
import type { SpanView } from '../wire/SpanView';
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
  /** Whether all views write it, under one name and with one value. */
  readonly isSame: boolean;
}

/**
 * Puts the attributes of a span's views side by side. The rows are those of the first view; an attribute of another view stands in
 * the row that has the same name, or else the same value under the most similar name. What is left has rows of its own.
 */
export function alignViews(views: readonly SpanView[]): readonly ViewRow[] {
  const rows: (Cell | null)[][] = [];
  views.forEach((view, column) => {
    const left = cellsOf(view.attributes);
    for (const row of rows) {
      const first = row.find(cell => cell !== null)!;
      const same = left.get(first.name);
      if (same) {
        row[column] = same;
        left.delete(first.name);
      }
    }

    for (const row of rows) {
      const first = row.find(cell => cell !== null)!;
      const renamed = row[column] ? null : mostSimilar(first, left.values());
      if (renamed) {
        row[column] = renamed;
        left.delete(renamed.name);
      }
    }

    for (const cell of left.values()) {
      rows.push(views.map((_, index) => index === column ? cell : null));
    }
  });
  return rows.map(row => ({
    cells: row.map(cell => cell ?? null),
    isSame: row.every(cell => cell !== null && cell !== undefined && cell.name === row[0]?.name && cell.value === row[0]?.value),
  }));
}

function cellsOf(attributes: Attributes): Map<string, Cell> {
  const names = Object.keys(attributes).sort();
  return new Map(names.map(name => [name, { name, value: formatValue(attributes[name]!) }]));
}

/** A short value, such as `true` or `1`, stands in many attributes: the last word of the name must then be the same. */
function mostSimilar(cell: Cell, candidates: Iterable<Cell>): Cell | null {
  let best: Cell | null = null;
  let most = cell.value.length < 4 || /^(true|false|[\d.]+)$/.test(cell.value) ? 0 : -1;
  for (const candidate of candidates) {
    if (candidate.value === cell.value) {
      const common = commonWords(cell.name, candidate.name);
      if (common > most) {
        best = candidate;
        most = common;
      }
    }
  }

  return best;
}

/** The number of words at the ends of two names that are the same. */
function commonWords(a: string, b: string): number {
  const left = a.split(/[._]/).reverse();
  const right = b.split(/[._]/).reverse();
  const end = left.findIndex((word, index) => word !== right[index]);
  return end < 0 ? left.length : end;
}
