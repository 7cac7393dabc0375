import { useLayoutEffect, useRef } from 'preact/hooks';

/** What keys do, by `KeyboardEvent.key`. A function that returns `false` leaves the key to the browser. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void | boolean>>;

/** Handles keys on the whole page, but not while the user writes, nor while a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  // Before the view is drawn: a key that is pressed as soon as it can be seen counts.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isWriting = target.matches('input:not([type=checkbox]), textarea, select');
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
        return;
      }

      if (isWriting) {
        if (event.key === 'Escape') {
          target.blur();
        }

        return;
      }

      const shortcut = current.current[event.key];
      if (shortcut && shortcut(event) !== false) {
        event.preventDefault();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
