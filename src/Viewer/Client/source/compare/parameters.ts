import { isMembers, parseJson, writeJson } from '../text/json';
import { formatValue, text } from '../spans/facts';
import type { Span } from '../wire/Span';

/** A parameter of two requests; `null` where a request does not have it. */
export interface ParameterPair {
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
}

/** The parameters of two calls, those that differ first. */
export function compareParameters(left: Span | undefined, right: Span | undefined): readonly ParameterPair[] {
  return comparePairs(parametersOf(left), parametersOf(right));
}

/** The attributes of two spans that differ. Identifiers and durations differ always, and say nothing. */
export function differingAttributes(left: Span, right: Span): readonly ParameterPair[] {
  const values = (span: Span) => new Map(Object.entries(span.attributes)
    .filter(([name]) => !/(^|[._])(id|trace_id|call_id|duration_ms|duration|time_to_first_chunk)$/.test(name))
    .map(([name, value]) => [name, formatValue(value)]));
  return comparePairs(values(left), values(right)).filter(pair => pair.left !== pair.right);
}

function parametersOf(span: Span | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(span?.attributes ?? {})) {
    if (name.startsWith('gen_ai.request.')) {
      found.set(name.slice('gen_ai.request.'.length), formatValue(value));
    }
  }

  const parameters = parseJson(text(span, 'litellm.request.parameters') ?? '');
  if (isMembers(parameters)) {
    for (const [name, value] of Object.entries(parameters)) {
      found.set(name, typeof value === 'string' ? value : writeJson(value));
    }
  }

  return found;
}

function comparePairs(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): ParameterPair[] {
  return [...new Set([...left.keys(), ...right.keys()])]
    .map(name => ({ name, left: left.get(name) ?? null, right: right.get(name) ?? null }))
    .sort((a, b) => Number(a.left === a.right) - Number(b.left === b.right) || (a.name < b.name ? -1 : 1));
}
