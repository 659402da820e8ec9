/** R19: the first page shows some of the 正文; a 主送 too long for that moves to the 版记 (GB/T 9704—2012 7.3.2, 7.3.3). What the pages show is the layout's to say. */
import type { RuleCheck } from '../model.ts';

export const bodyOnFirstPage: RuleCheck = ({ facts }) => {
  if (facts.layout === null || facts.layout.firstPageShowsBody) return [];
  const place = { kind: 'meta', key: 'recipientsAt' } as const;
  return facts.recipientsAt === 'colophon'
    ? [{ message: 'rule.find.R19.stillNone', place }]
    : [{ message: 'rule.find.R19.move', place, mend: { edits: [{ kind: 'fact', key: 'recipientsAt', value: 'colophon' }] } }];
};
