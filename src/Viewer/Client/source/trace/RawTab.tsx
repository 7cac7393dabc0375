import { memo } from '../common/Memo';
import type { Detail } from '../wire/Detail';
import type { Settings } from '../wire/Settings';
import { HowToCapture } from './HowToCapture';
import { RawBody } from './RawBody';

/** The bodies as the gateway sent and received them. */
export const RawTab = memo(RawTabContent);

function RawTabContent({ detail, settings }: { readonly detail: Detail; readonly settings: Settings | null }) {
  if (detail.request === null && detail.response === null) {
    return <HowToCapture settings={settings} isHidden={detail.isContentHidden} />;
  }

  return (
    <div class="raw">
      <RawBody title="Request" text={detail.request} />
      <RawBody title="Response" text={detail.response} />
    </div>
  );
}
