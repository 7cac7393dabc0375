import { useMemo, useState } from 'preact/hooks';
import { LongText } from '../common/LongText';
import { Text } from '../common/Text';
import { duration } from '../format/duration';
import { alignSpans, type SpanPair } from '../spans/alignSpans';
import { shorten } from '../text/shorten';
import type { Span } from '../wire/Span';
import { differingAttributes } from './parameters';

const maxShown = 300;

/** The spans of two requests, those for the same work in one line. */
export function ComparedSpans({ left, right }: { readonly left: readonly Span[]; readonly right: readonly Span[] }) {
  const { pairs, isAligned } = useMemo(() => alignSpans(left, right), [left, right]);
  const [limit, setLimit] = useState(maxShown);
  const longest = useMemo(() => pairs.reduce((most, pair) => Math.max(most, pair.left?.durationMs ?? 0, pair.right?.durationMs ?? 0), 0.001), [pairs]);
  return (
    <section aria-label="Spans">
      <h2>Spans</h2>
      {!isAligned && <p class="banner">These requests have too many spans to find all that do the same work: what the beginning and the end do not have in common stands apart.</p>}
      <div class="table-scroll" role="region" aria-label="Table of spans" tabIndex={0}>
        <table class="compared compared-spans">
          <thead><tr><th scope="col">Span</th><th scope="col">A</th><th scope="col">B</th><th scope="col">Difference</th><th scope="col">Attributes</th></tr></thead>
          <tbody>{pairs.slice(0, limit).map((pair, index) => <PairRow key={index} pair={pair} longest={longest} />)}</tbody>
        </table>
      </div>
      {pairs.length > limit && <button type="button" class="more" onClick={() => setLimit(limit + maxShown)}>{`… ${pairs.length - limit} more`}</button>}
    </section>
  );
}

function PairRow({ pair, longest }: { readonly pair: SpanPair; readonly longest: number }) {
  const [isOpen, setOpen] = useState(false);
  const { left, right } = pair;
  const differing = useMemo(() => left && right ? differingAttributes(left, right) : [], [left, right]);
  const only = left === null ? 'only in B' : right === null ? 'only in A' : null;
  const delta = (right?.durationMs ?? 0) - (left?.durationMs ?? 0);
  const names = left && right && left.name !== right.name ? [left.name, right.name] : [(left ?? right)!.name];
  return (
    <>
      <tr class={left === null ? 'is-added' : right === null ? 'is-removed' : undefined}>
        <th scope="row" style={{ paddingLeft: `${Math.min(pair.level - 1, 14) * 14 + 8}px` }}>
          {names.map((name, index) => <span key={index}>{index > 0 && ' → '}<Text value={shorten(name, 200)} /></span>)}
          {[left, right].some(span => span?.status.code === 'error') && <span class="tag tag-failed">{left?.status.code === 'error' && right?.status.code === 'error' ? 'error' : `error in ${left?.status.code === 'error' ? 'A' : 'B'}`}</span>}
        </th>
        {[left, right].map((span, index) => (
          <td key={index}>{span ? <span class="compared-duration"><span>{duration(span.durationMs)}</span><span class={`compared-bar side-${index === 0 ? 'a' : 'b'}`} style={{ width: `${(span.durationMs / longest) * 72}px` }} /></span> : <span class="none">–</span>}</td>
        ))}
        <td>{only ?? <span class={delta > 0 ? 'is-more' : delta < 0 ? 'is-less' : 'none'}>{delta === 0 ? 'same' : `${delta > 0 ? '▲ +' : '▼ −'}${duration(Math.abs(delta))}`}</span>}</td>
        <td>{differing.length > 0 ? <button type="button" class="more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{`${differing.length} differ`}</button> : <span class="none">{only ? '' : 'same'}</span>}</td>
      </tr>
      {isOpen && differing.map(attribute => (
        <tr key={attribute.name} class="is-changed is-attribute">
          <th scope="row"><Text value={attribute.name} /></th>
          <td colSpan={2}>{attribute.left === null ? <span class="none">not set</span> : <del><LongText value={attribute.left} limit={200} /></del>}</td>
          <td colSpan={2}>{attribute.right === null ? <span class="none">not set</span> : <ins><LongText value={attribute.right} limit={200} /></ins>}</td>
        </tr>
      ))}
    </>
  );
}
