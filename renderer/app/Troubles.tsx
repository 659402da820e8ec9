/** What went wrong around the window, as quiet lines under the top bar: a full disk, a rebuilt store, broken settings, a restarted part. */
import { Button } from 'antd';
import { useState } from 'react';
import { useSync } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { TroubleLines } from '#renderer/ui/TroubleLines.tsx';

export function Troubles() {
  const text = useText();
  const info = useCall('app.info', {}, ['app.trouble']);
  const sync = useSync();
  const [dismissed, setDismissed] = useState<string | null>(null);
  const storage = sync.kind === 'ready' ? sync.value.storage : 'ok';
  const recovered = sync.kind === 'ready' ? sync.value.recovered : null;
  return (
    <div>
      {storage !== 'ok' && <div className="strip danger" role="alert"><Icon name="warn" /><span className="grow">{text(`error.storage.${storage}`)}</span></div>}
      {recovered !== null && recovered.movedTo !== dismissed && (
        <div className="strip warn" role="status">
          <Icon name="warn" />
          <span className="grow">
            {text('error.storage.corrupt')}{' '}{text('ui.trouble.movedTo', { path: recovered.movedTo })}
            {recovered.acts > 0 && recovered.actsFile !== null && <>{' '}{text('ui.trouble.actsSaved', { count: recovered.acts, path: recovered.actsFile })}</>}
          </span>
          <Button size="small" onClick={() => setDismissed(recovered.movedTo)}>{text('ui.act.gotIt')}</Button>
        </div>
      )}
      <TroubleLines troubles={info.value?.troubles ?? []} />
    </div>
  );
}
