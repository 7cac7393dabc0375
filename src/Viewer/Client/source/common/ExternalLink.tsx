import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';

/** Whether an address is one that a click may open: neither a script nor a file. */
export const isWebAddress = (address: string): boolean => {
  try {
    return ['http:', 'https:'].includes(new URL(address).protocol);
  } catch {
    return false;
  }
};

/** A link to another site; only its words, if its address is not one of the web. */
export function ExternalLink({ to, class: className, children }: { readonly to: string; readonly class?: string; readonly children: ComponentChildren }) {
  return isWebAddress(to)
    ? <a class={className} href={to} target="_blank" rel="noopener noreferrer nofollow">{children}<Icon name="external" /><span class="off-screen"> (opens a new tab)</span></a>
    : <span>{children}</span>;
}
