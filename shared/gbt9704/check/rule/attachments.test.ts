import { describe, it } from 'vitest';
import { downward, enough, expectFinding, expectSilence, type BadCase, type Case } from '#tests/kit/official-case.ts';

const noted = (lines: readonly string[], attachments: readonly string[] | null) => downward({ lines, attachments });

describe('R22 附件说明与附件一致', () => {
  const good: readonly Case[] = [
    ['no attachments', noted(['正文。'], [])],
    ['one', noted(['附件：项目清单'], ['项目清单.xlsx'])],
    ['two', noted(['附件：1.项目清单', '2.资金安排表'], ['项目清单.xlsx', '资金安排表.xlsx'])],
    ['numbered files', noted(['附件：1.项目清单', '2.名单'], ['附件1 项目清单.docx', '附件2：名单.docx'])],
    ['title marks', noted(['附件：《桐梓县实施方案》'], ['桐梓县实施方案.docx'])],
    ['full-width numbers', noted(['附件：1．项目清单', '2．名单'], ['1.项目清单.docx', '2.名单.docx'])],
    ['attachments not known yet', noted(['附件：项目清单'], null)],
    ['the note not known yet', downward({ attachmentNote: null, attachments: ['甲.docx'] })],
    ['three', noted(['附件：1.甲', '2.乙', '3.丙'], ['甲.ofd', '乙.pdf', '丙.docx'])],
    ['attachments that the paper names by itself', downward({ lines: ['正文。'], attachments: ['甲', '乙'], isNoteDrawn: true })],
    ['nothing attached where the paper would name it', downward({ lines: ['正文。'], attachments: [], isNoteDrawn: true })],
    ['spaces', noted(['　　附件：  项目 清单'], ['项目清单.xlsx'])],
    ['a half-width colon', noted(['附件:项目清单'], ['项目清单'])],
    ['a sentence that mentions 附件', noted(['详见附件：甲。'], [])],
  ];
  const drawn = (lines: readonly string[], attachments: readonly string[]) => downward({ lines, attachments, isNoteDrawn: true });
  const bad: readonly BadCase[] = [
    ['a note typed beside the one that the paper gets', drawn(['正文。', '附件：项目清单'], ['项目清单']), 'rule.find.R22.twice'],
    ['a typed note of several beside it', drawn(['正文。', '附件：1.甲', '2.乙'], ['甲', '乙']), 'rule.find.R22.twice'],
    ['a typed note with nothing attached', drawn(['附件：项目清单'], []), 'rule.find.R22.count'],
    ['an attachment without a note', noted(['正文。'], ['项目清单.xlsx']), 'rule.find.R22.noNote'],
    ['two without a note', noted(['正文。'], ['甲.docx', '乙.docx']), 'rule.find.R22.noNote'],
    ['a note without an attachment', noted(['附件：项目清单'], []), 'rule.find.R22.count'],
    ['one missing', noted(['附件：1.甲', '2.乙'], ['甲.docx']), 'rule.find.R22.count'],
    ['one too many', noted(['附件：甲'], ['甲.docx', '乙.docx']), 'rule.find.R22.count'],
    ['another name', noted(['附件：项目清单'], ['项目表.xlsx']), 'rule.find.R22.name'],
    ['the order turned round', noted(['附件：1.甲', '2.乙'], ['乙.docx', '甲.docx']), 'rule.find.R22.name'],
    ['a wrong letter', noted(['附件：1.甲单', '2.乙单'], ['甲单.docx', '已单.docx']), 'rule.find.R22.name'],
    ['a full stop', noted(['附件：项目清单。'], ['项目清单.xlsx']), 'rule.find.R22.endMark'],
    ['a semicolon', noted(['附件：1.甲；', '2.乙'], ['甲.docx', '乙.docx']), 'rule.find.R22.endMark'],
    ['a full stop before attachments are known', noted(['附件：项目清单。'], null), 'rule.find.R22.endMark'],
    ['a name given as a fact', downward({ attachmentNote: [{ name: '甲', line: null, start: 0 }], attachments: ['乙.docx'] }), 'rule.find.R22.name'],
  ];
  it.each(good)('[CHK22] says nothing of %s', (_name, document) => expectSilence('R22', document));
  it.each(bad)('[CHK22] finds %s', (_name, document, message) => expectFinding('R22', document, message));
  it('[CHK22] has cases enough', () => enough(good, bad));
});
