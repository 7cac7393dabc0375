import { useState } from 'preact/hooks';
import { count } from '../format/number';
import { notices, type NoticeKind } from '../text/notices';
import { cut } from '../text/shorten';
import { Text } from './Text';

const shortLength = 4_000;

const titles: Readonly<Record<NoticeKind, string>> = {
  masked: 'Masked: the gateway did not export what stood here',
  media: 'Media: only type, size and hash are kept',
  cut: 'Cut by a limit of content',
};

/** A text of any length: the beginning, and all of it on demand. What the library wrote in place of content stands out. */
export function LongText({ value, limit = shortLength }: { readonly value: string; readonly limit?: number }) {
  const [isWhole, setWhole] = useState(false);
  const isLong = value.length > limit * 1.25;
  const shown = isLong && !isWhole ? cut(value, limit) : value;
  return (
    <>
      {notices(shown).map(part => part.notice === null
        ? <Text value={part.text} />
        : <span class={`notice notice-${part.notice}`} title={titles[part.notice]}><Text value={part.text} /></span>)}
      {isLong && (
        <button type="button" class="more" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `… show all ${count(value.length)} characters`}
        </button>
      )}
    </>
  );
}
