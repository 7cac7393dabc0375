import { cost } from '../format/cost';
import { duration } from '../format/duration';
import { count } from '../format/number';
import { LongText } from '../common/LongText';
import { actionOf, nameOf } from '../rows/guardrails';
import type { Row } from '../wire/Row';

interface NumberFact {
  readonly name: string;
  readonly value: (row: Row) => number | null;
  readonly format: (value: number) => string;
}

const numbers: readonly NumberFact[] = [
  { name: 'Duration', value: row => row.durationMs, format: duration },
  { name: 'Waiting for the provider', value: row => row.providerMs, format: duration },
  { name: 'In the gateway', value: row => row.gatewayMs, format: duration },
  { name: 'First chunk', value: row => row.firstChunkMs, format: duration },
  { name: 'Tokens in', value: row => row.tokensIn, format: count },
  { name: 'Tokens out', value: row => row.tokensOut, format: count },
  { name: 'Cost', value: row => row.cost, format: cost },
  { name: 'Attempts', value: row => row.attempts, format: count },
  { name: 'Spans', value: row => row.spans, format: count },
];

const texts: readonly (readonly [string, (row: Row) => string | null])[] = [
  ['Outcome', row => row.outcome],
  ['Error type', row => row.errorType],
  ['Route', row => row.route],
  ['Model asked', row => row.modelAsked],
  ['Model answered', row => row.modelAnswered],
  ['Provider', row => row.provider],
  ['Key', row => row.key],
  ['User', row => row.user],
  ['Session', row => row.session],
  ['Guardrails', row => row.guardrails.map(guardrail => `${nameOf(guardrail)}: ${actionOf(guardrail)}`).join(', ') || null],
];

/** The facts of two requests, with the differences of the numbers. */
export function ComparedFacts({ left, right }: { readonly left: Row; readonly right: Row }) {
  return (
    <section aria-label="Facts">
      <h2>Facts</h2>
      <div class="table-scroll" role="region" aria-label="Table of facts" tabIndex={0}>
        <table class="compared">
          <thead><tr><th scope="col">Fact</th><th scope="col">A</th><th scope="col">B</th><th scope="col">Difference</th></tr></thead>
          <tbody>
            {numbers.map(fact => {
              const a = fact.value(left);
              const b = fact.value(right);
              return a === null && b === null ? null : (
                <tr key={fact.name} class={a === b ? 'is-same' : undefined}>
                  <th scope="row">{fact.name}</th>
                  <td>{a === null ? '–' : fact.format(a)}</td>
                  <td>{b === null ? '–' : fact.format(b)}</td>
                  <td><Difference a={a} b={b} format={fact.format} /></td>
                </tr>
              );
            })}
            {texts.map(([name, value]) => {
              const a = value(left);
              const b = value(right);
              return a === null && b === null ? null : (
                <tr key={name} class={a === b ? 'is-same' : 'is-changed'}>
                  <th scope="row">{name}</th><td><LongText value={a ?? '–'} limit={200} /></td><td><LongText value={b ?? '–'} limit={200} /></td><td>{a === b ? <span class="none">same</span> : 'differs'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Difference({ a, b, format }: { readonly a: number | null; readonly b: number | null; readonly format: (value: number) => string }) {
  if (a === b) {
    return <span class="none">same</span>;
  }

  if (a === null || b === null) {
    return <>only in {a === null ? 'B' : 'A'}</>;
  }

  const share = a === 0 ? '' : ` (${b > a ? '+' : '−'}${Math.round(Math.abs((b - a) / a) * 100)}%)`;
  return <span class={b > a ? 'is-more' : 'is-less'}>{b > a ? '▲ +' : '▼ −'}{format(Math.abs(b - a))}{share}</span>;
}
