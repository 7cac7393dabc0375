const paths = {
  ok: 'M3.5 8.5l3 3 6-7',
  error: 'M4.5 4.5l7 7m0-7l-7 7',
  blocked: 'M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM4.2 4.2l7.6 7.6',
  cancelled: 'M12.5 8h-9m0 0l3.5-3.5M3.5 8L7 11.5',
  refused: 'M8 3v6m0 3.2v.3',
  play: 'M5 3.5v9l7-4.5z',
  pause: 'M5.5 3.5v9m5-9v9',
  close: 'M4 4l8 8m0-8l-8 8',
  back: 'M9.5 3.5L5 8l4.5 4.5',
  open: 'M6 3.5L10.5 8 6 12.5',
  down: 'M3.5 6L8 10.5 12.5 6',
  copy: 'M6 6h6.5v7H6zM3.5 10V3H10',
  external: 'M9 3h4v4M13 3L7.5 8.5M6.5 4H3v9h9V9.5',
  sun: 'M8 5.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6zM8 1.5v1.3m0 10.4v1.3M1.5 8h1.3m10.4 0h1.3M3.4 3.4l.9.9m7.4 7.4l.9.9m0-9.2l-.9.9m-7.4 7.4l-.9.9',
  moon: 'M13 9.5A5.5 5.5 0 016.5 3a5.5 5.5 0 106.5 6.5z',
  system: 'M2.5 3.5h11v7.5h-11zM6 13.5h4M8 11v2.5',
  help: 'M6 6.2a2 2 0 113 1.7c-.7.4-1 .8-1 1.6m0 2.3v.2',
  link: 'M6.5 9.5l3-3M7 4.8l1.3-1.3a2.6 2.6 0 013.7 3.7L10.7 8.5M9 11.2l-1.3 1.3A2.6 2.6 0 014 8.8l1.3-1.3',
  image: 'M2.5 3.5h11v9h-11zM3 11.5l3.3-3.5 2.5 2.5L11 8l2.5 2.5',
} as const;

/** The name of a picture. */
export type IconName = keyof typeof paths;

/** A picture beside words that say the same, or in a button with a label. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
