/** The page before the frame: what this is, on the left; one form, on the right. */
import type { ReactNode } from 'react';
import { useCall } from '#renderer/bridge/use-call.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { TroubleLines } from '#renderer/ui/TroubleLines.tsx';
import './login.css';

export function Gate({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const text = useText();
  const info = useCall('app.info', {}, ['app.trouble']);
  return (
    <div className="gate">
      <aside className="secrecy" aria-label={text('ui.banner.label')}>{text('ui.banner.unclassified')}</aside>
      <TroubleLines troubles={info.value?.troubles ?? []} />
      <div className="gate-body scroll">
        <section className="gate-about" aria-label={text('ui.app.name')}>
          <div className="gate-name">{text('ui.app.name')}</div>
          <p className="gate-lead">{text('ui.login.lead')}</p>
          <ul>
            <li><Icon name="doc" />{text('ui.login.point.documents')}</li>
            <li><Icon name="cloudOff" />{text('ui.login.point.offline')}</li>
            <li><Icon name="people" />{text('ui.login.point.levels')}</li>
          </ul>
          {info.value !== null && <p className="gate-version num">{text('ui.login.version', { version: info.value.version })}</p>}
        </section>
        <main className="gate-form"><h1>{title}</h1>{children}</main>
      </div>
    </div>
  );
}
