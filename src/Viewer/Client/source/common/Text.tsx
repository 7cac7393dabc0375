import { stretches, visible } from '../text/visibleText';

/** An untrusted text: never HTML, its hidden characters visible, its direction without effect on what stands around it. */
export function Text({ value, class: className }: { readonly value: string; readonly class?: string }) {
  const parts = stretches(value);
  return (
    <bdi class={className}>
      {parts.map(part => part.isMark ? <span class="hidden-character" title="A character that is not visible">{part.text}</span> : part.text)}
    </bdi>
  );
}

/** An untrusted text for a title or a label. */
export const plain = (value: string): string => visible(value);
