import { Text } from './Text';

/** What stands in place of a part of the page that cannot be drawn. */
export const Undrawn = ({ what, error }: { readonly what: string; readonly error: unknown }) => (
  <p class="banner" role="alert">{`${what} cannot be shown: `}<Text value={String(error)} /></p>
);
