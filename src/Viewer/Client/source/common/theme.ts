/** What the reader chose; `system` follows the operating system. */
export const themes = ['system', 'light', 'dark'] as const;

/** A choice of colours. */
export type Theme = (typeof themes)[number];

const key = 'tracedllm.theme';

/** The choice of the last visit. A browser may forbid pages to keep anything. */
export function readTheme(): Theme {
  try {
    return themes.find(theme => theme === localStorage.getItem(key)) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Shows the page in a theme and keeps the choice. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // The choice then lasts until the page is closed.
  }
}
