/** zh-CN is the source; the others are complete or a test fails (I18N01). */
export const LOCALES = ['zh-CN', 'zh-Hant', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
