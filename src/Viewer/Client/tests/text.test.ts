import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStructure, readBody } from '../source/text/body';
import { diff } from '../source/text/diff';
import { findJson } from '../source/text/findJson';
import { findText } from '../source/text/findText';
import { hasDuplicates, parseJson, writeJson } from '../source/text/json';
import { notices, type NoticeKind } from '../source/text/notices';
import { noticesOf } from '../source/spans/noticesOf';
import type { Attributes } from '../source/wire/Span';
import { span } from './rowsForTests';
import { shorten } from '../source/text/shorten';
import { stretches, visible } from '../source/text/visibleText';

const hidden: readonly [string, string][] = [
  ['a null', '\u0000'], ['a bell', '\u0007'], ['an escape', '\u001b'], ['a carriage return', '\r'], ['a delete', '\u007f'], ['a control of C1', '\u0085'],
  ['a right-to-left override', '\u202e'], ['an isolate', '\u2067'], ['a right-to-left mark', '\u200f'], ['an Arabic letter mark', '\u061c'],
  ['a zero-width space', '\u200b'], ['a byte order mark', '\ufeff'], ['a word joiner', '\u2060'], ['a soft hyphen', '\u00ad'], ['a line separator', '\u2028'],
  ['a filler of Hangul', '\u3164'], ['a tag', '\u{e0041}'], ['a variation selector of the supplement', '\u{e0100}'], ['half of a surrogate pair', '\ud800'],
];

for (const [name, character] of hidden) {
  test(`${name} is visible`, () => {
    const parts = stretches(`a${character}b`);
    assert.deepEqual(parts.map(part => part.isMark), [false, true, false]);
    assert.match(parts[1]!.text, /^U\+[0-9A-F]{4,5}$/);
    assert.equal(visible(character), `⟨${parts[1]!.text}⟩`);
  });
}

for (const text of ['plain', 'tab\tand\nlines', 'emoji 👩‍👩‍👧 ✈️', 'עברית', 'ελληνικά', '<script>alert(1)</script>', '𝒳']) {
  test(`A text that readers see stays as it is: ${text}`, () => assert.deepEqual(stretches(text), [{ text, isMark: false }]));
}

test('An empty text has no stretch', () => assert.deepEqual(stretches(''), []));

test('A text of hidden characters alone does not make an element for each', () => {
  const parts = stretches('\u202e'.repeat(100_000));
  assert.equal(parts.length, 401);
  assert.ok(!/\u202e/.test(parts.map(part => part.text).join('')));
});

const all: ReadonlySet<NoticeKind> = new Set(['masked', 'media', 'cut']);

test('Only a request that was masked or cut has notices of that', () => {
  const kinds = (attributes: Attributes) => [...noticesOf([span('root'), span('a', 'root', { attributes })])];
  assert.deepEqual(kinds({ 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"redacted-by-litellm [masked by a guardrail]"}]}]' }), ['media']);
  assert.deepEqual(kinds({ 'litellm.guardrail.action': 'mask' }), ['media', 'masked']);
  assert.deepEqual(kinds({ 'litellm.guardrail.action': 'block' }), ['media']);
  assert.deepEqual(kinds({ 'gen_ai.output.messages': 'redacted-by-litellm' }), ['media', 'masked']);
  assert.deepEqual(kinds({ 'gen_ai.retrieval.documents': 'redacted-by-litellm' }), ['media', 'masked']);
  assert.deepEqual(kinds({ 'gen_ai.retrieval.query.text': 'redacted-by-litellm' }), ['media']);
  assert.deepEqual(kinds({ 'litellm.content.truncated': true }), ['media', 'cut']);
});

test('Notices of the library stand out, and words that look like them not', () => {
  const media = `[image/png, 68 bytes, sha256 ${'0'.repeat(64)}: left out]`;
  const text = `a [e-mail] b [masked by the guardrail 'pii'] c redacted-by-litellm d ${media} e … [12 characters left out] f [quoted content] g [mail] h [masked by a guardrail] i [masked]`;
  assert.deepEqual(notices(text, all).filter(part => part.notice).map(part => [part.notice, part.text]), [
    ['masked', '[e-mail]'], ['masked', "[masked by the guardrail 'pii']"], ['masked', 'redacted-by-litellm'], ['media', media], ['cut', '… [12 characters left out]'], ['masked', '[quoted content]'], ['masked', '[masked by a guardrail]'],
  ]);
  assert.equal(notices(text, all).map(part => part.text).join(''), text);
  assert.deepEqual(notices(text, new Set(['media'])).filter(part => part.notice).map(part => part.text), [media]);
});

test('Notices keep every character of a text with very many of them', () => {
  const text = '[e-mail] '.repeat(5_000);
  assert.equal(notices(text, all).map(part => part.text).join(''), text);
  assert.ok(notices(text, all).length < 1_000);
});

test('A text is shortened between two characters', () => {
  assert.equal(shorten('abc', 3), 'abc');
  assert.equal(shorten('abcd', 3), 'abc…');
  assert.equal(shorten('ab😀d', 3), 'ab…');
  assert.equal(shorten('ab😀d', 4), 'ab😀…');
});

