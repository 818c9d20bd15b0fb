/** Dark, light, or as the system has it. */
import {useState} from 'preact/hooks';
import {Icon, type IconName} from './icons.tsx';
import {chooseTheme, readTheme, type Theme} from './theme.ts';

const THEMES: readonly {theme: Theme; icon: IconName; label: string}[] = [
  {theme: 'system', icon: 'auto', label: 'Theme: as the system has it'},
  {theme: 'dark', icon: 'moon', label: 'Theme: dark'},
  {theme: 'light', icon: 'sun', label: 'Theme: light'},
];

export function ThemeButton() {
  const [theme, setTheme] = useState(readTheme);
  const index = THEMES.findIndex((candidate) => candidate.theme === theme);
  const {icon, label} = THEMES[index] ?? THEMES[0]!;
  const next = THEMES[(index + 1) % THEMES.length]!;
  const change = () => {
    chooseTheme(next.theme);
    setTheme(next.theme);
  };
  return (
    <button type="button" class="icon-button" onClick={change} title={label} aria-label={`${label}. Change it`}>
      <Icon name={icon} />
    </button>
  );
}
