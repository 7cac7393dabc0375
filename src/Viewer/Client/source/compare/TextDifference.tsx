import { useMemo } from 'preact/hooks';
import { Text } from '../common/Text';
import { diff } from '../text/diff';

const maxLength = 200_000;

/** What is different in two texts. */
export function TextDifference({ title, before, after }: { readonly title: string; readonly before: string; readonly after: string }) {
  const changes = useMemo(() => diff(before.slice(0, maxLength), after.slice(0, maxLength)), [before, after]);
  const isSame = before === after;
  return (
    <section aria-label={title}>
      <h2>{title} {isSame && <span class="tag">same</span>}</h2>
      {before === '' && after === '' ? <p class="none">Both are empty.</p> : (
        <pre class="difference" dir="auto" tabIndex={0}>
          {changes.map((change, index) => change.kind === 'same'
            ? <Text key={index} value={change.text} />
            : change.kind === 'added'
              ? <ins key={index}><Text value={change.text} /></ins>
              : <del key={index}><Text value={change.text} /></del>)}
        </pre>
      )}
      {Math.max(before.length, after.length) > maxLength && <p class="none">{`The first ${maxLength} characters.`}</p>}
    </section>
  );
}
