/** A number as a text writes it, where a JavaScript number would be another one or be written otherwise: `9007199254740993`, `1.0`. */
export class ExactNumber {
  constructor(readonly text: string) {
  }

  toString(): string {
    return this.text;
  }
}
