/** Name, pages, theme. */
import {useState} from 'preact/hooks';
import type {PageName} from '../url/route.ts';
import {Icon, type IconName} from './icons.tsx';
import {chooseTheme, readTheme, type Theme} from './theme.ts';

const PAGES: readonly {page: PageName; href: string; label: string}[] = [
  {page: 'sessions', href: '/sessions', label: 'Sessions'},
  {page: 'events', href: '/events', label: 'Events'},
  {page: 'logs', href: '/logs', label: 'Logs'},
  {page: 'approvals', href: '/approvals', label: 'Approvals'},
];

export function TopBar({page}: {page: PageName}) {
  const current = page === 'replay' ? 'sessions' : page;
  return (
    <header class="top-bar">
      <a class="brand" href="/sessions">
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="#6d4aff" />
          <path
            d="M8 10l6 6-6 6"
            fill="none"
            stroke="#fff"
            stroke-width="3"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
          <circle cx="22" cy="21" r="3.5" fill="#ff6b81" />
        </svg>
        <span class="brand-name">ddcoterm</span>
      </a>
      <nav aria-label="Pages">
        {PAGES.map(({page: name, href, label}) => (
          <a key={name} href={href} aria-current={name === current ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <ThemeButton />
    </header>
  );
}

const THEMES: readonly {theme: Theme; icon: IconName; label: string}[] = [
  {theme: 'system', icon: 'auto', label: 'Theme: as the system has it'},
  {theme: 'dark', icon: 'moon', label: 'Theme: dark'},
  {theme: 'light', icon: 'sun', label: 'Theme: light'},
];

function ThemeButton() {
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
