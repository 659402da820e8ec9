/**
 * A send to as many villages as asked for, over a directory made for it, straight on storage: for contracts of the exchange. Started as a program it
 * sends and kills itself without warning when half of the copies are on their way.
 */
import { randomBytes } from 'node:crypto';
import { createOpId, type DocId } from '#shared/base/ids.ts';
import type { Random } from '#shared/base/ports.ts';
import { firstContent } from '#shared/doc/first-content.ts';
import { resolve } from '#shared/exchange/distribution.ts';
import type { Unit } from '#shared/org/model.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { openStorage } from '#server/app.ts';
import { settingsSchema } from '#server/config.ts';
import { crypto } from '#server/crypto/sm2.ts';
import { createUnitKeys } from '#server/crypto/unit-keys.ts';
import { contentFromBytes, type Content } from '#server/documents/frozen.ts';
import type { EventContext } from '#server/documents/documents.ts';
import { send, type SendDeps, type Sent } from '#server/exchange/send.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { id } from './story.ts';
import { treeOf, unitOf } from './tree.ts';
import { defaultPlan } from '#shared/workflow/plan.ts';

export const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
export const SENDER = { organId: 'tongzi1', name: '桐梓县人民政府' } as const;
export const SENT_DOC: DocId = id(77);
export const SENT_AT = 1_780_000_000_000;
export const DUE_MS = 3 * 86_400_000;
export const SERVER_KEY = new Uint8Array(16).fill(7);

export function villagesOf(count: number): readonly Unit[] {
  const towns = Math.ceil(count / 100);
  return [
    unitOf({ id: SENDER.organId, parentId: null, kind: 'division', level: 3, name: '桐梓县', fullName: SENDER.name, order: 0 }),
    ...Array.from({ length: towns }, (_, town) => unitOf({ id: `town${town.toString().padStart(4, '0')}`, parentId: SENDER.organId, kind: 'division', level: 4, name: `第${town}镇`, order: town })),
    ...Array.from({ length: count }, (_, at) => unitOf({ id: villageId(at), parentId: `town${Math.floor(at / 100).toString().padStart(4, '0')}`, kind: 'village', level: 5, name: `第${at}村`, order: at })),
  ];
}
export const villageId = (at: number): string => `village${at.toString().padStart(5, '0')}`;

export const content: Content = contentFromBytes(firstContent({
  docId: SENT_DOC, docType: 'report', organId: SENDER.organId, organName: SENDER.name, mainRecipientId: SENDER.organId, mainRecipientName: '各村（居）民委员会', title: '关于饮水安全的通知',
  paragraphs: ['请各村认真落实。'],
}), crypto.sm3);

export function sendDeps(units: readonly Unit[], more: Partial<SendDeps> = {}): SendDeps {
  return {
    crypto, keys: createUnitKeys(crypto, SERVER_KEY, random), random, view: treeOf(units),
    audienceOf: ({ organId }: DocumentState) => [`head${organId}`, 'everybody1'], planFor: () => defaultPlan('receipt', 5), ...more,
  };
}

export const actOf = (at = SENT_AT, opId = createOpId(random)): EventContext => ({ opId, actor: { personId: 'countyrg1', name: '罗丽', title: '机要员', unitName: '县政府办公室' }, at, claimedAt: null });

/** With the outcome that a command would leave. */
export async function sendToVillages(tx: Tx, units: readonly Unit[], more: Partial<SendDeps> = {}, docId = SENT_DOC): Promise<Sent> {
  const view = treeOf(units);
  const number = '桐府发〔2026〕1号';
  return send(tx, sendDeps(units, more), {
    docId, number, title: '关于饮水安全的通知', sender: SENDER, content,
    copy: {
      kind: 'delivered', docType: 'report', title: '关于饮水安全的通知', urgency: 'normal', dueAt: SENT_AT + DUE_MS, number, contentHash: content.facts.hash,
      origin: { docId, organId: SENDER.organId, organName: SENDER.name, drafterId: 'countydr1', signedOffBy: '杨勇', signedOffAt: SENT_AT, answers: null },
    },
    recipients: resolve([{ kind: 'group', rule: { kind: 'villages', below: SENDER.organId } }], view, SENDER.organId).recipients,
    dueAt: SENT_AT + DUE_MS, event: actOf(),
  });
}

export const openOn = (dataDir: string, storage: 'sqlite' | 'postgres', postgresUrl: string | undefined): Promise<Storage> =>
  openStorage({ settings: settingsSchema.parse({ data: dataDir, storage, ...(postgresUrl === undefined ? {} : { postgresUrl }) }), random });

if (import.meta.main) {
  const [dataDir = '', kind = 'sqlite', url, villages = '0'] = process.argv.slice(2);
  const storage = await openOn(dataDir, kind === 'postgres' ? 'postgres' : 'sqlite', url === '' ? undefined : url);
  let asked = 0;
  await storage.tx((tx) => sendToVillages(tx, villagesOf(Number(villages)), {
    audienceOf: () => {
      asked += 1;
      if (asked > Number(villages) / 2) process.kill(process.pid, 'SIGKILL');
      return [];
    },
  }));
}
