import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CopyButton } from '../common/CopyButton';
import { JsonTree } from '../common/JsonTree';
import { LongText } from '../common/LongText';
import { Text } from '../common/Text';
import { bytes, count } from '../format/number';
import { readBody } from '../text/body';
import { findJson } from '../text/findJson';
import { findText } from '../text/findText';

const forms = { json: 'JSON', events: 'events of a stream', text: 'text' } as const;

/** One body, as a tree or as text, with search. */
export function RawBody({ title, text }: { readonly title: string; readonly text: string | null }) {
  const body = useMemo(() => readBody(text ?? ''), [text]);
  const size = useMemo(() => new Blob([text ?? '']).size, [text]);
  const hasDuplicates = body.form !== 'text' && body.hasDuplicates;
  const [isText, setText] = useState(hasDuplicates);
  const [query, setQuery] = useState('');
  const [number, setNumber] = useState(0);
  const element = useRef<HTMLDivElement>(null);
  const value = !isText && body.form !== 'text' ? body.value : undefined;
  const paths = useMemo(() => value === undefined ? [] : findJson(value, query), [value, query]);
  const places = useMemo(() => value === undefined && query !== '' ? findText(text ?? '', query) : [], [value, text, query]);
  const matches = value === undefined ? places.length : paths.length;
  const current = matches === 0 ? 0 : ((number % matches) + matches) % matches;
  useEffect(() => {
    element.current?.querySelector('.is-found')?.scrollIntoView({ block: 'nearest' });
  }, [query, current, value]);

  if (text === null) {
    return <section class="body" aria-label={title}><h2>{title}</h2><p class="none">Not captured: the body was none, was compressed, or was sent by an SDK that hides it.</p></section>;
  }

  return (
    <section class="body" aria-label={title}>
      <div class="section-title">
        <h2>{title} <span class="none">{`${forms[body.form]}, ${bytes(size)}`}</span></h2>
        <div class="actions">
          {body.form !== 'text' && <button type="button" class="button" aria-pressed={isText} onClick={() => setText(!isText)}>{isText ? 'Tree' : 'Text'}</button>}
          <CopyButton what={title.toLowerCase()} text={text} isSmall />
        </div>
      </div>
      <div class="toolbar">
        <label class="field field-text"><span class="off-screen">{`Search the ${title.toLowerCase()}`}</span>
          <input
            type="search"
            placeholder={`Search the ${title.toLowerCase()}`}
            spellcheck={false}
            value={query}
            onInput={event => { setQuery(event.currentTarget.value); setNumber(0); }}
            onKeyDown={event => event.key === 'Enter' && setNumber(current + (event.shiftKey ? -1 : 1))}
          />
        </label>
        {query !== '' && (
          <>
            <span class="toolbar-note" role="status">{matches === 0 ? 'not found' : `${current + 1} of ${count(matches)}`}</span>
            <button type="button" class="button" aria-label="Previous match" disabled={matches === 0} onClick={() => setNumber(current - 1)}>↑</button>
            <button type="button" class="button" aria-label="Next match" disabled={matches === 0} onClick={() => setNumber(current + 1)}>↓</button>
          </>
        )}
      </div>
      {hasDuplicates && !isText && <p class="banner">This body has a name twice in one object. The tree has only the last of them.</p>}
      <div ref={element} class="body-content" tabIndex={0} role="region" aria-label={`${title}, content`}>
        {value === undefined
          ? <pre>{places.length === 0 ? <LongText value={text} limit={20_000} /> : <Marked text={text} places={places} length={query.length} current={current} />}</pre>
          : <JsonTree value={value} found={paths[current] ?? null} />}
      </div>
    </section>
  );
}

const around = 10_000;

/** A text with its matches marked; of a long text the part around the present match. */
function Marked({ text, places, length, current }: { readonly text: string; readonly places: readonly number[]; readonly length: number; readonly current: number }) {
  const from = Math.max(0, places[current]! - around);
  const to = Math.min(text.length, places[current]! + around);
  const shown = places.map((place, index) => ({ place, index })).filter(({ place }) => place >= from && place + length <= to).slice(0, 500);
  return (
    <>
      {from > 0 && '… '}
      {shown.map(({ place, index }, order) => {
        const before = order === 0 ? from : shown[order - 1]!.place + length;
        return <><Text value={text.slice(before, place)} /><mark class={index === current ? 'is-found' : undefined}><Text value={text.slice(place, place + length)} /></mark></>;
      })}
      <Text value={text.slice((shown.at(-1)?.place ?? from - length) + length, to)} />
      {to < text.length && ' …'}
    </>
  );
}
