import type { Settings } from '../wire/Settings';

interface Props {
  readonly settings: Settings | null;
  /** Whether the request called a model, and so had content that was not captured or was withheld. */
  readonly isHidden: boolean;
}

/** Why there is no content, and how to get it. */
export function HowToCapture({ settings, isHidden }: Props) {
  if (!isHidden) {
    return <div class="empty"><h2>No content</h2><p>This request has no call of a model with content.</p></div>;
  }

  return (
    <div class="empty">
      <h2>No content was captured</h2>
      {settings?.content === true
        ? <p>Capture is on, but the route, the tenant or the request itself asks for less (<code>no-log</code>, <code>mask_input</code>, <code>turn_off_message_logging</code>).</p>
        : (
          <>
            <p>Messages, tool calls and bodies are on spans only if you switch capture on, for the whole gateway:</p>
            <pre tabIndex={0}>{'// appsettings.Development.json\n{ "TracedLlm": { "CaptureContent": true } }'}</pre>
            <p>or for one route:</p>
            <pre tabIndex={0}>{'[TracedLlmRoute(CaptureContent = true)]'}</pre>
            <p>The backends then get it too. Masking and redaction apply here as they do there.</p>
          </>
        )}
    </div>
  );
}
