import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareParameters, differingAttributes } from '../source/compare/parameters';
import { conversationOf, plainText } from '../source/conversation/conversation';
import type { Attributes } from '../source/wire/Span';
import { pictureOf } from '../source/conversation/picture';
import { span } from './rowsForTests';

const request = (attributes: Attributes) => span('litellm_request', null, { attributes: { 'gen_ai.operation.name': 'chat', ...attributes } });
const parts = (json: unknown) => conversationOf(request({ 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: json }]).replace('"NUMBER"', '9007199254740993.0') }))!.messages[0]!.parts;

test('A request without content has no conversation', () => {
  assert.equal(conversationOf(request({})), null);
  assert.equal(conversationOf(undefined), null);
});

test('Instructions, messages and answers are messages with their roles', () => {
  const conversation = conversationOf(request({
    'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]',
    'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]',
    'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"Hello"}],"finish_reason":"stop"}]',
    'litellm.content.truncated': true,
  }))!;
  assert.deepEqual(conversation.messages.map(message => message.role), ['system', 'user']);
  assert.equal(plainText(conversation.answers), 'Hello');
  assert.equal(conversation.answers[0]!.finishReason, 'stop');
  assert.equal(conversation.isCut, true);
});

const cases: readonly [string, unknown, unknown][] = [
  ['a text', { type: 'text', content: 'a' }, { kind: 'text', text: 'a' }],
  ['a text that is none', { type: 'text', content: { a: 1 } }, { kind: 'text', text: '{\n  "a": 1\n}' }],
  ['reasoning', { type: 'reasoning', content: 'r', signature: 's' }, { kind: 'reasoning', text: 'r' }],
  ['a refusal', { type: 'refusal', content: 'no' }, { kind: 'refusal', text: 'no' }],
  ['a tool call', { type: 'tool_call', id: '1', name: 'look', arguments: { a: 1 } }, { kind: 'call', id: '1', name: 'look', input: '{\n  "a": 1\n}' }],
  ['a tool call with numbers that JavaScript would change', { type: 'tool_call', name: 'pay', arguments: { order: 'NUMBER' } }, { kind: 'call', id: null, name: 'pay', input: '{\n  "order": 9007199254740993.0\n}' }],
  ['a tool call that was cut', { type: 'tool_call', arguments: '{"a":' }, { kind: 'call', id: null, name: '?', input: '{"a":' }],
  ['a call of a server tool', { type: 'server_tool_call', id: '1', name: 'search', server_tool_call: { type: 'search', arguments: 'q' } }, { kind: 'call', id: '1', name: 'search', input: 'q' }],
  ['a result', { type: 'tool_call_response', id: '1', response: 'r' }, { kind: 'result', id: '1', output: 'r' }],
  ['a result of a server tool', { type: 'server_tool_call_response', id: '1', server_tool_call_response: { type: 'x', content: 'c' } }, { kind: 'result', id: '1', output: 'c' }],
  ['an image', { type: 'uri', modality: 'image', uri: 'https://x', detail: 'low' }, { kind: 'media', modality: 'image', type: null, address: 'https://x', note: 'low', picture: null }],
  ['a file', { type: 'file', modality: 'document', file_id: 'f', filename: 'a.pdf' }, { kind: 'media', modality: 'document', type: null, address: null, note: 'a.pdf, f', picture: null }],
  ['a part of another type', { type: 'video_call', x: 1 }, { kind: 'other', type: 'video_call', text: '{\n  "type": "video_call",\n  "x": 1\n}' }],
  ['a part without a type', { x: 1 }, { kind: 'other', type: 'unknown', text: '{\n  "x": 1\n}' }],
  ['a part that is a text', 'a', { kind: 'text', text: 'a' }],
  ['a part that is a number', 5, { kind: 'text', text: '5' }],
];

for (const [name, json, part] of cases) {
  test(`The part is ${name}`, () => assert.deepEqual(parts([json]), [part]));
}

for (const text of ['redacted-by-litellm', '[{"role":"user","parts":[', '', '12', 'null', '{"role":"user"}']) {
  test(`Content that is no list of messages is a text: ${text}`, () => {
    const [message] = conversationOf(request({ 'gen_ai.input.messages': text }))!.messages;
    assert.equal(message!.role, 'user');
    assert.equal(plainText([message!]), text);
  });
}

