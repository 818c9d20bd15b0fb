/** Whether the page is as narrow as on a phone; the styles have the same bound. */
import {useEffect, useState} from 'preact/hooks';

const NARROW = '(max-width: 720px)';

export function useIsNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const update = () => setNarrow(query.matches);
    query.addEventListener('change', update);
    return () => query.removeEventListener('change', update);
  }, []);
  return isNarrow;
}
