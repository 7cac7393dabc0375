/** Where the reader of the list is. */
export interface ListPlace {
  active: string | null;
  scrollTop: number;
  /** Whether the reader has been on another page since: the focus then comes back to the row. */
  isLeft: boolean;
  /** What the last search has found, so that the next and previous request are those of the list. */
  found: { readonly text: string; readonly ids: ReadonlySet<string> } | null;
}
