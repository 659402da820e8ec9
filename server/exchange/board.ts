/** The receipt board as queries: the database counts and pages, shared/exchange/board.ts adds up. What was sent again stands for what it replaces. */
import { sql } from 'kysely';
import type { DocId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { perLevel, perParent, total, type Board, type BoardFilter, type BoardRow, type Tally } from '#shared/exchange/board.ts';
import type { ShownState } from '#shared/exchange/delivery.ts';
import { LEVELS, type Level, type OrgView } from '#shared/org/model.ts';
import { placeLabel } from '#shared/org/path-label.ts';
import type { Manifest } from '#shared/exchange/package.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { EnvelopeRow } from './rows.ts';

export interface BoardQuestion {
  readonly filter: BoardFilter;
  readonly offset: number;
  readonly limit: number;
  readonly now: EpochMs;
  readonly mayAct: boolean;
}

/** `shownState` of shared/exchange/delivery.ts where it can be counted. */
const shown = (now: EpochMs) => sql<ShownState>`case when state = 'awaiting' and due_at < ${now} then 'overdue' else state end`;
const levelOf = (value: number): Level => LEVELS.find((level) => level === value) ?? 5;

export async function readBoard(tx: Tx, envelope: EnvelopeRow, { filter, offset, limit, now, mayAct }: BoardQuestion, org: OrgView): Promise<Board> {
  const present = tx.selectFrom('delivery').where('envelope_id', '=', envelope.id).where('replaced_by', 'is', null);
  const tallies = (await present.select(['level', 'parent_id', shown(now).as('shown'), sql<number>`count(*)`.as('count')])
    .groupBy(['level', 'parent_id', 'shown']).orderBy(sql`min(place)`).execute())
    .map((row): Tally => ({ level: levelOf(row.level), parentId: row.parent_id, state: row.shown, count: Number(row.count) }));

  let found = present;
  if (filter.state !== undefined) found = found.where(shown(now), '=', filter.state);
  if (filter.level !== undefined) found = found.where('level', '=', filter.level);
  if (filter.parentId !== undefined) found = found.where('parent_id', '=', filter.parentId);
  if (filter.name !== undefined && filter.name !== '') found = found.where(sql<boolean>`organ_name like ${`%${filter.name.replaceAll(/[%_~]/g, '~$&')}%`} escape '~'`);
  const counted = await found.select(sql<number>`count(*)`.as('count')).executeTakeFirst();
  const rows = await found.select(['id', 'organ_id', 'organ_name', 'level', 'parent_id', shown(now).as('shown'), 'at', 'person_name', 'reason', 'urged_count', 'urged_at', 'replaces'])
    .orderBy('place').limit(limit).offset(offset).execute();

  const manifest = JSON.parse(envelope.manifest) as Manifest;
  return {
    docId: envelope.doc_id as DocId, number: manifest.number, title: manifest.title, sentAt: Number(envelope.at), dueAt: envelope.due_at === null ? null : Number(envelope.due_at), mayAct,
    total: total(tallies),
    levels: [...perLevel(tallies)],
    parents: filter.level === undefined ? [] : perParent(tallies.filter(({ level }) => level === filter.level))
      .map((each) => ({ ...each, parentName: org.unit(each.parentId)?.name ?? '' })),
    found: Number(counted?.count ?? 0),
    rows: rows.map((row): BoardRow => ({
      deliveryId: row.id as DocId, organId: row.organ_id, organName: row.organ_name, level: levelOf(row.level), pathLabel: placeLabel((id) => org.unit(id), row.organ_id),
      state: row.shown, at: Number(row.at), personName: row.person_name, reason: row.reason, urgedCount: row.urged_count,
      urgedAt: row.urged_at === null ? null : Number(row.urged_at), isResent: row.replaces !== null,
    })),
  };
}
