/** The locks of an origin, as all tabs share them. */
export class FakeLocks {
  readonly taken = new Set<string>();

  async request(name: string, _options: unknown, use: (lock: object | null) => Promise<void> | undefined): Promise<void> {
    if (this.taken.has(name)) {
      await use(null);
      return;
    }

    this.taken.add(name);
    await use({});
    this.taken.delete(name);
  }
}
