/** Dark or light: what the system says, unless the reader chose. */

export type Theme = 'system' | 'dark' | 'light';

const KEY = 'ddcoterm.theme';
const THEMES: readonly Theme[] = ['system', 'dark', 'light'];

export function readTheme(): Theme {
  const kept = readKept();
  return THEMES.find((theme) => theme === kept) ?? 'system';
}

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is switched off: the choice holds for this page.
  }
  applyTheme(theme);
}

export function applyTheme(theme: Theme = readTheme()): void {
  const {dataset} = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off
  }
}
