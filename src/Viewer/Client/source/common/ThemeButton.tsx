import { useState } from 'preact/hooks';
import { Icon } from './Icon';
import { applyTheme, readTheme, themes } from './theme';

const icons = { system: 'system', light: 'sun', dark: 'moon' } as const;

/** Goes through the themes: as the system, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(readTheme);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!;
  const onClick = () => {
    applyTheme(next);
    setTheme(next);
  };
  return <button type="button" class="button icon-button" aria-label={`Theme: ${theme}. Change to ${next}`} title={`Theme: ${theme}`} onClick={onClick}><Icon name={icons[theme]} /></button>;
}
