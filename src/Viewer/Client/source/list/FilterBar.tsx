import { useMemo } from 'preact/hooks';
import { type Filters, noFilters, textFilters, type TextFilter } from '../address/Filters';
import { Icon } from '../common/Icon';
import { narrow, useMedia } from '../common/useMedia';
import { plain } from '../common/Text';
import { count } from '../format/number';
import { shorten } from '../text/shorten';
import { choices } from '../rows/choices';
import { type Outcome, outcomeMeanings, outcomes } from '../wire/Outcome';
import type { Row } from '../wire/Row';
import { NumberFilter } from './NumberFilter';

interface Props {
  readonly rows: readonly Row[];
  readonly filters: Filters;
  /** `isTyping` tells that the change is one of many, which "back" does not step through. */
  readonly onChange: (filters: Filters, isTyping: boolean) => void;
}

const titles: Readonly<Record<TextFilter, string>> = { model: 'Model', key: 'Key', route: 'Route', session: 'Session', user: 'User' };

/** The filters of the list. */
export function FilterBar({ rows, filters, onChange }: Props) {
  const isNarrow = useMedia(narrow);
  const set = (change: Partial<Filters>, isTyping = false) => onChange({ ...filters, ...change }, isTyping);
  const active = textFilters.filter(filter => filters[filter] !== '').length + Number(filters.slower !== null) + Number(filters.costlier !== null);
  const isFiltered = active > 0 || filters.outcomes.length > 0 || filters.text !== '';
  const fields = (
    <>
      {textFilters.map(filter => <Choice key={filter} filter={filter} rows={rows} value={filters[filter]} onChange={value => set({ [filter]: value })} />)}
      <NumberFilter label="Slower than" unit="ms" value={filters.slower} onChange={slower => set({ slower }, true)} />
      <NumberFilter label="Costlier than" unit="$" value={filters.costlier} onChange={costlier => set({ costlier }, true)} />
      {isFiltered && <button type="button" class="button" onClick={() => onChange(noFilters, false)}><Icon name="close" />Clear filters</button>}
    </>
  );
  return (
    <search class="filters" aria-label="Filters">
      <div class="filters-first">
        <label class="field field-text">
          <span class="off-screen">Search text</span>
          <input
            id="search"
            type="search"
            placeholder="Search names, attributes, content, ids   ( / )"
            spellcheck={false}
            value={filters.text}
            onInput={event => set({ text: event.currentTarget.value }, true)}
          />
        </label>
        <Outcomes rows={rows} chosen={filters.outcomes} onChange={outcomes => set({ outcomes })} />
      </div>
      {isNarrow
        ? <details class="filters-more"><summary>{active > 0 ? `More filters (${active})` : 'More filters'}</summary><div class="filters-second">{fields}</div></details>
        : <div class="filters-second">{fields}</div>}
    </search>
  );
}

function Outcomes({ rows, chosen, onChange }: { readonly rows: readonly Row[]; readonly chosen: readonly Outcome[]; readonly onChange: (outcomes: readonly Outcome[]) => void }) {
  const counts = useMemo(() => {
    const found: Record<Outcome, number> = { ok: 0, error: 0, blocked: 0, cancelled: 0, refused: 0 };
    rows.forEach(row => found[row.outcome]++);
    return found;
  }, [rows]);
  const toggle = (outcome: Outcome) => onChange(outcomes.filter(each => chosen.includes(each) !== (each === outcome)));
  return (
    <div class="chips" role="group" aria-label="Outcome">
      {outcomes.map(outcome => (
        <button key={outcome} type="button" class={`chip outcome outcome-${outcome}`} aria-pressed={chosen.includes(outcome)} title={outcomeMeanings[outcome]} onClick={() => toggle(outcome)}>
          <Icon name={outcome} />
          <span>{outcome}</span>
          <span class="count">{count(counts[outcome])}</span>
        </button>
      ))}
    </div>
  );
}

function Choice({ filter, rows, value, onChange }: { readonly filter: TextFilter; readonly rows: readonly Row[]; readonly value: string; readonly onChange: (value: string) => void }) {
  const values = useMemo(() => choices(rows, filter), [rows, filter]);
  const all = value === '' || values.includes(value) ? values : [value, ...values];
  return (
    <label class={value === '' ? 'field' : 'field field-active'}>
      <span>{titles[filter]}</span>
      <select value={value} onChange={event => onChange(event.currentTarget.value)}>
        <option value="">all</option>
        {all.map(each => <option key={each} value={each}>{plain(shorten(each, 80))}</option>)}
      </select>
    </label>
  );
}
