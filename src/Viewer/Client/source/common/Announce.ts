import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Says a sentence to screen readers, and with `isShown` shows it to all for a moment. */
export type Announce = (sentence: string, isShown?: boolean) => void;

export const AnnounceContext = createContext<Announce>(() => undefined);

export const useAnnounce = (): Announce => useContext(AnnounceContext);
