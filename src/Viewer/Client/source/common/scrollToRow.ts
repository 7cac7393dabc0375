/** Scrolls so that a row of a virtual list is in view, below a header that sticks to the top. */
export function scrollToRow(scroller: HTMLElement, index: number, rowHeight: number): void {
  const header = scroller.querySelector<HTMLElement>('.sticky')?.offsetHeight ?? 0;
  const top = index * rowHeight;
  if (top < scroller.scrollTop) {
    scroller.scrollTop = top;
  } else if (top + rowHeight > scroller.scrollTop + scroller.clientHeight - header) {
    scroller.scrollTop = top + rowHeight - scroller.clientHeight + header;
  }
}
