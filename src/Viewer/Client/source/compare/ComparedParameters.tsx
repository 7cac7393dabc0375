import { useMemo } from 'preact/hooks';
import { LongText } from '../common/LongText';
import { Text } from '../common/Text';
import type { Span } from '../wire/Span';
import { compareParameters } from './parameters';

/** The parameters of two requests. */
export function ComparedParameters({ left, right }: { readonly left: Span | undefined; readonly right: Span | undefined }) {
  const pairs = useMemo(() => compareParameters(left, right), [left, right]);
  return (
    <section aria-label="Parameters">
      <h2>Parameters</h2>
      {pairs.length === 0 ? <p class="none">Neither request has parameters.</p> : (
        <div class="table-scroll" role="region" aria-label="Table of parameters" tabIndex={0}>
          <table class="compared">
            <thead><tr><th scope="col">Parameter</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
            <tbody>
              {pairs.map(pair => (
                <tr key={pair.name} class={pair.left === pair.right ? 'is-same' : 'is-changed'}>
                  <th scope="row"><Text value={pair.name} /></th>
                  {[pair.left, pair.right].map((value, index) => <td key={index}>{value === null ? <span class="none">not set</span> : <LongText value={value} limit={300} />}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
