import type { NoticeKind } from '../text/notices';
import type { Span } from '../wire/Span';

/** What stands in place of a whole attribute if a request or a setting masks it. */
const masked = 'redacted-by-litellm';

// Not those with a text as it was sent: a caller can send this text as its query. A test compares the names with the library's table.
const content = [
  'gen_ai.input.messages',
  'gen_ai.system_instructions',
  'gen_ai.tool.definitions',
  'litellm.rerank.documents',
  'gen_ai.output.messages',
  'gen_ai.retrieval.documents',
  'litellm.raw.request',
  'litellm.raw.response',
];

/** Notices of media say nothing that matters if a caller has written them. */
export const anyRequest: ReadonlySet<NoticeKind> = new Set(['media']);

/** The notices that a request can have from the library. Others that look like them are words of a caller. */
export function noticesOf(spans: readonly Span[]): ReadonlySet<NoticeKind> {
  const kinds = new Set(anyRequest);
  for (const { attributes } of spans) {
    if (attributes['litellm.guardrail.action'] === 'mask' || content.some(name => attributes[name] === masked)) {
      kinds.add('masked');
    }

    if (attributes['litellm.content.truncated'] === true) {
      kinds.add('cut');
    }
  }

  return kinds;
}
