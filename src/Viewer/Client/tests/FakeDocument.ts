/** As much of an element as Preact needs to draw into it. */
class FakeElement {
  readonly childNodes: FakeElement[] = [];
  readonly attributes: never[] = [];
  readonly ownerDocument: FakeDocument;
  readonly nodeType = 1;
  parentNode: FakeElement | null = null;
  data = '';

  constructor(readonly localName: string, ownerDocument: FakeDocument) {
    this.ownerDocument = ownerDocument;
  }

  get firstChild(): FakeElement | null {
    return this.childNodes[0] ?? null;
  }

  get nextSibling(): FakeElement | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  insertBefore(child: FakeElement, before: FakeElement | null): void {
    child.remove();
    this.childNodes.splice(before === null ? this.childNodes.length : this.childNodes.indexOf(before), 0, child);
    child.parentNode = this;
  }

  removeChild(child: FakeElement): void {
    this.childNodes.splice(this.childNodes.indexOf(child), 1);
    child.parentNode = null;
  }

  remove(): void {
    this.parentNode?.removeChild(this);
  }

  setAttribute(): void {}

  removeAttribute(): void {}

  contains(other: FakeElement | null): boolean {
    return other !== null && (other === this || this.contains(other.parentNode));
  }

  focus(): void {
    this.ownerDocument.activeElement = this;
  }
}

/** A document for components that need no more of a browser than the focus. */
export class FakeDocument {
  readonly body = new FakeElement('body', this);
  activeElement = this.body;

  createElement(name: string): FakeElement {
    return new FakeElement(name, this);
  }

  createElementNS(_space: string, name: string): FakeElement {
    return new FakeElement(name, this);
  }

  createTextNode(data: string): FakeElement {
    const text = new FakeElement('#text', this);
    text.data = data;
    return text;
  }
}
