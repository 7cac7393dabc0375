/** A duration in the unit that needs the fewest digits: `840 µs`, `12.3 ms`, `1.25 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) {
    return '–';
  }

  if (ms < 0) {
    return `−${duration(-ms)}`;
  }

  if (ms === 0) {
    return '0 ms';
  }

  if (ms < 0.9995) {
    return `${Math.round(ms * 1000)} µs`;
  }

  if (ms < 99.95) {
    return `${trimmed(ms, ms < 9.995 ? 2 : 1)} ms`;
  }

  if (ms < 999.5) {
    return `${Math.round(ms)} ms`;
  }

  if (ms < 59_995) {
    return `${trimmed(ms / 1000, ms < 9_995 ? 2 : 1)} s`;
  }

  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? join(minutes, 'min', seconds % 60, 's') : join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

const join = (large: number, largeUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

const trimmed = (value: number, digits: number) => String(Number(value.toFixed(digits)));
