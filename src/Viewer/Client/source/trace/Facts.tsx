import type { ComponentChildren } from 'preact';
import { home } from '../address/Address';
import { AddressLink } from '../address/AddressLink';
import { DurationBar } from '../common/DurationBar';
import { LongText } from '../common/LongText';
import { memo } from '../common/Memo';
import { Text } from '../common/Text';
import { cost } from '../format/cost';
import { duration } from '../format/duration';
import { count } from '../format/number';
import { shorten } from '../text/shorten';
import type { Row } from '../wire/Row';

/** Longer values would push all else out of view. */
const longest = 160;

/** What is known of a request, at a glance. */
export const Facts = memo(FactsContent);

function FactsContent({ row }: { readonly row: Row }) {
  const group = (by: 'session' | 'user', value: string) => (
    <AddressLink to={{ ...home, group: { by, value } }} title={`All requests of this ${by}`}><Text value={shorten(value, longest)} /></AddressLink>
  );
  return (
    <dl class="facts">
      <Fact name="Duration"><DurationBar row={row} scale={row.durationMs || 1} /></Fact>
      <Fact name="Provider / gateway">{`${duration(row.providerMs)} / ${duration(row.gatewayMs)}`}</Fact>
      {row.firstChunkMs !== null && <Fact name="First chunk">{duration(row.firstChunkMs)}</Fact>}
      <TextFact name="Model asked" value={row.modelAsked} />
      <TextFact name="Model answered" value={row.modelAnswered} />
      <TextFact name="Provider" value={row.provider} />
      <TextFact name="API" value={[row.api, row.operation].filter(Boolean).join(' · ') || null} />
      {(row.tokensIn !== null || row.tokensOut !== null) && <Fact name="Tokens in / out">{`${count(row.tokensIn ?? 0)} / ${count(row.tokensOut ?? 0)}`}</Fact>}
      {row.cost !== null && <Fact name="Cost">{cost(row.cost)}</Fact>}
      <Fact name="Attempts">{[String(row.attempts), row.retries > 0 && `${row.retries} ${row.retries === 1 ? 'retry' : 'retries'}`, row.fallbacks > 0 && `${row.fallbacks} ${row.fallbacks === 1 ? 'fallback' : 'fallbacks'}`, row.cacheHit && 'answered from the cache'].filter(Boolean).join(', ')}</Fact>
      <TextFact name="Key" value={row.key} />
      <TextFact name="Team" value={row.team} />
      {row.user !== null && <Fact name="User">{group('user', row.user)}</Fact>}
      {row.session !== null && <Fact name="Session">{group('session', row.session)}</Fact>}
      <TextFact name="Name" value={row.name} />
      {row.isPinned && <Fact name="Held">longer than others: it failed, was blocked or was slow</Fact>}
    </dl>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => <div class="fact"><dt>{name}</dt><dd>{children}</dd></div>;

const TextFact = ({ name, value }: { readonly name: string; readonly value: string | null }) => value === null ? null : <Fact name={name}><LongText value={value} limit={longest} /></Fact>;
