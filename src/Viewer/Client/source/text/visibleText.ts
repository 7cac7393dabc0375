/** A stretch of a text: as it is, or the visible form of a character that a reader would not see. */
export interface Stretch {
  readonly text: string;
  readonly isMark: boolean;
}

// Controls but tab and line feed; soft hyphen; joiners of graphemes; fillers of Hangul and Khmer that show nothing; marks that
// change the direction; spaces without width, the byte order mark and other format characters; line and paragraph separators;
// variation selectors of the supplement and tags, in which texts can be hidden; halves of surrogate pairs. The zero-width joiner
// stays: emojis and several scripts need it.
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}\u{1d173}-\u{1d17a}\p{Cs}]/u;
const hiddenRuns = new RegExp(`${hidden.source}`, 'gu');

/** With more marks than this, the rest of a text is one stretch: each mark is an element of the page. */
const maxMarks = 400;

/** Whether a text has a character that a reader would not see, or that changes the order in which others are shown. */
export const hasHidden = (text: string): boolean => hidden.test(text);

/** The visible form of a hidden character: its number, which every font can show. */
export const mark = (character: string): string => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Cuts a text into stretches, so that every hidden character is visible. */
export function stretches(text: string): readonly Stretch[] {
  if (!hasHidden(text)) {
    return text === '' ? [] : [{ text, isMark: false }];
  }

  const found: Stretch[] = [];
  let end = 0;
  let marks = 0;
  for (const match of text.matchAll(hiddenRuns)) {
    if (marks++ === maxMarks) {
      break;
    }

    if (match.index > end) {
      found.push({ text: text.slice(end, match.index), isMark: false });
    }

    found.push({ text: mark(match[0]), isMark: true });
    end = match.index + match[0].length;
  }

  if (end < text.length) {
    found.push({ text: text.slice(end).replace(hiddenRuns, character => `⟨${mark(character)}⟩`), isMark: false });
  }

  return found;
}

/** The text with every hidden character made visible, for titles and labels, which have no elements. */
export const visible = (text: string): string => hasHidden(text) ? text.replace(hiddenRuns, character => `⟨${mark(character)}⟩`) : text;