test('Tools have names, and definitions that cannot be read are shown as they are', () => {
  const tools = (json: string) => conversationOf(request({ 'gen_ai.input.messages': '[]', 'gen_ai.tool.definitions': json }))!.tools;
  assert.deepEqual(tools('[{"type":"function","name":"look","description":"Looks"},{"type":"web_search"},3]').map(tool => [tool.name, tool.description]), [['look', 'Looks'], ['web_search', null], ['?', null]]);
  assert.deepEqual(tools('[cut').map(tool => tool.definition), ['[cut']);
});

test('A search has its query and its documents', () => {
  const conversation = conversationOf(request({ 'gen_ai.retrieval.query.text': 'q', 'gen_ai.retrieval.documents': '["a",{"text":"b"}]' }))!;
  assert.equal(plainText(conversation.messages), 'q');
  assert.deepEqual(conversation.documents, ['a', '{\n  "text": "b"\n}']);
});

test('Parameters that differ come first', () => {
  const left = request({ 'gen_ai.request.model': 'a', 'litellm.request.parameters': '{"temperature":0,"stop":["x"]}' });
  const right = request({ 'gen_ai.request.model': 'b', 'litellm.request.parameters': '{"temperature":0,"seed":9007199254740993}' });
  assert.deepEqual(compareParameters(left, right).map(pair => [pair.name, pair.left, pair.right]), [['model', 'a', 'b'], ['seed', null, '9007199254740993'], ['stop', '["x"]', null], ['temperature', '0', '0']]);
  assert.deepEqual(compareParameters(undefined, undefined), []);
  assert.deepEqual(compareParameters(request({ 'litellm.request.parameters': 'redacted-by-litellm' }), undefined), []);
});

test('Identifiers and durations are no differences between spans', () => {
  const one = span('a', null, { attributes: { 'litellm.call_id': '1', 'litellm.overhead.duration_ms': 3, 'gen_ai.response.id': 'x', 'litellm.outcome': 'ok', 'litellm.guardrail.duration': 1 } });
  const two = span('b', null, { attributes: { 'litellm.call_id': '2', 'litellm.overhead.duration_ms': 4, 'gen_ai.response.id': 'y', 'litellm.outcome': 'error' } });
  assert.deepEqual(differingAttributes(one, two).map(pair => pair.name), ['litellm.outcome']);
});

for (const type of ['png', 'jpeg', 'gif', 'webp']) {
  test(`An image of the content is drawn: ${type}`, () => {
    const address = `data:image/${type};base64,iVBORw0KGgo=`;
    const drawn = { kind: 'media', modality: 'image', type: `image/${type}`, address: null, note: null, picture: address };
    assert.deepEqual(parts([{ type: 'blob', modality: 'image', mime_type: `image/${type}`, content: 'iVBORw0KGgo=' }]), [drawn]);
    assert.deepEqual(parts([{ type: 'uri', modality: 'image', mime_type: `image/${type}`, uri: address }]), [drawn]);
  });
}

const undrawn: readonly (readonly [string, string | null])[] = [
  ['nothing', null],
  ['a drawing with scripts', 'data:image/svg+xml;base64,PHN2Zy8+'],
  ['a drawing that says it is another', 'data:image/png,image/svg+xml;base64,PHN2Zy8+'],
  ['a drawing after a type', 'data:image/png;image/svg+xml;base64,PHN2Zy8+'],
  ['a page', 'data:text/html;base64,PHNjcmlwdD4='],
  ['a type in capitals', 'data:IMAGE/PNG;base64,iVBORw0KGgo='],
  ['an address elsewhere', 'https://example.com/a.png'],
  ['an address without a scheme', '//example.com/a.png'],
  ['a file', 'file:///etc/passwd'],
  ['a script', 'javascript:alert(1)'],
  ['no base64', 'data:image/png;base64,<svg/onload=alert(1)>'],
  ['an end of an attribute', 'data:image/png;base64,iVBORw0KGgo="onerror="alert(1)'],
  ['a line break', 'data:image/png;base64,iVBORw0KGgo=\n'],
  ['no bytes', 'data:image/png;base64,'],
  ['a long one', `data:image/png;base64,${'A'.repeat(350_000)}`],
];
for (const [name, address] of undrawn) {
  test(`What is no small image of the content is not drawn: ${name}`, () => {
    assert.equal(pictureOf(address), null);
    if (address !== null) {
      assert.deepEqual(parts([{ type: 'uri', uri: address }]), [{ kind: 'media', modality: 'file', type: null, address, note: null, picture: null }]);
    }
  });
}
