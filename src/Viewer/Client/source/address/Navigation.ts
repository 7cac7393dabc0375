import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Address, home } from './Address';

/** Goes to an address: as a new step of the history, or in place of the present one. */
export type Go = (address: Address, how?: 'push' | 'replace') => void;

/** Where the page is, and how to go elsewhere. */
export interface Navigation {
  readonly address: Address;
  readonly go: Go;
}

export const NavigationContext = createContext<Navigation>({ address: home, go: () => undefined });

export const useNavigation = (): Navigation => useContext(NavigationContext);
