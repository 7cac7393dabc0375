import { duration } from '../format/duration';
import type { Row } from '../wire/Row';

/** Where the time of a request went: waiting for the provider, and the gateway's own work. */
export function DurationBar({ row, scale }: { readonly row: Row; readonly scale: number }) {
  const share = (ms: number) => `${Math.min(100, (Math.max(0, ms) / scale) * 100)}%`;
  const total = Math.min(1, row.durationMs / scale);
  const provider = row.durationMs > 0 ? Math.min(1, row.providerMs / row.durationMs) * total : 0;
  const title = `${duration(row.providerMs)} waiting for the provider, ${duration(row.gatewayMs)} in the gateway` +
    (row.firstChunkMs === null ? '' : `, first chunk after ${duration(row.firstChunkMs)}`);
  return (
    <span class="duration" title={title}>
      <span class="duration-text">{duration(row.durationMs)}</span>
      <span class="duration-bar" aria-hidden="true">
        <span class="bar-gateway" style={{ width: share((total - provider) * scale) }} />
        <span class="bar-provider" style={{ width: share(provider * scale) }} />
        {row.firstChunkMs !== null && row.firstChunkMs <= scale && <span class="bar-first" style={{ left: share(row.firstChunkMs) }} />}
      </span>
    </span>
  );
}
