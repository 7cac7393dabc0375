import { useMemo } from 'preact/hooks';
import { useNavigation } from '../address/Navigation';
import { LongText } from '../common/LongText';
import { JsonTree } from '../common/JsonTree';
import { memo } from '../common/Memo';
import { Text } from '../common/Text';
import { conversationOf } from '../conversation/conversation';
import { GuardrailCards } from '../conversation/GuardrailCards';
import { Messages } from '../conversation/Messages';
import { callOf } from '../spans/facts';
import { parseStructure } from '../text/body';
import type { Detail } from '../wire/Detail';
import type { Settings } from '../wire/Settings';
import { HowToCapture } from './HowToCapture';

/** The request as a conversation. */
export const ConversationTab = memo(ConversationTabContent);

function ConversationTabContent({ detail, settings }: { readonly detail: Detail; readonly settings: Settings | null }) {
  const { address, go } = useNavigation();
  const conversation = useMemo(() => conversationOf(callOf(detail)), [detail]);
  const open = (span: string) => go({ ...address, tab: 'spans', span });
  return (
    <div class="conversation">
      <div class="conversation-messages">
        {conversation === null ? <HowToCapture settings={settings} isHidden={detail.isContentHidden} /> : (
          <>
            {conversation.isCut && <p class="banner">A limit of content has cut this conversation.</p>}
            <Messages messages={conversation.messages} />
            <Messages messages={conversation.answers} areAnswers />
            {conversation.answers.length === 0 && <p class="none">No answer.</p>}
            {conversation.documents.length > 0 && <h2>Documents</h2>}
            {conversation.documents.map((document, index) => <pre key={index} class="document"><LongText value={document} /></pre>)}
          </>
        )}
      </div>
      <aside class="conversation-side" aria-label="Guardrails and tools">
        <GuardrailCards spans={detail.spans} onOpen={open} />
        {conversation !== null && conversation.tools.length > 0 && (
          <section aria-label="Tools">
            <h2>Tools <span class="count">{conversation.tools.length}</span></h2>
            {conversation.tools.map((tool, index) => {
              const definition = parseStructure(tool.definition);
              return (
                <details key={index} class="tool">
                  <summary><code><Text value={tool.name} /></code></summary>
                  {tool.description !== null && <p><LongText value={tool.description} limit={1_000} /></p>}
                  {definition === undefined ? <pre><LongText value={tool.definition} /></pre> : <JsonTree value={definition} />}
                </details>
              );
            })}
          </section>
        )}
      </aside>
    </div>
  );
}
