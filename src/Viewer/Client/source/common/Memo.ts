import { Component, type ComponentChild } from 'preact';

/** A component that is drawn again only if one of its properties is another one. */
export abstract class Memo<P extends object> extends Component<P> {
  override shouldComponentUpdate(next: P): boolean {
    const old = this.props as Record<string, unknown>;
    return Object.entries(next).some(([name, value]) => old[name] !== value);
  }

  abstract override render(): ComponentChild;
}
