/** A stretch of two texts: in both, or in one of them only. */
export interface Change {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** The table of the comparison has a cell for each pair of words; more cells than this take too long to fill. */
const maxCells = 4_000_000;

/** What has to be removed from one text and added to it to get another one, by words; by lines, if the texts are long. */
export function diff(before: string, after: string): readonly Change[] {
  for (const unit of [/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu, /[^\n]*\n|[^\n]+/g]) {
    const changes = compare(before.match(unit) ?? [], after.match(unit) ?? []);
    if (changes) {
      return changes;
    }
  }

  return [...change('removed', before), ...change('added', after)];
}

function compare(before: readonly string[], after: readonly string[]): readonly Change[] | null {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) {
    head++;
  }

  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail++;
  }

  const left = before.slice(head, before.length - tail);
  const right = after.slice(head, after.length - tail);
  if (left.length * right.length > maxCells) {
    return null;
  }

  const changes: { kind: Change['kind']; text: string }[] = [...change('same', before.slice(0, head).join(''))];
  const add = (kind: Change['kind'], text: string) => {
    const last = changes.at(-1);
    if (last?.kind === kind) {
      last.text += text;
    } else {
      changes.push({ kind, text });
    }
  };
  const lengths = commonLengths(left, right);
  const width = right.length + 1;
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      add('same', left[i]!);
      i++;
      j++;
    } else if (i < left.length && (j === right.length || lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)) {
      add('removed', left[i++]!);
    } else {
      add('added', right[j++]!);
    }
  }

  change('same', before.slice(before.length - tail).join('')).forEach(last => add('same', last.text));
  return changes;
}

/** The length of the longest common sequence of each pair of ends. */
function commonLengths(left: readonly string[], right: readonly string[]): Uint32Array {
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i * width + j] = left[i] === right[j]
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }

  return lengths;
}

const change = (kind: Change['kind'], text: string): Change[] => text === '' ? [] : [{ kind, text }];
