import { Component, type ComponentChildren } from 'preact';

interface Props {
  /** What is shown if the children cannot be drawn. */
  readonly instead: (error: unknown) => ComponentChildren;
  readonly children: ComponentChildren;
}

/** Keeps an error in one part of the page, such as a value that no one expected, from all others. */
export class Boundary extends Component<Props, { readonly error: unknown; readonly hasFailed: boolean }> {
  override state = { error: null, hasFailed: false };

  static override getDerivedStateFromError(error: unknown) {
    return { error, hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? this.props.instead(this.state.error) : this.props.children;
  }
}
