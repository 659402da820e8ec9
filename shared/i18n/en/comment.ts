/** 批注. */
import type { comment as source } from '../zh-CN/comment.ts';

export const comment: { readonly [key in keyof typeof source]: string } = {
  'comment.tab': 'Comments',
  'comment.new': 'Comment on the selection',
  'comment.new.submit': 'Comment',
  'comment.text': 'Comment',
  'comment.mention': 'For',
  'comment.mention.add': '@ Name somebody',
  'comment.open': 'Open {count}',
  'comment.settled': 'Settled {count}',
  'comment.none': 'No comments. Select words and press Ctrl+Alt+M. Comments are no part of the text and are not printed.',
  'comment.noneToRead': 'No open comments',
  'comment.noneSettled': 'No settled comments',
  'comment.gone': 'Its words are gone',
  'comment.reply': 'Reply, Enter to send',
  'comment.settle': 'Settle',
  'comment.reopen': 'Reopen',
  'comment.settledBy': 'Settled by',
  'comment.toRevision': 'Turn into a revision',
  'comment.words': 'Change to',
  'comment.propose': 'Propose',
  'comment.changed': 'Its words are gone; nothing was changed',
};
