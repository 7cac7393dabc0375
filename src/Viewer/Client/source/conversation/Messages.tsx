import { CopyButton } from '../common/CopyButton';
import { Text } from '../common/Text';
import { type Message } from './Message';
import { plainText } from './conversation';
import { Parts } from './Parts';

const known: ReadonlySet<string> = new Set(['system', 'developer', 'user', 'assistant', 'tool']);

/** Messages, each with its role. */
export function Messages({ messages, areAnswers = false }: { readonly messages: readonly Message[]; readonly areAnswers?: boolean }) {
  return (
    <ol class="messages">
      {messages.map((message, index) => (
        <li key={index} class={`message message-${known.has(message.role) ? message.role : 'other'}${areAnswers ? ' is-answer' : ''}`}>
          <div class="message-title">
            <span class="role"><Text value={message.role} /></span>
            {areAnswers && <span class="tag">answer</span>}
            {message.finishReason !== null && <span class="tag" title="Finish reason"><Text value={message.finishReason} /></span>}
            <CopyButton what="message" text={() => plainText([message])} isSmall />
          </div>
          <Parts parts={message.parts} />
        </li>
      ))}
    </ol>
  );
}
