/** R22: 附件说明 and what is attached agree in number, order and name (条例第九条（十）、（十五）, GB/T 9704—2012 7.3.4). */
import { placeIn, replaceIn } from '../block-text.ts';
import type { NotedAttachment, Place, Remark, RuleCheck } from '../model.ts';

const AT_NOTE: Place = { kind: 'meta', key: 'attachmentNote' };

/** 1.项目清单.xlsx, 附件2：名单。 → what is compared. */
export function attachmentName(name: string): string {
  const bare = name.normalize('NFKC').trim().replace(/^附件\s*\d{0,2}\s*[::.、_-]?\s*/u, '').replace(/^\d{1,2}\s*[.、]\s*(?!\d)/u, '').replace(/\.(?:docx?|xlsx?|pdf|ofd|wps|et|pptx?|txt|zip|jpe?g|png)$/iu, '');
  return bare.replace(/[\s《》“”"。;；,，.]/gu, '');
}

export const noteMatchesAttachments: RuleCheck = ({ facts }) => {
  const { attachments, attachmentNote: note, isNoteDrawn } = facts;
  if (note === null) return [];
  if (isNoteDrawn === true) return attachments === null || note.length === 0 ? [] : drawnAlready(note, attachments);
  const marks = note.flatMap((noted): readonly Remark[] => {
    const mark = /[。；，;,.]$/u.exec(noted.name.slice(-1))?.[0];
    if (mark === undefined) return [];
    const end = noted.start + noted.name.length;
    const mend = noted.line === null ? null : { edits: [replaceIn(noted.line, end - 1, end, '')] };
    return [{ severity: 'warn', message: 'rule.find.R22.endMark', params: { name: noted.name }, place: placeOf(noted), mend }];
  });
  return attachments === null ? marks : [...marks, ...differences(note, attachments)];
};

/** The paper says by itself what is attached: a note that was typed is wrong, where nothing is attached, or says it twice. */
function drawnAlready(note: readonly NotedAttachment[], attachments: readonly string[]): readonly Remark[] {
  const [first] = note;
  if (first === undefined) return [];
  if (attachments.length === 0) return [{ message: 'rule.find.R22.count', params: { noted: note.length, attached: 0 }, place: placeOf(first) }];
  const lines = note.flatMap(({ line }) => (line === null ? [] : [line]));
  return [{ severity: 'warn', message: 'rule.find.R22.twice', place: placeOf(first), mend: lines.length === 0 ? null : { edits: lines.map((line) => replaceIn(line, 0, line.text.length, '')) } }];
}

const placeOf = ({ name, line, start }: NotedAttachment): Place => (line === null ? AT_NOTE : placeIn(line, start, start + name.length));

function differences(note: readonly NotedAttachment[], attachments: readonly string[]): readonly Remark[] {
  const [first] = note;
  if (first === undefined) return attachments.length === 0 ? [] : [{ message: 'rule.find.R22.noNote', params: { count: attachments.length }, place: AT_NOTE }];
  if (note.length !== attachments.length) {
    return [{ message: 'rule.find.R22.count', params: { noted: note.length, attached: attachments.length }, place: placeOf(first) }];
  }
  return note.flatMap((noted, index): readonly Remark[] => {
    const { name, line, start } = noted;
    const attached = attachments[index] ?? '';
    if (attachmentName(name) === attachmentName(attached)) return [];
    const right = attached.replace(/^附件\s*\d{0,2}\s*[：:.、_-]?\s*/u, '').replace(/\.\w{2,4}$/u, '');
    return [{
      message: 'rule.find.R22.name', params: { position: index + 1, noted: name, attached }, place: placeOf(noted),
      mend: line === null || right === '' ? null : { edits: [replaceIn(line, start, start + name.length, right)] },
    }];
  });
}
