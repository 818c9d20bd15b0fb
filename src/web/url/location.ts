/** The browser's URL as state: everything that can be sent to a colleague stands there and nowhere else. */
import {useEffect, useState} from 'preact/hooks';
import {hrefOf, withParams} from './route.ts';

const CHANGED = 'ddcoterm:navigated';

/** Whether parameters stand behind `#`: a page that is a file has no other place for them. */
let isInHash = false;

export function keepParamsInHash(): void {
  isInHash = true;
}

export interface AppLocation {
  path: string;
  params: URLSearchParams;
}

/** @param options `replace`: the page before is not to be gone back to, as while somebody types. */
export function navigate(href: string, options: {replace?: boolean} = {}): void {
  if (href === location.pathname + location.search || href === location.hash) return;
  if (options.replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  window.dispatchEvent(new Event(CHANGED));
}

/** Changes parameters of the page that is shown. */
export function changeParams(
  changes: Record<string, string | null | undefined>,
  options: {replace?: boolean} = {},
): void {
  navigate(hrefWith(changes), options);
}

/** The page that is shown, with other parameters. */
export function hrefWith(changes: Record<string, string | null | undefined>): string {
  const params = withParams(readParams(), changes);
  return isInHash ? `#${params}` : hrefOf(location.pathname, params);
}

export function useAppLocation(): AppLocation {
  const [state, setState] = useState(readLocation);
  useEffect(() => {
    const update = () => setState(readLocation());
    window.addEventListener('popstate', update); // also where only what is behind # changes
    window.addEventListener(CHANGED, update);
    return () => {
      window.removeEventListener('popstate', update);
      window.removeEventListener(CHANGED, update);
    };
  }, []);
  return state;
}

const readLocation = (): AppLocation => ({path: location.pathname, params: readParams()});

const readParams = (): URLSearchParams => new URLSearchParams(isInHash ? location.hash.slice(1) : location.search);

/** Links of ours are followed without loading the page anew; with a modifier the browser does what it does. */
export function followLinks(root: HTMLElement): void {
  root.addEventListener('click', (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = (event.target as Element).closest('a');
    if (link === null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/')) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}
