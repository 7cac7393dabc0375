import { useMemo, useState } from 'preact/hooks';
import { CopyButton } from '../common/CopyButton';
import { JsonTree } from '../common/JsonTree';
import { LongText } from '../common/LongText';
import { plain, Text } from '../common/Text';
import { formatValue } from '../spans/facts';
import { parseStructure } from '../text/body';
import type { Attributes, AttributeValue } from '../wire/Span';

const maxShown = 300;

/** Attributes with their values, those with a text in name or value. */
export function AttributeTable({ attributes, query = '', label }: { readonly attributes: Attributes; readonly query?: string; readonly label: string }) {
  const [isWhole, setWhole] = useState(false);
  const wanted = query.toLowerCase();
  const all = Object.entries(attributes)
    .filter(([name, value]) => wanted === '' || name.toLowerCase().includes(wanted) || formatValue(value).toLowerCase().includes(wanted))
    .sort(([a], [b]) => a < b ? -1 : 1);
  const shown = isWhole ? all : all.slice(0, maxShown);
  if (all.length === 0) {
    return <p class="none">{wanted === '' ? 'No attributes.' : 'No attribute has this text.'}</p>;
  }

  return (
    <>
      <table class="attributes" aria-label={plain(label)}>
        <thead class="off-screen"><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead>
        <tbody>
          {shown.map(([name, value]) => (
            <tr key={name}>
              <th scope="row"><Text value={name} /></th>
              <td><Value value={value} /><CopyButton what={`value of ${name}`} text={formatValue(value)} isSmall /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < all.length && <button type="button" class="more" onClick={() => setWhole(true)}>{`Show all ${all.length} attributes`}</button>}
    </>
  );
}

/** A value, with its type in colour; JSON also as a tree. */
function Value({ value }: { readonly value: AttributeValue }) {
  const [isTree, setTree] = useState(false);
  const structure = useMemo(() => typeof value === 'string' ? parseStructure(value) : undefined, [value]);
  if (typeof value !== 'string') {
    return <span class={`value value-${Array.isArray(value) ? 'list' : typeof value}`}><LongText value={formatValue(value)} limit={500} /></span>;
  }

  return (
    <span class="value value-string">
      {isTree && structure !== undefined ? <JsonTree value={structure} /> : value === '' ? <span class="none">empty</span> : <LongText value={value} limit={280} />}
      {structure !== undefined && <button type="button" class="more" aria-pressed={isTree} onClick={() => setTree(!isTree)}>{isTree ? 'as text' : 'as JSON'}</button>}
    </span>
  );
}
