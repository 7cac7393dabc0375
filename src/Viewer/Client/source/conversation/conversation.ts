import { text } from '../spans/facts';
import { isMembers, type Json, parseJson, writeJson } from '../text/json';
import type { Span } from '../wire/Span';
import type { Message, Part, Tool } from './Message';
import { pictureOf } from './picture';

/** What a request said and what the model answered. */
export interface Conversation {
  readonly messages: readonly Message[];
  readonly answers: readonly Message[];
  readonly tools: readonly Tool[];
  readonly documents: readonly string[];
  /** Whether a limit has cut the content. */
  readonly isCut: boolean;
}

/** Reads the content of `litellm_request`, in the form of OpenTelemetry's GenAI messages; `null` if the span has none. */
export function conversationOf(span: Span | undefined): Conversation | null {
  const instructions = text(span, 'gen_ai.system_instructions');
  const input = text(span, 'gen_ai.input.messages');
  const output = text(span, 'gen_ai.output.messages');
  const tools = text(span, 'gen_ai.tool.definitions');
  const query = text(span, 'gen_ai.retrieval.query.text');
  const documents = text(span, 'gen_ai.retrieval.documents') ?? text(span, 'litellm.rerank.documents');
  if (instructions === null && input === null && output === null && query === null && documents === null) {
    return null;
  }

  return {
    messages: [
      ...(instructions === null ? [] : [{ role: 'system', parts: partsOf(parseJson(instructions), instructions), finishReason: null }]),
      ...(input === null ? [] : messagesOf(input, 'user')),
      ...(query === null ? [] : [message('user', query)]),
    ],
    answers: output === null ? [] : messagesOf(output, 'assistant'),
    tools: tools === null ? [] : toolsOf(tools),
    documents: documents === null ? [] : documentsOf(documents),
    isCut: span?.attributes['litellm.content.truncated'] === true,
  };
}

/** The text of messages as a reader would copy it. */
export const plainText = (messages: readonly Message[]): string =>
  messages.flatMap(({ parts }) => parts.map(textOf)).filter(part => part !== '').join('\n');

/** The text of one part. */
export function textOf(part: Part): string {
  switch (part.kind) {
    case 'call': return `${part.name}(${part.input})`;
    case 'result': return part.output;
    case 'media': return `[${part.modality}]`;
    default: return part.text;
  }
}

function messagesOf(json: string, role: string): Message[] {
  const value = parseJson(json);
  if (!Array.isArray(value)) {
    return [message(role, typeof value === 'string' ? value : json)];
  }

  return value.map((element: Json) => {
    if (!isMembers(element)) {
      return message(role, show(element));
    }

    const content = element['parts'] ?? element['content'];
    return {
      role: asText(element['role']) ?? role,
      parts: content === undefined ? partsOf([element], '') : partsOf(content, ''),
      finishReason: asText(element['finish_reason']),
    };
  });
}

function partsOf(value: Json | undefined, otherwise: string): Part[] {
  return value === undefined ? [{ kind: 'text', text: otherwise }]
    : Array.isArray(value) ? value.map(partOf)
    : [partOf(value)];
}

function partOf(value: Json): Part {
  if (!isMembers(value)) {
    return { kind: 'text', text: show(value) };
  }

  const type = asText(value['type']) ?? 'unknown';
  const id = asText(value['id']);
  const inner = value[type];
  const server = isMembers(inner) ? inner : {};
  switch (type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return value['content'] === undefined ? other(type, value) : { kind: type, text: show(value['content']) };
    case 'tool_call':
      return { kind: 'call', id, name: asText(value['name']) ?? '?', input: show(value['arguments']) };
    case 'server_tool_call':
      return { kind: 'call', id, name: asText(value['name']) ?? '?', input: show(server['arguments']) };
    case 'tool_call_response':
      return { kind: 'result', id, output: show(value['response'] ?? value['result']) };
    case 'server_tool_call_response':
      return { kind: 'result', id, output: show(server['content']) };
    case 'uri':
    case 'blob':
    case 'file': {
      const address = asText(value['uri']);
      const mime = asText(value['mime_type']);
      const picture = pictureOf(address ?? (mime === null ? null : `data:${mime};base64,${asText(value['content']) ?? ''}`));
      return {
        kind: 'media',
        modality: asText(value['modality']) ?? 'file',
        type: mime,
        address: address === picture ? null : address,
        note: [asText(value['filename']), asText(value['file_id']), asText(value['detail'])].filter(note => note !== null).join(', ') || null,
        picture,
      };
    }
    default:
      return other(type, value);
  }
}

function toolsOf(json: string): Tool[] {
  const value = parseJson(json);
  if (!Array.isArray(value)) {
    return [{ name: 'Tools', description: null, definition: json }];
  }

  return value.map((tool: Json) => ({
    name: (isMembers(tool) && (asText(tool['name']) ?? asText(tool['type']))) || '?',
    description: isMembers(tool) ? asText(tool['description']) : null,
    definition: show(tool),
  }));
}

function documentsOf(json: string): string[] {
  const value = parseJson(json);
  return Array.isArray(value) ? value.map((document: Json) => show(document)) : [json];
}

const message = (role: string, content: string): Message => ({ role, parts: [{ kind: 'text', text: content }], finishReason: null });
const other = (type: string, value: Json): Part => ({ kind: 'other', type, text: show(value) });
const asText = (value: Json | undefined): string | null => typeof value === 'string' ? value : null;
const show = (value: Json | undefined): string => value === undefined ? '' : typeof value === 'string' ? value : writeJson(value, 2);
