import { useMemo, useState } from 'preact/hooks';
import { useNavigation } from '../address/Navigation';
import { LongText } from '../common/LongText';
import { memo } from '../common/Memo';
import { narrow, useMedia } from '../common/useMedia';
import { Text, plain } from '../common/Text';
import { useFetched } from '../feed/useFetched';
import { alignViews, type ViewRow } from '../spans/alignViews';
import { shorten } from '../text/shorten';
import type { Detail } from '../wire/Detail';
import type { Span } from '../wire/Span';
import type { SpanView } from '../wire/SpanView';

interface Props {
  readonly detail: Detail;
  readonly span: Span;
  readonly version: string;
}

/** One span as each backend sees it, side by side. */
export const ViewsTab = memo(ViewsTabContent);

function ViewsTabContent({ detail, span, version }: Props) {
  const { address, go } = useNavigation();
  const { value, error } = useFetched<{ views: readonly SpanView[] }>(`api/traces/${encodeURIComponent(detail.row.id)}/spans/${encodeURIComponent(span.spanId)}/views`, version);
  const isNarrow = useMedia(narrow);
  const [chosenHidden, setHidden] = useState<ReadonlySet<string> | null>(null);
  const [areSameShown, setSameShown] = useState(true);
  const [query, setQuery] = useState('');
  // A narrow page begins with two columns.
  const hidden = useMemo(() => chosenHidden ?? new Set(isNarrow ? value?.views.slice(2).map(view => view.name) : []), [chosenHidden, isNarrow, value]);
  const views = useMemo(() => (value?.views ?? []).filter(view => !hidden.has(view.name)), [value, hidden]);
  const rows = useMemo(() => alignViews(views), [views]);
  const wanted = query.toLowerCase();
  const shown = rows.filter(row => (areSameShown || row.kind === 'different') &&
    (wanted === '' || row.cells.some(cell => cell && (cell.name.toLowerCase().includes(wanted) || cell.value.toLowerCase().includes(wanted)))));
  const count = (kind: ViewRow['kind']) => rows.filter(row => row.kind === kind).length;
  return (
    <section class="views" aria-label="Span as backends see it">
      <div class="toolbar">
        <label class="field"><span>Span</span>
          <select value={span.spanId} onChange={event => go({ ...address, span: event.currentTarget.value }, 'replace')}>
            {detail.spans.slice(0, 500).map(other => <option key={other.spanId} value={other.spanId}>{plain(shorten(other.name, 120))}{other.attributes['litellm.attempt.index'] !== undefined ? ` #${String(other.attributes['litellm.attempt.index'])}` : ''}</option>)}
            {detail.spans.indexOf(span) >= 500 && <option value={span.spanId}>{plain(shorten(span.name, 120))}</option>}
          </select>
        </label>
        <div class="chips" role="group" aria-label="Views">
          {(value?.views ?? []).map(view => (
            <button key={view.name} type="button" class="chip" aria-pressed={!hidden.has(view.name)} onClick={() => setHidden(toggled(hidden, view.name))}>{plain(view.name)}</button>
          ))}
        </div>
        <label class="check"><input type="checkbox" checked={!areSameShown} onChange={event => setSameShown(!event.currentTarget.checked)} /> Only differences</label>
        <label class="field field-text"><span class="off-screen">Find in the views</span>
          <input type="search" placeholder="Find in the views" spellcheck={false} value={query} onInput={event => setQuery(event.currentTarget.value)} />
        </label>
        <span class="toolbar-note" role="status">{value ? `${count('same')} same, ${count('renamed')} renamed, ${count('different')} different` : ''}</span>
      </div>
      {error && <p class="banner">{error.message}</p>}
      {!value && !error && <p class="none">Loading…</p>}
      {views.length > 0 && (
        <div class="views-scroll" role="region" aria-label="Table of views" tabIndex={0}>
          <table class="views-table">
            <thead>
              <tr>{views.map(view => (
                <th key={view.name} scope="col"><Text value={view.name} /> <span class={view.isSent ? 'tag tag-sent' : 'tag'}>{view.isSent ? 'sent' : 'no backend'}</span></th>
              ))}</tr>
            </thead>
            <tbody>
              <Identity views={views} name="span name" value={view => view.spanName} />
              <Identity views={views} name="trace id" value={view => view.traceId} />
              <Identity views={views} name="parent" value={view => view.parentSpanId ?? 'none'} />
              <Identity views={views} name="status" value={view => [view.status?.code ?? 'unset', view.status?.message].filter(Boolean).join(': ')} />
              <Identity views={views} name="events" value={view => view.events.map(event => event.name).join(', ') || 'none'} />
              {shown.map((row, index) => <AttributeRow key={index} row={row} />)}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Identity({ views, name, value }: { readonly views: readonly SpanView[]; readonly name: string; readonly value: (view: SpanView) => string }) {
  const first = value(views[0]!);
  return (
    <tr class={views.every(view => value(view) === first) ? 'is-same' : undefined}>
      {views.map(view => <td key={view.name} class={value(view) === first ? undefined : 'is-different'}><span class="view-name">{name}</span><LongText value={value(view)} limit={200} /></td>)}
    </tr>
  );
}

/** The first cell has the name and value; the others what is different in them. */
function AttributeRow({ row }: { readonly row: ViewRow }) {
  const first = row.cells.find(cell => cell !== null)!;
  return (
    <tr class={row.kind === 'same' ? 'is-same' : undefined}>
      {row.cells.map((cell, index) => {
        if (cell === null) {
          return <td key={index} class="is-absent"><span class="none">no counterpart</span></td>;
        }

        if (cell !== first && cell.name === first.name && cell.value === first.value) {
          return <td key={index}><span class="none">same</span></td>;
        }

        const isRenamed = cell.name !== first.name;
        const isChanged = cell.value !== first.value;
        const classes = [cell !== first && isRenamed && 'is-renamed', cell !== first && isChanged && 'is-different'].filter(Boolean).join(' ');
        return (
          <td key={index} class={classes || undefined}>
            <span class="view-name"><Text value={cell.name} /></span>
            {cell !== first && !isChanged ? <span class="none" title={plain(shorten(cell.value, 500))}>same value</span> : <LongText value={cell.value} limit={240} />}
          </td>
        );
      })}
    </tr>
  );
}

const toggled = (names: ReadonlySet<string>, name: string): ReadonlySet<string> => {
  const next = new Set(names);
  return next.delete(name) ? next : next.add(name);
};
