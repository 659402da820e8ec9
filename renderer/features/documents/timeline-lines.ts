/** 历程: one line per event, newest first, with what was said and which text it was about. Pure. */
import type { DocumentEvent, EventBody } from '#shared/workflow/model.ts';

export interface TimelineLine {
  readonly key: string;
  readonly kind: EventBody['kind'];
  readonly who: string;
  readonly post: string;
  readonly at: number;
  /** The author's own clock, when the act was made well before the server knew of it. */
  readonly claimedAt: number | null;
  /** Opinion, reason or text of the 批复. */
  readonly words: string | null;
  readonly decision: 'approve' | 'reject' | null;
  /** Number, invited names, or whom it went to. */
  readonly detail: string | null;
  readonly contentHash: string | null;
}

/** Less than this is the way over the network, not an act made offline. */
const OFFLINE_GAP_MS = 60_000;

export const timelineLines = (events: readonly DocumentEvent[]): readonly TimelineLine[] => events.map(line).toReversed();

function line(event: DocumentEvent): TimelineLine {
  const { body, actor } = event;
  const isLate = event.claimedAt !== null && Math.abs(event.at - event.claimedAt) > OFFLINE_GAP_MS;
  return {
    key: `${event.docSeq} ${event.opId} ${body.kind}`, kind: body.kind, who: actor.name,
    post: [actor.unitName, actor.title].filter((part) => part !== '').join(' · '),
    at: event.at, claimedAt: isLate ? event.claimedAt : null,
    words: words(body), decision: body.kind === 'replied' || body.kind === 'answered' ? body.decision : null, detail: detail(body),
    contentHash: 'contentHash' in body ? body.contentHash : null,
  };
}

function words(body: EventBody): string | null {
  if (body.kind === 'returned') return body.reason;
  if (body.kind === 'signedOff') return body.opinion === '' ? null : body.opinion;
  return body.kind === 'replied' ? body.text : null;
}

function detail(body: EventBody): string | null {
  switch (body.kind) {
    case 'invited': return body.people.map((person) => person.name).join('、');
    case 'issued': case 'answered': return body.number;
    case 'submitted': return body.mainRecipientName;
    case 'delivered': return `${body.origin.organName} ${body.number}`;
    default: return null;
  }
}

/** When the text was signed off: the day that stands under it as 成文日期. An incoming copy was issued no later than it was delivered. */
export function signedAt(events: readonly DocumentEvent[]): number | null {
  const signed = events.findLast((event) => event.body.kind === 'signedOff') ?? events.find((event) => event.body.kind === 'delivered');
  return signed?.at ?? null;
}
