/** The beginning of a text, with an ellipsis if it is longer. It is never cut within a character. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) {
    return text;
  }

  return `${cut(text, length)}…`;
}

/** At most so many UTF-16 units of a text, and no half of a surrogate pair at the end. */
export function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