test('A body is JSON, the events of a stream, or text', () => {
  assert.deepEqual(readBody('{"a":1}'), { form: 'json', value: { a: 1 }, hasDuplicates: false });
  assert.deepEqual(readBody('data: {"a":1}\n\ndata: [DONE]\n\n'), { form: 'events', value: [{ a: 1 }, '[DONE]'], hasDuplicates: false });
  assert.deepEqual(readBody('event: x\r\ndata: 1\r\ndata: 2\r\n\r\n: comment\r\n\r\n'), { form: 'events', value: [{ event: 'x', data: '1\n2' }], hasDuplicates: false });
  assert.deepEqual(readBody('data: {"a":1,"a":2}\n\n'), { form: 'events', value: [{ a: 2 }], hasDuplicates: true });
  assert.deepEqual(readBody('{"a":1, cut'), { form: 'text' });
  assert.deepEqual(readBody(''), { form: 'text' });
  assert.deepEqual(readBody('['.repeat(200_000)), { form: 'text' });
});

for (const json of ['9007199254740993', '[1.0,-0,1e5,0.1,12]', '{"seed":18446744073709551615,"t":1.0}', '"1.0"', '{"a":"\\\\","b":1.0,"c":"\\"1.0"}', '{"__proto__":1.0,"toString":2.50}', 'true', '-1.5E-7']) {
  test(`JSON is written with the numbers that it was read with: ${json}`, () => assert.equal(writeJson(parseJson(json)!), json));
}

for (const [json, expected] of [['{"a":1,"a":2}', true], ['{"a":{"b":1,"b":1}}', true], ['[{"a":1},{"a":2}]', false], ['{"a":":","b\\":":1}', false], ['1', false]] as const) {
  test(`Names twice in one object: ${json} ${expected}`, () => {
    assert.equal(hasDuplicates(json, parseJson(json)!), expected);
    assert.equal(parseStructure(json) === undefined, expected || json === '1');
  });
}

test('A text that is no JSON has no value', () => ['', '{', '01', '[1,]', 'NaN', '1 2'].forEach(text => assert.equal(parseJson(text), undefined, text)));

test('A search in JSON finds a number as it is written', () => assert.deepEqual(findJson(parseJson('{"seed":9007199254740993,"t":[1.0]}')!, '1.0'), ['$/t/0']));

test('Only objects and lists are structures', () => {
  assert.deepEqual(parseStructure(' [1]'), [1]);
  assert.equal(parseStructure('12'), undefined);
  assert.equal(parseStructure('"a"'), undefined);
  assert.equal(parseStructure('{broken'), undefined);
});

const texts: readonly [string, string][] = [
  ['', ''], ['same', 'same'], ['', 'added'], ['removed', ''], ['the quick fox', 'the slow fox'], ['a b c', 'b c d'], ['x\ny\nz', 'x\nz\n'],
  ['日本語の文', '日本語の別の文'], ['a'.repeat(50), 'b'.repeat(50)],
  [Array.from({ length: 3_000 }, (_, index) => `word${index}`).join(' '), Array.from({ length: 3_000 }, (_, index) => `word${index * 2}`).join('\n')],
  [Array.from({ length: 9_000 }, (_, index) => `l${index}`).join('\n'), Array.from({ length: 9_000 }, (_, index) => `m${index}`).join('\n')],
];

for (const [before, after] of texts) {
  test(`A difference leads from one text to the other: "${before.slice(0, 20)}" → "${after.slice(0, 20)}"`, () => {
    const changes = diff(before, after);
    assert.equal(changes.filter(change => change.kind !== 'added').map(change => change.text).join(''), before);
    assert.equal(changes.filter(change => change.kind !== 'removed').map(change => change.text).join(''), after);
  });
}

test('A difference is as small as a word', () => {
  assert.deepEqual(diff('the quick fox', 'the slow fox'), [
    { kind: 'same', text: 'the ' }, { kind: 'removed', text: 'quick' }, { kind: 'added', text: 'slow' }, { kind: 'same', text: ' fox' },
  ]);
});

test('A search in JSON finds names and values, and says where', () => {
  const value = { Model: 'gpt', list: [{ text: 'a gPt b' }, 12], 'a/b~c': 'gpt' };
  assert.deepEqual(findJson(value, 'GPT'), ['$/Model', '$/list/0/text', '$/a~1b~0c']);
  assert.deepEqual(findJson(value, 'model'), ['$/Model']);
  assert.deepEqual(findJson(value, '12'), ['$/list/1']);
  assert.deepEqual(findJson(value, ''), []);
  assert.equal(findJson(Array(5_000).fill('x'), 'x').length, 1_000);
});

test('A search in text takes every character as it is, and keeps its places', () => {
  assert.deepEqual(findText('a.b A.B axb', 'a.b'), [0, 4]);
  assert.deepEqual(findText('İİ x', 'X'), [3]);
  assert.deepEqual(findText('aaaa', 'aa'), [0, 2]);
  assert.deepEqual(findText('a', ''), []);
});
