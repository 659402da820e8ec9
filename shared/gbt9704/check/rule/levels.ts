/** R20, first half: the levels of a text are 一、（一）1.（1）, in their own writing and without gaps (GB/T 9704—2012 7.3.3). */
import { attachmentNoteIn } from '../attachment-note.ts';
import { bodyLines, placeIn, replaceIn } from '../block-text.ts';
import type { Line, Remark, RuleCheck, TextEdit } from '../model.ts';
import { fromChinese, toChinese } from './chinese-number.ts';

const FORMS = [
  /^(?<lead>[\s\u3000]*)(?<value>[一二三四五六七八九十]{1,3})[、.．]/u,
  /^(?<lead>[\s\u3000]*)[（(](?<value>[一二三四五六七八九十]{1,3})[）)][、.．，]*/u,
  /^(?<lead>[\s\u3000]*)(?<value>\d{1,2})[.．、](?!\d)/u,
  /^(?<lead>[\s\u3000]*)[（(](?<value>\d{1,2})[）)][、.．，]*/u,
] as const;
type Level = 1 | 2 | 3 | 4;

const write = (level: Level, value: number): string => {
  switch (level) {
    case 1: return `${toChinese(value)}、`;
    case 2: return `（${toChinese(value)}）`;
    case 3: return `${value}.`;
    case 4: return `（${value}）`;
  }
};

interface Ordinal {
  readonly level: Level;
  readonly value: number;
  readonly start: number;
  readonly end: number;
  readonly isWellWritten: boolean;
}

function ordinalOf({ text }: Line): Ordinal | null {
  for (const [index, form] of FORMS.entries()) {
    const match = form.exec(text);
    if (match === null) continue;
    const level = (index + 1) as Level;
    const written = match.groups?.['value'] ?? '';
    const value = level <= 2 ? fromChinese(written) : Number(written);
    const start = match.groups?.['lead']?.length ?? 0;
    const mark = match[0].slice(start);
    if (value > 0) return { level, value, start, end: match[0].length, isWellWritten: mark === write(level, value) || mark === `${value}．` };
  }
  return null;
}

/** Bounds for a text that is out of order everywhere. */
const GAPS_MENDED_MAX = 50;
const RENUMBERED_MAX = 200;

interface Numbered {
  readonly line: Line;
  readonly ordinal: Ordinal;
}

export const levelsInOrder: RuleCheck = (document) => {
  const lines = bodyLines(document);
  // The 附件说明 counts for itself.
  const noted = new Set(attachmentNoteIn(lines).map(({ line }) => line?.index));
  const numbered = lines.flatMap((line): readonly Numbered[] => {
    const ordinal = noted.has(line.index) ? null : ordinalOf(line);
    return ordinal === null ? [] : [{ line, ordinal }];
  });
  const last = [0, 0, 0, 0, 0];
  let gaps = 0;
  return numbered.flatMap(({ line, ordinal }, index): readonly Remark[] => {
    const { level, value, start, end } = ordinal;
    const place = placeIn(line, start, end);
    const mark = line.text.slice(start, end);
    // A list may begin anew; what continues one goes on where it stopped.
    const right = value === 1 ? value : (last[level] ?? 0) + 1;
    last.fill(0, level + 1);
    last[level] = value;
    if (line.level > 0 && line.level !== level) return [{ message: 'rule.find.R20.level', params: { mark, level: line.level }, place }];
    const written = write(level, right);
    if (value === right) {
      return ordinal.isWellWritten ? [] : [{ message: 'rule.find.R20.mark', params: { mark, right: written }, place, mend: { edits: [replaceIn(line, start, end, written)] } }];
    }
    gaps += 1;
    const edits = gaps > GAPS_MENDED_MAX ? [] : renumbered(numbered.slice(index, index + RENUMBERED_MAX), right);
    return [{ message: 'rule.find.R20.gap', params: { mark, right: written }, place, mend: edits.length === 0 ? null : { edits } }];
  });
};

/** The first of these and those that go on with it are counted anew, up to a higher level or another beginning. */
function renumbered(rest: readonly Numbered[], from: number): readonly TextEdit[] {
  const level = rest[0]?.ordinal.level ?? 1;
  const stop = rest.findIndex(({ ordinal }, index) => index > 0 && (ordinal.level < level || (ordinal.level === level && ordinal.value === 1)));
  return rest.slice(0, stop < 0 ? rest.length : stop).filter(({ ordinal }) => ordinal.level === level)
    .map(({ line, ordinal }, index) => replaceIn(line, ordinal.start, ordinal.end, write(level, from + index)));
}
