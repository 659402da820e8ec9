/** Words in the language of the settings. A component asks `useText()`; nothing on a screen is written out in code. */
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { t, type MessageKey, type Params } from '#shared/i18n/index.ts';
import type { Locale } from '#shared/i18n/locales.ts';

export type Text = (key: MessageKey, params?: Params) => string;

const LocaleContext = createContext<Locale>('zh-CN');

export function LocaleProvider({ locale, children }: { readonly locale: Locale; readonly children: ReactNode }) {
  return <LocaleContext value={locale}>{children}</LocaleContext>;
}

export const useLocale = (): Locale => useContext(LocaleContext);

export function useText(): Text {
  const locale = useLocale();
  return useMemo(() => (key: MessageKey, params: Params = {}) => t(locale, key, params), [locale]);
}
