import { useState } from 'preact/hooks';
import { count } from '../format/number';
import { notices, type NoticeKind } from '../text/notices';
import { cut } from '../text/shorten';
import { useNotices } from './Notices';
import { Text } from './Text';

const shortLength = 4_000;

const titles: Readonly<Record<NoticeKind, string>> = {
  masked: 'Masked: a guardrail or a setting masks content of this request',
  media: 'The form in which the gateway writes media: type, size and hash',
  cut: 'Cut by a limit of content',
};

/** A text of any length: the beginning, and all of it on demand. What stands in place of content that was masked or cut stands out. */
export function LongText({ value, limit = shortLength }: { readonly value: string; readonly limit?: number }) {
  const kinds = useNotices();
  const [isWhole, setWhole] = useState(false);
  const isLong = value.length > limit * 1.25;
  const shown = isLong && !isWhole ? cut(value, limit) : value;
  return (
    <>
      {notices(shown, kinds).map(part => part.notice === null
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
