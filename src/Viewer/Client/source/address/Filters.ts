import type { Outcome } from '../wire/Outcome';

/** What the list shows. An empty text and an empty list of outcomes mean all requests. */
export interface Filters {
  readonly outcomes: readonly Outcome[];
  readonly model: string;
  readonly key: string;
  readonly route: string;
  readonly session: string;
  readonly user: string;
  readonly text: string;
  /** Milliseconds. */
  readonly slower: number | null;
  /** US dollars. */
  readonly costlier: number | null;
}

/** The filters that compare a text of the row. */
export const textFilters = ['model', 'key', 'route', 'session', 'user'] as const;

/** The name of a filter that compares a text of the row. */
export type TextFilter = (typeof textFilters)[number];

/** No filter at all. */
export const noFilters: Filters = {
  outcomes: [], model: '', key: '', route: '', session: '', user: '', text: '', slower: null, costlier: null,
};
