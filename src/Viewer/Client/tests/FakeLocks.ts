/** The locks of an origin, as all tabs share them. */
export class FakeLocks {
  readonly taken = new Set<string>();
  /** What the browser answers to a page that may not use the storage of its origin. */
  refusal: Error | null = null;

  async request(name: string, _options: unknown, use: (lock: object | null) => Promise<void> | undefined): Promise<void> {
    if (this.refusal) {
      throw this.refusal;
    }

    if (this.taken.has(name)) {
      await use(null);
      return;
    }

    this.taken.add(name);
    await use({});
    this.taken.delete(name);
  }
}
