/** R15: a 批复 answers a 请示 and goes to whoever sent it; so does a 函 that answers (条例第八条（十二）). */
import type { Place, Remark, RuleCheck } from '../model.ts';
import { sameParty } from '../relations.ts';

const AT_LINK: Place = { kind: 'meta', key: 'inReplyTo' };

export const replyToItsRequest: RuleCheck = ({ facts }) => {
  const { docType, inReplyTo, mainRecipients } = facts;
  if ((docType !== 'reply' && docType !== 'letter') || inReplyTo === null) return [];
  if (inReplyTo.kind === 'none') return docType === 'reply' ? [{ message: 'rule.find.R15.noRequest', place: AT_LINK }] : [];
  const remarks: Remark[] = [];
  const { sender } = inReplyTo;
  if (docType === 'reply' && inReplyTo.docType !== 'request') remarks.push({ message: 'rule.find.R15.otherType', place: AT_LINK });
  const [main] = mainRecipients ?? [];
  if (mainRecipients !== null && (mainRecipients.length !== 1 || main === undefined || !sameParty(main, sender))) {
    remarks.push({
      message: 'rule.find.R15.recipient', params: { name: sender.name }, place: { kind: 'meta', key: 'mainRecipients' },
      mend: { edits: [{ kind: 'fact', key: 'mainRecipients', value: [sender] }] },
    });
  }
  return remarks;
};
