import assert from 'node:assert/strict';
import { test } from 'node:test';
import { h, render } from 'preact';
import { FocusWish } from '../source/common/FocusWish';
import { PageHeading } from '../source/common/PageHeading';
import { FakeDocument } from './FakeDocument';

/** A list whose rows are drawn one after the other. */
function listOf(...drawn: string[]) {
  const focused: string[] = [];
  const wish = new FocusWish(id => drawn.includes(id) ? { focus: () => focused.push(id) } as unknown as HTMLElement : null);
  return { drawn, focused, wish };
}

test('A chosen row takes the focus once it is drawn', () => {
  const { drawn, focused, wish } = listOf('a');
  wish.choose('b');
  wish.grant();
  assert.deepEqual(focused, []);

  drawn.push('b');
  wish.grant();
  wish.grant();
  assert.deepEqual(focused, ['b']);
});

test('A row that is drawn meanwhile does not take the focus in place of the chosen one', () => {
  const { drawn, focused, wish } = listOf('a');
  wish.choose('b');
  wish.choose('c');
  drawn.push('b');
  wish.grant();
  drawn.push('c');
  wish.grant();
  assert.deepEqual(focused, ['c']);
});

test('A chosen row does not take the focus from what the user has focused since', () => {
  const { drawn, focused, wish } = listOf();
  wish.choose('a');
  wish.drop();
  drawn.push('a');
  wish.grant();
  assert.deepEqual(focused, []);
});

test('A heading has the focus when its page can be seen, so that it takes none from what a key focuses then', () => {
  const page = new FakeDocument();
  Object.assign(globalThis, { document: page });
  render(h(PageHeading, { children: 'Request' }), page.body as unknown as Element);
  assert.equal(page.activeElement.localName, 'h1');
});
