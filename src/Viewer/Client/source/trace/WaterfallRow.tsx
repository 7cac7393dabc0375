import { Icon } from '../common/Icon';
import { Memo } from '../common/Memo';
import { Text, plain } from '../common/Text';
import { duration } from '../format/duration';
import { type Axis, place } from '../spans/axis';
import { isBlock, isAttempt, number, roleOf, text } from '../spans/facts';
import { shorten } from '../text/shorten';
import type { SpanNode } from '../spans/tree';
import type { Span } from '../wire/Span';

interface Props {
  readonly node: SpanNode;
  readonly index: number;
  readonly top: number;
  readonly axis: Axis;
  readonly isCollapsed: boolean;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  /** Whether the selected span and this one are linked. */
  readonly isLinked: boolean;
  /** The numbers of the attempts that the span has links to. */
  readonly linkedAttempts: string;
  readonly onToggle: (id: string) => void;
  readonly onSelect: (id: string) => void;
}

/** More levels than this would leave no room for names. */
const maxIndent = 14;

/** One span of the waterfall: its name, its time, and its bar on the time axis of the request. */
export class WaterfallRow extends Memo<Props> {
  override render() {
    const { node, index, top, axis, isCollapsed, isActive, isSelected, isLinked, linkedAttempts, onToggle, onSelect } = this.props;
    const { span } = node;
    const classes = ['span-row', `role-${roleOf(span)}`];
    if (span.status.code === 'error') classes.push('is-error');
    if (isBlock(span)) classes.push('is-block');
    if (isLinked) classes.push('is-linked');
    if (span.isLate) classes.push('is-late');
    const hasChildren = node.children.length > 0;
    return (
      <div
        role="row"
        class={classes.join(' ')}
        data-id={span.spanId}
        aria-level={node.level}
        aria-posinset={node.position}
        aria-setsize={node.siblings}
        aria-rowindex={index + 2}
        aria-expanded={hasChildren ? !isCollapsed : undefined}
        aria-selected={isSelected}
        tabIndex={isActive ? 0 : -1}
        style={{ transform: `translateY(${top}px)` }}
        onClick={() => onSelect(span.spanId)}
      >
        <span role="gridcell" class="span-name" style={{ paddingLeft: `${Math.min(node.level - 1, maxIndent) * 14 + 4}px` }}>
          {hasChildren
            ? <span class="toggle" aria-hidden="true" onClick={event => { event.stopPropagation(); onToggle(span.spanId); }}><Icon name={isCollapsed ? 'open' : 'down'} /></span>
            : <span class="toggle" />}
          <State node={node} isCollapsed={isCollapsed} />
          <span class="span-title" title={plain(shorten(span.name, 500))}><Text value={shorten(titleOf(span), 200)} /></span>
          <Tags span={span} linkedAttempts={linkedAttempts} />
        </span>
        <span role="gridcell" class="span-duration">{duration(span.durationMs)}</span>
        <span role="gridcell" class="span-time"><Bar span={span} axis={axis} /></span>
      </div>
    );
  }
}

/** A guardrail's span has the same name as all others of its kind; its own name says which it is. */
function titleOf(span: Span): string {
  const guardrail = text(span, 'litellm.guardrail.name');
  return guardrail === null || span.name.includes(guardrail) ? span.name : `${span.name} ${guardrail}`;
}

function State({ node, isCollapsed }: { readonly node: SpanNode; readonly isCollapsed: boolean }) {
  const { span } = node;
  return span.status.code === 'error' ? <span class="sign sign-error"><Icon name="error" /><span class="off-screen">error</span></span>
    : isBlock(span) ? <span class="sign sign-block"><Icon name="blocked" /><span class="off-screen">blocked</span></span>
    : text(span, 'litellm.outcome') === 'cancelled' ? <span class="sign"><Icon name="cancelled" /><span class="off-screen">cancelled</span></span>
    : isCollapsed && node.hasError ? <span class="sign sign-error" title="A span below has failed">●<span class="off-screen">a span below has failed</span></span>
    : null;
}

function Tags({ span, linkedAttempts }: { readonly span: Span; readonly linkedAttempts: string }) {
  const masked = number(span, 'litellm.guardrail.masked_entity_count');
  const backoff = number(span, 'litellm.attempt.backoff_ms');
  const status = number(span, 'http.response.status_code');
  return (
    <>
      {isAttempt(span) && <span class="tag">{`#${text(span, 'litellm.attempt.index')} ${plain(shorten(text(span, 'litellm.attempt.kind') ?? '', 30))}`}</span>}
      {isAttempt(span) && status !== null && status >= 400 && <span class="tag tag-failed">{status}</span>}
      {linkedAttempts !== '' && <span class="tag tag-link" title="Linked to failed attempts"><Icon name="link" />{linkedAttempts}</span>}
      {backoff !== null && <span class="tag" title="Waited before this attempt">{`after ${duration(backoff)}`}</span>}
      {text(span, 'litellm.guardrail.action') === 'mask' && <span class="tag tag-mask">{masked === null ? 'masked' : `masked ${masked}`}</span>}
      {isBlock(span) ? <span class="tag tag-block">blocked</span> : text(span, 'litellm.guardrail.action') === 'block' && <span class="tag" title="This guardrail only records">would block</span>}
      {span.isLate && <span class="tag tag-late" title="Ended after the request">late</span>}
    </>
  );
}

function Bar({ span, axis }: { readonly span: Span; readonly axis: Axis }) {
  const from = place(axis, span.startMs);
  const to = place(axis, span.startMs + span.durationMs);
  const backoff = number(span, 'litellm.attempt.backoff_ms');
  const first = span.firstChunkMs === null ? null : place(axis, span.firstChunkMs);
  const title = [
    `from ${duration(span.startMs)} to ${duration(span.startMs + span.durationMs)}`,
    span.firstChunkMs !== null && `first chunk at ${duration(span.firstChunkMs)}`,
    backoff !== null && `after a wait of ${duration(backoff)}`,
  ].filter(Boolean).join(', ');
  return (
    <span class="bar-line" title={title}>
      {backoff !== null && <span class="bar-wait" style={{ left: `${place(axis, span.startMs - backoff)}%`, width: `${from - place(axis, span.startMs - backoff)}%` }} />}
      <span class="bar" style={{ left: `min(${from}%, 100% - 3px)`, width: `max(3px, ${to - from}%)` }} />
      {first !== null && <span class="bar-stream" style={{ left: `${first}%`, width: `${Math.max(0, to - first)}%` }} />}
      {first !== null && <span class="bar-chunk" style={{ left: `${first}%` }} />}
    </span>
  );
}
