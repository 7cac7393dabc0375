/**
 * The row that a key has chosen, which takes the focus as soon as it is drawn. The wish stays until then, or until the user focuses
 * something else.
 */
export class FocusWish {
  private id: string | null = null;

  /** @param find The drawn row with an id; `null` if it is not drawn. */
  constructor(private readonly find: (id: string) => HTMLElement | null) {}

  /** Chooses a row, in place of the one before. */
  choose(id: string): void {
    this.id = id;
  }

  /** Gives the row the focus, if it is drawn. */
  grant(): void {
    const row = this.id === null ? null : this.find(this.id);
    if (row) {
      this.id = null;
      row.focus({ preventScroll: true });
    }
  }

  /** Forgets the row: the user has focused something else. */
  drop(): void {
    this.id = null;
  }
}
