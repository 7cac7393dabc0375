import { useAnnounce } from './Announce';
import { copy } from './copy';
import { Icon } from './Icon';
import { plain } from './Text';

interface Props {
  /** What the button copies: "trace ID". */
  readonly what: string;
  /** The words of the button; by default "Copy" and what it copies. */
  readonly label?: string;
  readonly text: string | (() => string);
  /** Whether the button shows only its picture. */
  readonly isSmall?: boolean;
}

/** Copies a text and says so. */
export function CopyButton({ what, label = `Copy ${what}`, text, isSmall = false }: Props) {
  const announce = useAnnounce();
  const onClick = async (event: MouseEvent) => {
    event.stopPropagation();
    const isCopied = await copy(typeof text === 'string' ? text : text());
    announce(plain(isCopied ? `Copied: ${what}` : `The browser does not let this page copy the ${what}`), true);
  };
  return (
    <button type="button" class={isSmall ? 'button icon-button small' : 'button'} title={isSmall ? plain(label) : undefined} aria-label={isSmall ? plain(label) : undefined} onClick={onClick}>
      <Icon name="copy" />
      {!isSmall && <span>{label}</span>}
    </button>
  );
}
