/** What the library writes in place of content. */
export type NoticeKind = 'masked' | 'media' | 'cut';

/** A stretch of a message: the caller's words, or a notice. */
export interface Noticed {
  readonly text: string;
  readonly notice: NoticeKind | null;
}

// docs/content.md and docs/spans.md name these texts. A caller can write them too: what masks or cuts leaves other signs on the spans.
const forms: readonly (readonly [NoticeKind, string])[] = [
  ['masked', String.raw`redacted-by-litellm|\[masked by (?:a guardrail|the guardrail '[^'\]]{0,200}')\]|\[(?:redacted|e-mail|card number|phone number|bank account|quoted content)\]`],
  ['media', String.raw`\[[a-z0-9.+\/-]{1,80}, \d+ bytes, sha256 [0-9a-f]{64}: left out\]`],
  ['cut', String.raw`… \[\d+ characters left out\]`],
];
const anyForm = new RegExp(forms.map(([, form]) => `(${form})`).join('|'), 'gi');
const maxNotices = 400;

/** Finds the notices of some kinds in a text. */
export function notices(text: string, kinds: ReadonlySet<NoticeKind>): readonly Noticed[] {
  const found: Noticed[] = [];
  let end = 0;
  let number = 0;
  for (const match of text.matchAll(anyForm)) {
    const notice = forms[match.slice(1).findIndex(group => group !== undefined)]![0];
    if (!kinds.has(notice)) {
      continue;
    }

    if (number++ === maxNotices) {
      break;
    }

    if (match.index > end) {
      found.push({ text: text.slice(end, match.index), notice: null });
    }

    found.push({ text: match[0], notice });
    end = match.index + match[0].length;
  }

  if (end < text.length) {
    found.push({ text: text.slice(end), notice: null });
  }

  return found;
}
