import type { ComponentChildren } from 'preact';
import { type Address, formatAddress } from './Address';
import { useNavigation } from './Navigation';

interface Props {
  readonly to: Address;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly title?: string;
  readonly tabIndex?: number;
  readonly label?: string;
}

/** A link within the page: it can be opened in another tab, and does not load the page again. */
export function AddressLink({ to, children, label, ...rest }: Props) {
  const { go } = useNavigation();
  const onClick = (event: MouseEvent) => {
    if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      go(to);
    }
  };
  return <a href={formatAddress(to)} onClick={onClick} aria-label={label} {...rest}>{children}</a>;
}
