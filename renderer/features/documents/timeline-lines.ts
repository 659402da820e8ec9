/** 历程: one line per event, newest first, with what was said and which text it was about. Pure. */
import type { MessageKey } from '#shared/i18n/index.ts';
import type { DocumentEvent, EventBody } from '#shared/workflow/model.ts';

export interface TimelineLine {
  readonly key: string;
  /** The act, or the kind of what happened without one. */
  readonly kind: string;
  readonly label: MessageKey;
  readonly who: string;
  /** Whom they stood in for (代). */
  readonly standsFor: string | null;
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
  const kind = body.kind === 'acted' ? body.act : body.kind;
  return {
    key: `${event.docSeq} ${event.opId} ${kind}`, kind, label: body.kind === 'acted' ? `domain.act.${body.act}` : `domain.event.${body.kind}`, who: actor.name, standsFor: actor.for?.name ?? null,
    post: [actor.unitName, actor.title].filter((part) => part !== '').join(' · '),
    at: event.at, claimedAt: isLate ? event.claimedAt : null,
    words: words(body), decision: decisionOf(body), detail: detail(body),
    contentHash: body.kind === 'acted' || body.kind === 'delivered' ? body.contentHash : null,
  };
}

function words(body: EventBody): string | null {
  if (body.kind === 'bounced') return body.reason;
  return body.kind === 'acted' && body.opinion !== '' ? body.opinion : null;
}

/** Shown where it is not already the act's own name. */
function decisionOf(body: EventBody): TimelineLine['decision'] {
  if (body.kind === 'answered') return body.decision;
  return body.kind === 'acted' && (body.act === 'reply' || body.act === 'grant') ? body.decision : null;
}

function detail(body: EventBody): string | null {
  switch (body.kind) {
    case 'invited': return names(body.people);
    case 'answered': return body.number;
    case 'bounced': return body.organName;
    case 'delivered': return `${body.origin.organName} ${body.number}`;
    case 'acted': return body.number ?? (body.named !== null ? names(body.named) : body.isHandedOn && body.assignees.length > 0 ? names(body.assignees) : body.act === 'submit' ? (body.subject?.mainRecipientName ?? null) : null);
    case 'handedOver': return `${body.from.name} → ${body.to.name}`;
    case 'created': case 'read': return null;
  }
}

const names = (people: readonly { readonly name: string }[]): string => people.map((person) => person.name).join('、');

/** When the text was signed off: the day that stands under it as 成文日期. An incoming copy was issued no later than it was delivered. */
export function signedAt(events: readonly DocumentEvent[]): number | null {
  const signed = events.findLast((event) => event.body.kind === 'acted' && event.body.act === 'signOff') ?? events.find((event) => event.body.kind === 'delivered');
  return signed?.at ?? null;
}
