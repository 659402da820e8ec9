import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putFile } from '#shared/doc/attached-files.ts';
import { DOCUMENT_BLOB_BYTES_MAX, PART_BYTES, partsOf, type BlobState } from '#shared/protocol/blobs.ts';
import { verify } from '#server/ops/verify.ts';
import { draftReport, issueReport, type Office } from '#tests/kit/archive-story.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { randomId, request, type Answer, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { dropStaleUploads } from './blobs.ts';

const TOWN = '楚米镇人民政府';
const START_MS = 120_000;
type Refused = { readonly error?: { readonly code: string; readonly rule?: string } };

interface Sheet {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly digest: string;
}
const digestOf = (bytes: Uint8Array): string => createHash('sm3').update(bytes).digest('hex');
function sheet(length: number, name = '受灾群众名单.xlsx', start: readonly number[] = [0x50, 0x4b, 0x03, 0x04]): Sheet {
  const bytes = new Uint8Array(randomBytes(length));
  bytes.set(start);
  return { name, bytes, digest: digestOf(bytes) };
}
const partOf = ({ bytes }: Sheet, part: number): Uint8Array => bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);

describe.each(ADAPTERS)('附件和插图, on $name', ({ make }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let town: Office;
  let neighbour: ServerClient;

  beforeAll(async () => {
    installation = await make();
    if (installation === null) return;
    office = await startInProcessServer({ ...installation.settings, data: installation.dataDir });
    town = { drafter: await office.as(TOWN, 'drafter'), mayor: await office.as(TOWN, 'principalLeader'), registrar: await office.as(TOWN, 'registrar') };
    neighbour = await office.as('海校街道', 'drafter');
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  const pathOf = (docId: string, { digest }: Sheet): string => `/api/documents/${docId}/blobs/${digest}`;
  const begin = (who: ServerClient, docId: string, file: Sheet, wish: object = {}): Promise<Answer<BlobState & Refused>> => who.post(pathOf(docId, file), { name: file.name, bytes: file.bytes.byteLength, ...wish });
  const put = (who: ServerClient, docId: string, file: Sheet, part: number, data: Uint8Array = partOf(file, part)): Promise<Answer<{ readonly isWhole: boolean } & Refused>> =>
    request(who.url, `${pathOf(docId, file)}/parts/${part}`, { method: 'PUT', headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/octet-stream' }, body: data as Uint8Array<ArrayBuffer> });
  const upload = async (who: ServerClient, docId: string, file: Sheet): Promise<void> => {
    const { body } = await begin(who, docId, file);
    for (const part of body.missing) await put(who, docId, file, part);
    expect((await begin(who, docId, file)).body).toEqual({ isWhole: true, missing: [] });
  };
  const download = async (who: ServerClient, docId: string, file: Sheet): Promise<Uint8Array | number> => {
    const { status, body } = await who.get<{ readonly bytes: number }>(pathOf(docId, file));
    if (status !== 200) return status;
    const parts: Uint8Array[] = [];
    for (let part = 0; part < partsOf(body.bytes); part += 1) {
      const response = await fetch(`${who.url}${pathOf(docId, file)}/parts/${part}`, { headers: { authorization: `Bearer ${who.token}` } });
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      parts.push(new Uint8Array(await response.arrayBuffer()));
    }
    return Buffer.concat(parts);
  };
  const attach = async (who: ServerClient, docId: string, file: Sheet): Promise<void> => {
    const open = await who.open(docId);
    putFile(open.doc, { name: file.name, bytes: file.bytes.byteLength, blob: file.digest });
    await waitFor(async () => (await who.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === open.hash(), { what: 'the server to know the file' });
    open.close();
  };

  it('[ATT02] a file goes up in parts, on from where the line broke, in any order, twice', async () => {
    needInstallation(installation);
    const docId = await draftReport(town, '关于灾情的报告');
    const file = sheet(PART_BYTES * 2 + 77);
    expect((await begin(town.drafter, docId, file)).body).toEqual({ isWhole: false, missing: [0, 1, 2] });
    expect((await put(town.drafter, docId, file, 2)).body).toEqual({ isWhole: false });
    expect((await put(town.drafter, docId, file, 2)).body).toEqual({ isWhole: false });
    expect(await download(town.drafter, docId, file)).toBe(404);
    expect((await begin(town.drafter, docId, file)).body).toEqual({ isWhole: false, missing: [0, 1] });
    expect((await put(town.drafter, docId, file, 0)).body).toEqual({ isWhole: false });
    expect((await put(town.drafter, docId, file, 1)).body).toEqual({ isWhole: true });
    expect((await put(town.drafter, docId, file, 1)).body).toEqual({ isWhole: true });
    expect(Buffer.from(await download(town.drafter, docId, file) as Uint8Array).equals(Buffer.from(file.bytes))).toBe(true);
  });

  it('[ATT02 ATT03 ATT05] bytes that are not what they say are refused and leave nothing behind', async () => {
    needInstallation(installation);
    const docId = await draftReport(town, '关于旱情的报告');
    const file = sheet(PART_BYTES + 5);
    expect((await put(town.drafter, docId, file, 0)).status).toBe(404);
    await begin(town.drafter, docId, file);
    expect((await put(town.drafter, docId, file, 0, file.bytes.subarray(0, 9))).body.error).toMatchObject({ code: 'blob.wrong-bytes', rule: 'ATT02' });
    expect((await put(town.drafter, docId, file, 2, file.bytes.subarray(0, 5))).body.error).toMatchObject({ code: 'blob.wrong-bytes' });
    expect((await put(town.drafter, docId, file, 0, new Uint8Array(PART_BYTES + 1))).status).toBe(413);
    expect((await begin(town.drafter, docId, file, { bytes: 6 })).body.error).toMatchObject({ code: 'blob.wrong-bytes' });
    await put(town.drafter, docId, file, 0, new Uint8Array(PART_BYTES));
    expect((await put(town.drafter, docId, file, 1)).body.error).toMatchObject({ code: 'blob.wrong-bytes', rule: 'ATT02' });
    // What was not true is gone as a whole; begun again it is taken.
    expect((await begin(town.drafter, docId, file)).body.missing).toEqual([0, 1]);

    const liar = sheet(900, '名单.pdf');
    await begin(town.drafter, docId, liar);
    expect((await put(town.drafter, docId, liar, 0)).body.error).toMatchObject({ code: 'blob.wrong-kind', rule: 'ATT03' });
    expect(await download(town.drafter, docId, liar)).toBe(404);

    for (const wish of [{ name: 'x.exe' }, { name: '../x.pdf' }, { name: 'x.pdf', bytes: 0 }, { name: 'x.pdf', bytes: 1.5 }, { bytes: 2 ** 40 }, { extra: 1 }]) expect((await begin(town.drafter, docId, sheet(9), wish)).status, JSON.stringify(wish)).toBe(400);
    const json = await request<Refused>(town.drafter.url, pathOf(docId, file), { method: 'POST', headers: { authorization: `Bearer ${town.drafter.token}`, 'content-type': 'application/octet-stream' }, body: 'x' });
    expect(json.body.error?.code).toBe('request.not-json');

    const large = Math.floor(DOCUMENT_BLOB_BYTES_MAX / 8);
    for (let index = 0; index < 7; index += 1) expect((await begin(town.drafter, docId, sheet(9), { bytes: large })).status).toBe(200);
    expect((await begin(town.drafter, docId, sheet(9), { bytes: large })).body.error).toMatchObject({ code: 'blob.too-many', rule: 'ATT05' });
  });

  it('[ATT04] whoever may not read the document learns nothing of its files, and a digest alone gives nothing', async () => {
    needInstallation(installation);
    const docId = await draftReport(town, '关于供水的报告');
    const file = sheet(300);
    await upload(town.drafter, docId, file);
    const other = await draftReport({ ...town, drafter: neighbour }, '关于供电的报告');
    expect([await download(neighbour, docId, file), await download(neighbour, other, file)]).toEqual([404, 404]);
    expect([(await begin(neighbour, docId, file)).status, (await put(neighbour, docId, file, 0)).status]).toEqual([404, 404]);
    // Said to be had already it is not: it must be sent whole.
    expect((await begin(neighbour, other, file)).body).toEqual({ isWhole: false, missing: [0] });
    expect(await download(neighbour, other, file)).toBe(404);
    await put(neighbour, other, file, 0);
    expect(await download(neighbour, other, file)).toBeInstanceOf(Uint8Array);
    for (const bad of [`/api/documents/${docId}/blobs/abc`, `/api/documents/${docId}/blobs/${file.digest}/parts/-1`, `/api/documents/${docId}/blobs/${file.digest}/parts/9`, `/api/documents/${randomId()}/blobs/${file.digest}`]) expect((await town.drafter.get(bad)).status, bad).toBe(404);
  });

  it('[ATT06 ATT07] a text is handed on with all that it names, and read with it by whom it was sent to', async () => {
    needInstallation(installation);
    const docId = await draftReport(town, '关于农房安全的报告');
    const file = sheet(PART_BYTES * 3);
    await attach(town.drafter, docId, file);
    const { body: { hash } } = await town.drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
    const submit = { kind: 'submit', docId, stepNo: 0, contentHash: hash, opinion: '', people: [], dueAt: null, reasons: {} } as const;
    expect(await town.drafter.act(submit)).toMatchObject({ status: 'refused', error: { code: 'blob.missing', rule: 'ATT06' } });
    await upload(town.drafter, docId, file);
    await issueReport(town, docId);
    expect((await begin(town.drafter, docId, sheet(10))).status).toBe(403);

    const county = await office.as('桐梓县人民政府', 'registrar');
    const copy = (await county.feed()).documents.find(({ state }) => state.direction === 'incoming' && state.origin.docId === docId);
    const read = await download(county, copy?.state.docId ?? '', file);
    expect(Buffer.from(read as Uint8Array).equals(Buffer.from(file.bytes))).toBe(true);
    expect(await download(county, docId, file)).toBe(404);
    expect((await verify(installation?.place as Installation['place'], () => {})).list()).toEqual([]);
  }, START_MS);

  it('[ATT02] what was begun and left is taken away after a week', async () => {
    needInstallation(installation);
    const docId = await draftReport(town, '关于校舍的报告');
    const file = sheet(PART_BYTES + 1);
    await begin(town.drafter, docId, file);
    await put(town.drafter, docId, file, 0);
    const { storage } = office.server;
    await storage.tx((tx) => dropStaleUploads(tx, Date.now()));
    expect((await begin(town.drafter, docId, file)).body.missing).toEqual([1]);
    await storage.tx((tx) => dropStaleUploads(tx, Date.now() + 8 * 86_400_000));
    expect((await begin(town.drafter, docId, file)).body.missing).toEqual([0, 1]);
  });
});
