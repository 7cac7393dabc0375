import { Component, type ComponentChild, type FunctionComponent, h } from 'preact';

/** A component that is drawn again only if one of its properties is another one. */
export abstract class Memo<P extends object> extends Component<P> {
  override shouldComponentUpdate(next: P): boolean {
    const old = this.props as Record<string, unknown>;
    return Object.entries(next).some(([name, value]) => old[name] !== value);
  }

  abstract override render(): ComponentChild;
}

/** The same for a function. */
export const memo = <P extends object>(draw: FunctionComponent<P>) => class extends Memo<P> {
  override render() {
    return h(draw, this.props as P);
  }
};
