/** Settings of this machine: server, size of the letters, contrast, language, reminders with the working-day calendar; and what program this is. Each takes effect at once. */
import { App, Button, Segmented } from 'antd';
import { callOffice } from '#renderer/bridge/office.ts';
import { settingsStore, useSession, useSettings } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import type { Settings } from '#shared/ipc/contract.ts';
import { LOCALES, type Locale } from '#shared/i18n/locales.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { DelegationGroup } from '#renderer/features/flows/index.ts';
import { HandoverGroup } from '#renderer/features/handovers/index.ts';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { Group, Line } from './Group.tsx';
import { ReminderGroup } from './ReminderGroup.tsx';
import { YearCalendar } from './YearCalendar.tsx';
import './settings.css';

/** A language names itself. */
const LOCALE_NAMES = { 'zh-CN': '简体中文', 'zh-Hant': '繁體中文', en: 'English' } as const satisfies Record<Locale, string>;
const SCALES = [1, 1.25, 1.5] as const;

export function SettingsPage() {
  const text = useText();
  const { message } = App.useApp();
  const settings = useSettings();
  const session = useSession();
  const info = useCall('app.info', {});
  if (settings.kind === 'loading') return <Skeleton />;
  if (settings.kind === 'failed') return <Failure error={settings.error} onRetry={settingsStore.refresh} />;
  const { value } = settings;
  const change = async (patch: Partial<Settings>): Promise<void> => {
    const answer = await callOffice('settings.set', patch);
    if (answer.ok) settingsStore.set(answer.value);
    else void message.error(errorText(text, answer.error));
  };
  const probe = async (serverUrl: string): Promise<void> => {
    const answer = await callOffice('server.probe', { serverUrl });
    if (answer.ok) void message.success(text('ui.login.testOk', { version: answer.value.version }));
    else void message.error(errorText(text, answer.error));
  };
  const serverUrl = session.kind === 'ready' ? session.value.serverUrl : value.serverUrl;
  return (
    <div className="settings scroll">
      <h1>{text('ui.nav.settings')}</h1>
      <Group title={text('ui.settings.look')}>
        <Line label={text('ui.settings.fontScale')} hint={text('ui.settings.fontScale.hint')}>
          <Segmented aria-label={text('ui.settings.fontScale')} value={value.fontScale} onChange={(fontScale) => void change({ fontScale })} options={SCALES.map((scale) => ({ value: scale, label: text(`ui.settings.fontScale.${scale}`) }))} />
        </Line>
        <Line label={text('ui.settings.contrast')} hint={text('ui.settings.contrast.hint')}>
          <Segmented aria-label={text('ui.settings.contrast')} value={value.contrast} onChange={(contrast) => void change({ contrast })} options={[{ value: 'normal' as const, label: text('ui.settings.contrast.normal') }, { value: 'high' as const, label: text('ui.settings.contrast.high') }]} />
        </Line>
        <Line label={text('ui.settings.language')}>
          <Segmented aria-label={text('ui.settings.language')} value={value.locale} onChange={(locale) => void change({ locale })} options={LOCALES.map((locale) => ({ value: locale, label: LOCALE_NAMES[locale] }))} />
        </Line>
      </Group>
      <ReminderGroup value={value} canNotify={info.value?.canNotify ?? true} onChange={(patch) => void change(patch)} />
      {session.kind === 'ready' && session.value.status === 'signedIn' && <DelegationGroup person={session.value.person} />}
      {session.kind === 'ready' && session.value.status === 'signedIn' && <HandoverGroup person={session.value.person} />}
      <YearCalendar thisYear={new Date().getFullYear()} />
      <Group title={text('ui.settings.server')}>
        <Line label={text('ui.login.server')} hint={text('ui.settings.server.hint')}>
          <span className="value num">{serverUrl ?? text('ui.settings.none')}</span>
          {serverUrl !== null && <Button onClick={() => void probe(serverUrl)}>{text('ui.login.test')}</Button>}
        </Line>
      </Group>
      <Group title={text('ui.settings.about')}>
        <Line label={text('ui.app.name')}><span className="value num">{info.value === null ? '' : text('ui.login.version', { version: info.value.version })}</span></Line>
        <Line label={text('ui.settings.runtime')}><span className="value num">{info.value === null ? '' : `Electron ${info.value.electron} · ${info.value.platform}`}</span></Line>
        <Line label={text('ui.settings.profile')}><span className="value path">{info.value?.profileDir ?? ''}</span></Line>
        <Line label={text('ui.settings.scope')}><span className="value">{text('ui.banner.unclassified')}</span></Line>
      </Group>
    </div>
  );
}
