import { outcomes } from '../wire/Outcome';
import { type Filters, noFilters, textFilters } from './Filters';

/** The parts of a request's page. */
export const tabs = ['spans', 'conversation', 'raw', 'views'] as const;

/** A part of a request's page. */
export type Tab = (typeof tabs)[number];

/** What a group of requests has in common. */
export interface Group {
  readonly by: 'session' | 'user';
  readonly value: string;
}

/** The state of the page that the query string has: what can be shared, and what "back" goes back to. */
export interface Address {
  readonly filters: Filters;
  /** The id of the request that is open. */
  readonly trace: string | null;
  readonly tab: Tab;
  readonly span: string | null;
  readonly group: Group | null;
  /** The ids of the two requests that are compared. */
  readonly compare: readonly [string, string] | null;
}

/** The list without a filter. */
export const home: Address = { filters: noFilters, trace: null, tab: 'spans', span: null, group: null, compare: null };

/** Reads a query string. Parameters that are unknown or have no meaning are ignored. */
export function parseAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) ?? '';
  const compare = text('compare').split(',');
  const group = /^(session|user):(.+)$/s.exec(text('group'));
  const wanted = text('outcome').split(',');
  return {
    filters: {
      outcomes: outcomes.filter(outcome => wanted.includes(outcome)),
      model: text('model'),
      key: text('key'),
      route: text('route'),
      session: text('session'),
      user: text('user'),
      text: text('text'),
      slower: positive(query.get('slower')),
      costlier: positive(query.get('costlier')),
    },
    trace: text('trace') || null,
    tab: tabs.find(tab => tab === query.get('tab')) ?? 'spans',
    span: text('span') || null,
    group: group ? { by: group[1] as Group['by'], value: group[2]! } : null,
    compare: compare.length === 2 && compare[0] && compare[1] ? [compare[0], compare[1]] : null,
  };
}

/** Writes the query string of an address, `?` alone for the list without a filter. */
export function formatAddress(address: Address): string {
  const query = new URLSearchParams();
  const add = (name: string, value: string | number | null) => value === null || value === '' || query.append(name, String(value));
  add('outcome', address.filters.outcomes.join(','));
  textFilters.forEach(name => add(name, address.filters[name]));
  add('text', address.filters.text);
  add('slower', address.filters.slower);
  add('costlier', address.filters.costlier);
  add('trace', address.trace);
  add('tab', address.trace && address.tab !== 'spans' ? address.tab : null);
  add('span', address.trace ? address.span : null);
  add('group', address.group && `${address.group.by}:${address.group.value}`);
  add('compare', address.compare && address.compare.join(','));
  return `?${query}`;
}

function positive(text: string | null): number | null {
  const value = text ? Number(text) : NaN;
  return Number.isFinite(value) && value > 0 ? value : null;
}
