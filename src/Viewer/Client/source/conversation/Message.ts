/** A part of a message. */
export type Part =
  | { readonly kind: 'text' | 'reasoning' | 'refusal'; readonly text: string }
  | { readonly kind: 'call'; readonly id: string | null; readonly name: string; readonly input: string }
  | { readonly kind: 'result'; readonly id: string | null; readonly output: string }
  | { readonly kind: 'media'; readonly modality: string; readonly type: string | null; readonly address: string | null; readonly note: string | null; readonly picture: string | null }
  | { readonly kind: 'other'; readonly type: string; readonly text: string };

/** A message of the conversation. */
export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly finishReason: string | null;
}

/** A tool that the model may call. */
export interface Tool {
  readonly name: string;
  readonly description: string | null;
  readonly definition: string;
}
