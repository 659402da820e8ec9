/** How a change reads: each line as what, from, to, in words; and the line of its counts. Pure. */
import type { MessageKey } from '#shared/i18n/index.ts';
import type { ChangeLine } from '#shared/org/change/describe.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { Text } from '#renderer/ui/text.tsx';
import type { ChangePreview } from '#shared/protocol/directory-changes.ts';

export const roleText = (text: Text, role: string): string => text(`admin.role.${role as Role}`);
export const rolesText = (text: Text, roles: readonly string[]): string => (roles.length === 0 ? text('admin.roles.none') : roles.map((role) => roleText(text, role)).join('、'));

function valueText(text: Text, { about, field }: Pick<ChangeLine, 'about' | 'field'>, value: string): string {
  if (field === 'roles') return rolesText(text, value.split(' ').filter((role) => role !== ''));
  if (value === '') return text('admin.value.none');
  switch (field) {
    case 'status': return text(about === 'person' && value === 'active' ? 'admin.status.working' : `admin.status.${value}` as MessageKey);
    case 'primary': return text(value === 'true' ? 'admin.primary.yes' : 'admin.primary.no');
    case 'level': return text(`domain.level.${value}` as MessageKey);
    case 'order': return text('admin.order.place', { place: value });
    default: return value;
  }
}

export interface WordedLine { readonly subject: string; readonly what: string; readonly from: string; readonly to: string }

export const wordsOfLine = (text: Text, line: ChangeLine): WordedLine => ({
  subject: line.subject, what: text(line.field === 'made' || line.field === 'removed' ? `admin.${line.field}.${line.about}` : `admin.change.${line.field}`),
  from: line.field === 'made' ? '' : valueText(text, line, line.from), to: line.field === 'removed' ? '' : valueText(text, line, line.to),
});

export function countsText(text: Text, { counts, reach }: Pick<ChangePreview, 'counts' | 'reach'>): string {
  const rows = (['units', 'people', 'posts'] as const).filter((what) => counts[what] > 0).map((what) => text(`admin.counts.${what}`, { count: counts[what] }));
  const below = [...(reach.units > 0 ? [text('admin.reach.units', { count: reach.units })] : []), ...(reach.people > 0 ? [text('admin.reach.people', { count: reach.people })] : [])];
  return [...(rows.length > 0 ? [text('admin.counts', { rows: rows.join('、') })] : []), ...(below.length > 0 ? [text('admin.reach', { below: below.join('、') })] : [])].join('；');
}
