/** A cost in US dollars, with at least two significant digits: `$0`, `$0.0000083`, `$1.25`. */
export function cost(dollars: number): string {
  if (dollars === 0) {
    return '$0';
  }

  if (dollars < 0) {
    return `−${cost(-dollars)}`;
  }

  if (dollars >= 0.995) {
    return `$${dollars.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`;
  }

  const digits = Math.min(12, 1 - Math.floor(Math.log10(dollars)));
  return `$${dollars.toFixed(digits).replace(/0+$/, '')}`;
}
