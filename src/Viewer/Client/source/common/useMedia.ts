import { useEffect, useState } from 'preact/hooks';

/** Whether a media query is true. */
export function useMedia(query: string): boolean {
  const [isTrue, setTrue] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const read = () => setTrue(media.matches);
    read();
    media.addEventListener('change', read);
    return () => media.removeEventListener('change', read);
  }, [query]);
  return isTrue;
}

/** The page is too narrow for columns. */
export const narrow = '(max-width: 719px)';
