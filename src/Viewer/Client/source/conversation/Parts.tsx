import { ExternalLink } from '../common/ExternalLink';
import { Icon } from '../common/Icon';
import { JsonTree } from '../common/JsonTree';
import { LongText } from '../common/LongText';
import { plain, Text } from '../common/Text';
import { shorten } from '../text/shorten';
import { parseStructure } from '../text/body';
import type { Part } from './Message';

/** The parts of a message. */
export function Parts({ parts }: { readonly parts: readonly Part[] }) {
  return <>{parts.map((part, index) => <PartView key={index} part={part} />)}</>;
}

function PartView({ part }: { readonly part: Part }) {
  switch (part.kind) {
    case 'text':
      return <div class="part part-text" dir="auto"><LongText value={part.text} /></div>;
    case 'reasoning':
      return <details class="part part-reasoning"><summary>Reasoning</summary><div dir="auto">{part.text === '' ? <span class="none">empty</span> : <LongText value={part.text} />}</div></details>;
    case 'refusal':
      return <div class="part part-refusal"><span class="part-title"><Icon name="refused" />Refusal</span><div dir="auto"><LongText value={part.text} /></div></div>;
    case 'call':
      return (
        <div class="part part-call">
          <span class="part-title">Calls <code><Text value={part.name} /></code>{part.id !== null && <span class="none"><Text value={part.id} /></span>}</span>
          <Structured text={part.input} />
        </div>
      );
    case 'result':
      return (
        <div class="part part-result">
          <span class="part-title">Result{part.id !== null && <span class="none"><Text value={part.id} /></span>}</span>
          <Structured text={part.output} />
        </div>
      );
    case 'media':
      return (
        <div class="part part-media">
          {part.picture === null ? <Icon name="image" /> : <img class="picture" src={part.picture} alt={part.note === null ? 'Image of the conversation' : plain(shorten(part.note, 120))} loading="lazy" />}
          <span><Text value={[part.modality, part.type].filter(Boolean).join(', ')} />{part.note !== null && <span class="none"> <Text value={part.note} /></span>}</span>
          {part.address !== null && <ExternalLink to={part.address}><Text value={shorten(part.address, 120)} /></ExternalLink>}
        </div>
      );
    case 'other':
      return <div class="part part-other"><span class="part-title"><Text value={part.type} /></span><Structured text={part.text} /></div>;
  }
}

function Structured({ text }: { readonly text: string }) {
  const value = parseStructure(text);
  return value === undefined ? <pre dir="auto"><LongText value={text} /></pre> : <JsonTree value={value} />;
}
