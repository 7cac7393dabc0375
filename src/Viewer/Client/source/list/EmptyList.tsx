import { CopyButton } from '../common/CopyButton';
import type { Connection } from '../feed/Connection';

interface Props {
  readonly isLoaded: boolean;
  readonly connection: Connection;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

const waiting: Readonly<Record<Connection, string>> = {
  connecting: 'Loading…',
  live: 'Loading…',
  lost: 'The gateway does not answer. The page goes on trying.',
  signedOut: 'You are signed out.',
};

/** What the list says when it has no row. */
export function EmptyList({ isLoaded, connection, isFiltered, onClear }: Props) {
  if (!isLoaded) {
    return <div class="empty"><p>{waiting[connection]}</p></div>;
  }

  if (isFiltered) {
    return (
      <div class="empty">
        <h2>No request matches</h2>
        <p>The gateway holds requests, but the filters show none of them.</p>
        <p><button type="button" class="button" onClick={onClear}>Clear filters</button></p>
      </div>
    );
  }

  const command = firstRequest();
  return (
    <div class="empty">
      <h2>No request yet</h2>
      <p>Send one to the gateway. It appears here as soon as it has ended:</p>
      <pre tabIndex={0}>{command}</pre>
      <p><CopyButton what="command" text={command} /></p>
      <p>Only requests of traced routes appear (<code>[TracedLlmRoute]</code>), and only those that are sampled.</p>
    </div>
  );
}

/** The gateway serves this page, so its address is known, but not the model and the key that it takes. */
function firstRequest(): string {
  const base = location.pathname.replace(/\/debug\/tracedllm\/?$/, '');
  return [
    `curl ${location.origin}${base === location.pathname ? '' : base}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer $API_KEY" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'`,
  ].join('\n');
}
