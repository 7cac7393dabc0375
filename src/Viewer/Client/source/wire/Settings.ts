/** What the gateway says about itself in `api/settings`. */
export interface Settings {
  readonly service: string;
  readonly version: string;
  /** Whether content is captured unless a route, a tenant or a request says otherwise. */
  readonly content: boolean;
  readonly maxTraces: number;
  readonly maxBytes: number;
  readonly backends: readonly { readonly name: string; readonly view: string }[];
  readonly views: readonly string[];
}
