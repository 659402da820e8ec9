/**
 * 为基层减负 as invariants of the product: nothing ranks people, counts their time or makes them prove that they were there; nothing forces a
 * photograph on anybody; a machine is silent at night unless something is 特急. Looked for in the words of the code itself, and in what a
 * running server really has: tables, routes, bodies, metrics.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEFAULTS } from '#electron/settings.ts';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import { MESSAGES } from '#shared/i18n/index.ts';
import { actRequest } from '#shared/ipc/contract.ts';
import { commandsRequest, createDocumentRequest } from '#shared/protocol/http.ts';
import { URGENCIES } from '#shared/time/deadline.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { mayRing, type RingKind } from '#shared/time/quiet-hours.ts';
import { command } from '#shared/workflow/command.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { request } from '#tests/kit/server-client.ts';
import { isCode, isTest, pathsIn, readSource, withoutComments } from '#tests/kit/source-tree.ts';

/** In simplified and traditional writing. */
const CHINESE = /排名|排行|名次|位次|评比|評比|积分|積分|得分|打卡|签到|簽到|考勤|在线时长|在線時長|在线率|在線率|登录次数|登入次數|登录率|登入率|阅读时长|閱讀時長|停留时长|停留時長|阅读率|閱讀率|活跃度|活躍度|活跃率|点赞|點贊|接龙|接龍|截图上传|截圖上傳|拍照上传|拍照上傳|轨迹|軌跡|必须回复|必須回覆/u;

const TIME = '(?:time|ms|seconds|minutes|hours|duration|days|rate|count|total)';
/** As words, one space between: names are taken apart first. */
const ENGLISH = new RegExp(String.raw`\b(?:${[
  'rankings?', 'leader ?boards?', 'scores?', 'scoring', 'streaks?', 'medals?', 'attendance', 'gamification', 'upvotes?', 'likes (?:count|total)', 'points (?:total|balance|earned)',
  'check ?ins? (?:at|by|count|day|required)', 'checked in at', 'punch(?:ed)? in', 'clock(?:ed)? in', `online ${TIME}`, 'time online', 'last (?:online|seen|active)', `active ${TIME}`, 'activity (?:score|level|rate)',
  `(?:login|log in|sign in|signin) ${TIME}`, '(?:login|sign in|signin) (?:quota|target)', `(?:read|reading|dwell|viewing|view) ${TIME}`, 'read at', 'viewed at', 'scroll depth', 'idle time', 'key ?strokes? (?:count|per)',
].join('|')})\b`, 'u');

const asWords = (text: string): string => text.replace(/([a-z0-9])([A-Z])/gu, '$1 $2').replace(/[_-]+/gu, ' ').toLowerCase();
const findIn = (text: string): string | null => CHINESE.exec(text)?.[0] ?? ENGLISH.exec(asWords(text))?.[0] ?? null;

const PROOF = /photo|picture|image|selfie|screenshot|attachment|upload|location|latitude|longitude|track|signature image|video|audio/u;

/** Every property that somebody must send, with its path. */
function requiredIn(schema: unknown, path = ''): readonly string[] {
  if (schema === null || typeof schema !== 'object') return [];
  const { required } = schema as { readonly required?: unknown };
  const own = Array.isArray(required) ? required.map((name) => `${path}.${String(name)}`) : [];
  return [...own, ...Object.entries(schema).flatMap(([key, value]) => (key === 'required' ? [] : requiredIn(value, `${path}.${key}`)))];
}
const namesIn = (value: unknown): readonly string[] => {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) => [...(Array.isArray(value) ? [] : [key]), ...namesIn(child)]);
};

