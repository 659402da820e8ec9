/** Chooses what fills the window: sign-in, unlock, or the frame with its screens. Language, contrast and the UI kit's tokens are set here. */
import { App as KitApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import zhTW from 'antd/locale/zh_TW';
import { useEffect, type ReactNode } from 'react';
import type { Locale } from '#shared/i18n/locales.ts';
import { sessionStore, useSession, useSettings } from '#renderer/bridge/stores.ts';
import { LoginPage, UnlockPage } from '#renderer/features/login/index.ts';
import { styleNonce } from '#renderer/ui/nonce.ts';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { LocaleProvider } from '#renderer/ui/text.tsx';
import { Frame } from './Frame.tsx';
import { NavigationProvider } from './route.tsx';
import { themeFor } from './theme.ts';

const KIT_LOCALES = { 'zh-CN': zhCN, 'zh-Hant': zhTW, en: enUS } as const satisfies Record<Locale, unknown>;
/** Below the secrecy line and the top bar: neither may be covered. */
const TOAST_TOP_PX = 80;
const CSP = { nonce: styleNonce() };

export function App() {
  const settings = useSettings();
  const locale = settings.kind === 'ready' ? settings.value.locale : 'zh-CN';
  const contrast = settings.kind === 'ready' ? settings.value.contrast : 'normal';
  useEffect(() => {
    document.documentElement.lang = locale === 'zh-Hant' ? 'zh-TW' : locale;
    document.documentElement.dataset['contrast'] = contrast;
  }, [locale, contrast]);
  return (
    <LocaleProvider locale={locale}>
      <ConfigProvider csp={CSP} locale={KIT_LOCALES[locale]} theme={themeFor(contrast)} button={{ autoInsertSpace: false }} wave={{ disabled: true }} getPopupContainer={() => document.body}>
        <KitApp component={false} message={{ maxCount: 2, duration: 4, top: TOAST_TOP_PX }}>
          <Window />
        </KitApp>
      </ConfigProvider>
    </LocaleProvider>
  );
}

function Window(): ReactNode {
  const session = useSession();
  if (session.kind === 'loading') return <Skeleton lines={8} />;
  if (session.kind === 'failed') return <Failure error={session.error} onRetry={sessionStore.refresh} />;
  const { value } = session;
  switch (value.status) {
    case 'signedOut': return <LoginPage serverUrl={value.serverUrl} lastLogin={value.lastLogin} />;
    case 'locked': return <UnlockPage login={value.login} name={value.name} serverUrl={value.serverUrl} />;
    case 'signedIn': return (
      <NavigationProvider key={value.person.personId}>
        <Frame person={value.person} needsSignIn={value.needsSignIn} serverUrl={value.serverUrl} />
      </NavigationProvider>
    );
  }
}
