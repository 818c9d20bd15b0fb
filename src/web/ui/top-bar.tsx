/** Name, pages, theme. */
import type {PageName} from '../url/route.ts';
import {ThemeButton} from './theme-button.tsx';

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
      <a class="brand" href="/sessions" aria-label="ddcoterm">
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
