import { useState } from 'preact/hooks';
import { Icon } from './Icon';
import { isLeaf, type Json } from '../text/json';
import { pathTo } from '../text/findJson';
import { count } from '../format/number';
import { LongText } from './LongText';
import { Text } from './Text';

interface Props {
  readonly value: Json;
  /** The path of the value that a search has found, which is shown whatever is closed. */
  readonly found?: string | null;
}

const openLevels = 4;
const longList = 20;
const shownItems = 100;

/** A JSON value as a tree whose parts can be closed. */
export function JsonTree({ value, found = null }: Props) {
  return <div class="json"><Node name={null} value={value} path="$" level={0} found={found} /></div>;
}

/** Whether a value is a list of many numbers or words, such as an embedding, which would push all else out of view. */
const isLongList = (value: Json): boolean => Array.isArray(value) && value.length > longList && value.every((item: Json) => isLeaf(item));

interface NodeProps {
  readonly name: string | null;
  readonly value: Json;
  readonly path: string;
  readonly level: number;
  readonly found: string | null;
}

function Node({ name, value, path, level, found }: NodeProps) {
  const [isOpen, setOpen] = useState(level < openLevels && !isLongList(value));
  const [limit, setLimit] = useState(shownItems);
  const isFound = found === path;
  const label = name === null ? null : <span class="json-name"><Text value={name} />: </span>;
  if (isLeaf(value)) {
    return (
      <div class={isFound ? 'json-line is-found' : 'json-line'} data-path={isFound ? path : undefined}>
        {label}<span class={`value value-${value === null ? 'null' : typeof value === 'object' ? 'number' : typeof value}`}>{typeof value === 'string' ? <>"<LongText value={value} limit={1_500} />"</> : String(value)}</span>
      </div>
    );
  }

  const isList = Array.isArray(value);
  const entries: readonly [string, Json][] = Object.entries(value as Record<string, Json>);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return <div class="json-line">{label}{open}{close}</div>;
  }

  const holdsFound = found !== null && found.startsWith(`${path}/`);
  const foundIndex = holdsFound ? entries.findIndex(([key]) => found === pathTo(path, key) || found.startsWith(`${pathTo(path, key)}/`)) : -1;
  const shown = entries.slice(0, Math.max(limit, foundIndex + 1));
  const isShown = isOpen || holdsFound;
  return (
    <div class={isFound ? 'json-node is-found' : 'json-node'} data-path={isFound ? path : undefined}>
      <button type="button" class="json-toggle" aria-expanded={isShown} onClick={() => setOpen(!isShown)}>
        <Icon name={isShown ? 'down' : 'open'} />{label}{open}{!isShown && <span class="none">{`${count(entries.length)} ${isList ? 'items' : 'members'} `}{close}</span>}
      </button>
      {isShown && (
        <div class="json-children">
          {shown.map(([key, child]) => <Node key={key} name={isList ? null : key} value={child} path={pathTo(path, key)} level={level + 1} found={found} />)}
          {shown.length < entries.length && <button type="button" class="more" onClick={() => setLimit(shown.length + shownItems * 5)}>{`… ${count(entries.length - shown.length)} more`}</button>}
        </div>
      )}
      {isShown && <div class="json-line">{close}</div>}
    </div>
  );
}

