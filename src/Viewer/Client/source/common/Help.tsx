import { useEffect, useRef } from 'preact/hooks';

const keys: readonly (readonly [string, string])[] = [
  ['j  k  ↓  ↑', 'Next or previous request or span'],
  ['Enter', 'Open the request'],
  ['→  ←', 'Open or close a part of the tree'],
  ['Esc', 'Leave a field; back to the list'],
  ['/', 'Search'],
  ['x  Space', 'Select a request for comparison'],
  ['c', 'Compare the two selected requests'],
  ['J  K', 'Older or newer request, while one is open'],
  ['g  G', 'First or last request'],
  ['p', 'Pause or go on'],
  ['?', 'This help'],
];

/** The keys of the page. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose} onClick={event => event.target === event.currentTarget && event.currentTarget.close()}>
      <h2 id="help-title">Keyboard</h2>
      <table>
        <thead class="off-screen"><tr><th scope="col">Key</th><th scope="col">Effect</th></tr></thead>
        <tbody>{keys.map(([key, effect]) => <tr key={key}><th scope="row">{key.split('  ').map(each => <kbd key={each}>{each}</kbd>)}</th><td>{effect}</td></tr>)}</tbody>
      </table>
      <button type="button" class="button" onClick={() => dialog.current?.close()}>Close</button>
    </dialog>
  );
}
