/** A part of a chart: its height, the part of it that has another colour, and what it says. */
export interface ChartBar {
  readonly value: number;
  readonly part?: number;
  readonly title: string;
}

const width = 160;
const height = 26;

/** A small chart over time: a bar for each part of the time. Its label has the highest bar and the last one, for those who do not see it. */
export function Chart({ bars, label }: { readonly bars: readonly ChartBar[]; readonly label: string }) {
  const max = Math.max(...bars.map(bar => bar.value), 0);
  const step = width / Math.max(1, bars.length);
  const highest = bars.find(bar => bar.value === max);
  const last = bars.at(-1);
  const values = highest && last ? `${label}; highest ${highest.title}; last ${last.title}` : label;
  const heightOf = (value: number) => max === 0 ? 0 : Math.max(value > 0 ? 1.5 : 0, (value / max) * height);
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={values}>
      {bars.map((bar, index) => {
        const x = index * step;
        const whole = heightOf(bar.value);
        const part = bar.part ? Math.min(whole, heightOf(bar.part)) : 0;
        return (
          <g key={index}>
            <title>{bar.title}</title>
            <rect class="chart-hit" x={x} y={0} width={step} height={height} />
            {whole > part && <rect class="chart-bar" x={x + 0.5} y={height - whole} width={step - 1} height={whole - part} />}
            {part > 0 && <rect class="chart-part" x={x + 0.5} y={height - part} width={step - 1} height={part} />}
          </g>
        );
      })}
    </svg>
  );
}
