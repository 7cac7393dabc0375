const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A number with thousands apart: `12,345`. */
export const count = (value: number): string => whole.format(value);

/** A number in at most four characters and a unit: `987`, `12.3k`, `4.5M`. */
export function short(value: number): string {
  const units: readonly [number, string][] = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']];
  for (const [size, unit] of units) {
    // The unit of what the rounded number is: 999,960 is 1M and not 1000k.
    if (Math.abs(value) >= size * 0.9995) {
      const scaled = value / size;
      return `${Number(scaled.toFixed(Math.abs(scaled) < 99.95 ? 1 : 0))}${unit}`;
    }
  }

  return String(Math.round(value));
}

/** A share of 1 in percent: `0%`, `0.4%`, `12%`. */
export function percent(share: number): string {
  const value = share * 100;
  return `${Number(value.toFixed(value > 0 && value < 9.95 ? 1 : 0))}%`;
}

/** A number of bytes: `512 B`, `1.5 KiB`, `32 MiB`. */
export function bytes(value: number): string {
  for (const [size, unit] of [[2 ** 20, 'MiB'], [2 ** 10, 'KiB']] as const) {
    if (value >= size) {
      return `${Number((value / size).toFixed(1))} ${unit}`;
    }
  }

  return `${value} B`;
}
