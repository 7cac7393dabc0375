import { type Address, formatAddress, home } from '../address/Address';
import type { Go } from '../address/Navigation';
import { DurationBar } from '../common/DurationBar';
import { Icon } from '../common/Icon';
import { Memo } from '../common/Memo';
import { OutcomeBadge } from '../common/OutcomeBadge';
import { Text, plain } from '../common/Text';
import { cost } from '../format/cost';
import { short } from '../format/number';
import { dateAndTime, timeOfDay } from '../format/time';
import { actionOf, blocks, nameOf } from '../rows/guardrails';
import { shorten } from '../text/shorten';
import type { Row } from '../wire/Row';

/** A column shows less than this; a longer text would only cost time. */
const longest = 100;

/** Why an old request is still there. */
const longerHeld = 'Held longer than others, because it failed, was blocked or was slow.';

const titleOf = (text: string): string => plain(shorten(text, 500));

interface Props {
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  readonly scale: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly address: Address;
  readonly open: Go;
  readonly onSelect: (id: string) => void;
  readonly onActive: (id: string) => void;
}

/** One request of the list. */
export class RequestRow extends Memo<Props> {
  override render() {
    const { row, index, top, scale, isActive, isSelected, onActive, onSelect } = this.props;
    const route = row.route ?? row.name ?? '–';
    return (
      <div
        role="row"
        class={`request request-${row.outcome}`}
        data-id={row.id}
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        tabIndex={isActive ? 0 : -1}
        style={{ transform: `translateY(${top}px)` }}
        onClick={this.onClick}
        onFocus={() => onActive(row.id)}
      >
        <span role="gridcell" class="cell cell-select">
          <input type="checkbox" tabIndex={-1} checked={isSelected} aria-label={`Select for comparison: ${titleOf(route)} at ${timeOfDay(row.time)}`} onClick={event => event.stopPropagation()} onChange={() => onSelect(row.id)} />
        </span>
        <span role="gridcell" class="cell cell-time"><time title={row.isPinned ? `${dateAndTime(row.time)}. ${longerHeld}` : dateAndTime(row.time)}>{timeOfDay(row.time)}</time></span>
        <span role="gridcell" class="cell cell-outcome"><OutcomeBadge outcome={row.outcome} status={row.status} /></span>
        <span role="gridcell" class="cell cell-route" title={titleOf([row.method, row.path ?? route, row.errorType].filter(Boolean).join(' '))}>
          <a href={formatAddress(this.target())} tabIndex={-1}><Text value={shorten(route, longest)} /></a>
        </span>
        <span role="gridcell" class="cell cell-model" title={titleOf([row.provider, row.modelAsked, row.modelAnswered].filter(Boolean).join(' · '))}>
          <Model row={row} />
        </span>
        <span role="gridcell" class="cell cell-time-bar"><DurationBar row={row} scale={scale} /></span>
        <span role="gridcell" class="cell cell-tokens">{row.tokensIn === null && row.tokensOut === null ? <None /> : `${short(row.tokensIn ?? 0)} / ${short(row.tokensOut ?? 0)}`}</span>
        <span role="gridcell" class="cell cell-cost">{row.cost === null ? <None /> : cost(row.cost)}</span>
        <span role="gridcell" class="cell cell-retries"><Retries row={row} /></span>
        <span role="gridcell" class="cell cell-guardrails"><Guardrails row={row} /></span>
        <span role="gridcell" class="cell cell-key" title={row.team ? titleOf(`Team ${row.team}`) : undefined}><Name value={row.key} /></span>
        <span role="gridcell" class="cell cell-user"><Name value={row.user} /></span>
        <span role="gridcell" class="cell cell-session"><Name value={row.session} /></span>
      </div>
    );
  }

  private target(): Address {
    return { ...home, filters: this.props.address.filters, trace: this.props.row.id };
  }

  private readonly onClick = (event: MouseEvent) => {
    // A click on the link with a key held opens another tab; a text that was just marked is to be copied.
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || getSelection()?.type === 'Range') {
      return;
    }

    event.preventDefault();
    this.props.onActive(this.props.row.id);
    this.props.open(this.target());
  };
}

const None = () => <span class="none">–</span>;

const Name = ({ value }: { readonly value: string | null }) => value === null ? <None /> : <span title={titleOf(value)}><Text value={shorten(value, longest)} /></span>;

function Model({ row }: { readonly row: Row }) {
  const asked = row.modelAsked;
  const answered = row.modelAnswered;
  return (
    <>
      {row.cacheHit && <span class="tag tag-cache">cache</span>}
      {asked === null && answered === null ? <None /> : <Text value={shorten(asked ?? answered ?? '', longest)} />}
      {asked !== null && answered !== null && asked !== answered && <span class="answered"> → <Text value={shorten(answered, longest)} /></span>}
    </>
  );
}

function Retries({ row }: { readonly row: Row }) {
  return row.retries === 0 && row.fallbacks === 0 ? <None /> : (
    <>
      {row.retries > 0 && <span class="tag tag-retry" title={`Retries: ${row.retries}`}>{`↻ ${row.retries}`}</span>}
      {row.fallbacks > 0 && <span class="tag tag-retry" title={`Fallbacks: ${row.fallbacks}`}>{`⇢ ${row.fallbacks}`}</span>}
    </>
  );
}

function Guardrails({ row }: { readonly row: Row }) {
  if (row.guardrails.length === 0) {
    return <None />;
  }

  const title = row.guardrails.map(guardrail => `${nameOf(guardrail)}: ${actionOf(guardrail)}`).join('\n');
  const decided = [...row.guardrails.filter(blocks), ...row.guardrails.filter(guardrail => guardrail.action === 'mask')];
  const failed = row.guardrails.filter(guardrail => guardrail.status === 'guardrail_failed_to_respond');
  return (
    <span title={titleOf(title)}>
      {decided.length === 0 && failed.length === 0 && <span class="none">{`${row.guardrails.length} passed`}</span>}
      {decided.slice(0, 2).map(guardrail => (
        <span class={`tag tag-${guardrail.action}`}>{guardrail.action === 'block' && <Icon name="blocked" />}<Text value={shorten(nameOf(guardrail), longest)} /></span>
      ))}
      {failed.slice(0, 1).map(guardrail => <span class="tag tag-failed">✕ <Text value={shorten(nameOf(guardrail), longest)} /></span>)}
    </span>
  );
}
