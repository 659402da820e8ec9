/** Kinds of acts travel as strings; one that this version does not know stands for itself. */
import { MESSAGES, type MessageKey } from '#shared/i18n/index.ts';
import type { Text } from '#renderer/ui/text.tsx';

export function actName(text: Text, kind: string): string {
  const key = `domain.act.${kind}`;
  return Object.hasOwn(MESSAGES['zh-CN'], key) ? text(key as MessageKey) : kind;
}