describe('light on the grassroots', () => {
  it('[LIG01] the words that are looked for are found', () => {
    const planted = ['周排名', 'onlineTimeMs', 'last_seen', 'readDuration', 'gzt_sign_in_count', 'leaderboard', 'checkInAt', '在線時長', 'readAt', 'user-score'];
    expect(planted.filter((word) => findIn(word) === null)).toEqual([]);
    const honest = ['签收', '签发', '已阅', '在线', '上次同步', 'lastSyncedAt', 'readBy', 'signedIn', 'findRankTitle', 'online', 'timeoutMs', 'rank', 'pointTo', 'gzt_sign_ins_total'];
    expect(honest.filter((word) => findIn(word) !== null)).toEqual([]);
  });

  it('[LIG01] nothing in the code of the product ranks people, counts their time or asks for their presence', () => {
    const files = pathsIn('shared', 'server', 'electron', 'renderer').filter(isCode).map(readSource).filter((file) => !isTest(file));
    expect(files.length).toBeGreaterThan(300);
    const found = files.flatMap(({ path, text }) => withoutComments(text).split('\n').flatMap((line, index) => {
      const word = findIn(line);
      return word === null ? [] : [`${path}:${index + 1} ${word}`];
    }));
    expect(found).toEqual([]);
  });

  it('[LIG01] no word on a screen does', () => {
    expect(Object.values(MESSAGES).flatMap((messages) => Object.entries(messages).filter(([, text]) => findIn(text) !== null))).toEqual([]);
  });

  it('[LIG02] nobody is made to send a photograph, a file or a place with anything they do', () => {
    for (const schema of [command, commandsRequest, createDocumentRequest, actRequest]) {
      const required = requiredIn(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));
      expect(required.length).toBeGreaterThan(0);
      expect(required.filter((path) => PROOF.test(asWords(path)))).toEqual([]);
    }
    expect(PROOF.test(asWords('sitePhoto'))).toBe(true);
  });

  it('[LIG03] unless it was told otherwise, a machine is silent from 18:00 to 8:30 and on days off, but for 特急; a head of unit is never told then', () => {
    const kinds: readonly RingKind[] = ['arrival', 'deadline', 'escalation'];
    const loud = new Set<string>();
    for (let at = Date.parse('2026-01-01T00:00+08:00'); at < Date.parse('2027-01-01T00:00+08:00'); at += 15 * 60_000) {
      const china = new Date(at + 8 * 3_600_000);
      const minute = china.getUTCHours() * 60 + china.getUTCMinutes();
      const isSilent = minute < 510 || minute >= 1_080 || [0, 6].includes(china.getUTCDay());
      const isMadeUp = NATIONAL_CALENDAR.years.some(({ makeUpDays }) => makeUpDays.includes(china.toISOString().slice(0, 10)));
      if (!isSilent || (isMadeUp && minute >= 510 && minute < 1_080)) continue;
      for (const kind of kinds) for (const urgency of URGENCIES) if (mayRing(kind, urgency, at, DEFAULTS, NATIONAL_CALENDAR)) loud.add(`${kind} ${urgency}`);
    }
    expect([...loud].toSorted()).toEqual(['arrival critical', 'deadline critical']);
  });
});

describe('light on the grassroots, at a running server', () => {
  let server: InProcessServer;
  let dir: string;
  beforeAll(async () => {
    server = await startInProcessServer();
    dir = mkdtempSync(join(tmpdir(), 'gzt-light-'));
  }, 60_000);
  afterAll(async () => {
    await server?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('[LIG04] no table or column keeps it', async () => {
    const storage = await openSqliteStorage({ path: join(dir, 'server.db'), probeIntervalMs: 1_000 });
    const columns = await storage.read(async (tx) => (await sql<{ readonly name: string }>`select m.name || ' ' || c.name as name from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table'`.execute(tx)).rows);
    await storage.close();
    expect(columns.length).toBeGreaterThan(80);
    expect(columns.map(({ name }) => name).filter((name) => findIn(name) !== null)).toEqual([]);
  });

  it('[LIG04] no route, field or metric tells it', async () => {
    const { body } = await request<Readonly<Record<string, unknown>>>(server.url, '/api/openapi.json');
    const names = namesIn(body);
    expect(names).toContain('/api/commands');
    expect(names.filter((name) => findIn(name) !== null)).toEqual([]);
    const metrics = String((await request(server.url, '/metrics')).body).split('\n').filter((line) => line.startsWith('# TYPE gzt_')).map((line) => line.split(' ')[2] ?? '');
    expect(metrics.length).toBeGreaterThan(10);
    expect(metrics.filter((name) => findIn(name) !== null)).toEqual([]);
    // Whom a number is about must not stand beside it: a metric by person would be a ranking in waiting.
    expect(String((await request(server.url, '/metrics')).body)).not.toMatch(/\{[^}]*(?:person|login|unit|organ)[^}]*\}/iu);
  });
});
