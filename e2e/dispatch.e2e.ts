/** The long way of 发文 in a real window: from 登记 with a number that was kept for it to 印制, 用印 and 核发, and how far it has got. */
import { describe, expect, it } from 'vitest';
import { randomId, signIn as signInOverHttp, type Act, type ServerClient } from '#tests/kit/server-client.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { Player } from './kit/cast.ts';
import { openFromDesk, signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

let docId = '';
let kept = '';
let keeper: Player;
const CITY = 2;

const scene = setScene('dispatch', async ({ server }) => {
  const of = (role: Role): Player => {
    const account = server.accounts.find(({ level, roles }) => level === CITY && roles.includes(role));
    if (account === undefined) throw new Error(`no ${role} at the city`);
    return account;
  };
  keeper = of('registrar');
  const [drafter, reviewer, leader, registrar] = await Promise.all([of('drafter'), of('sectionHead'), of('principalLeader'), keeper].map((account) => signInOverHttp(server.url, account)));
  if (drafter === undefined || reviewer === undefined || leader === undefined || registrar === undefined) throw new Error('nobody');
  const organId = registrar.session.person.memberships[0]?.organId ?? '';
  const { body } = await registrar.post<{ readonly code: string; readonly year: number }>('/api/registers/dispatch', { kind: 'reserve', opId: randomId(), organId, count: 2, reason: '市委专题会议纪要确定' });
  kept = `${body.code}〔${body.year}〕2号`;
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '遵义市人民政府关于修建防洪堤的请示' })).body.docId;
  const act = async (who: ServerClient, kind: Act['kind'], more: Record<string, unknown> = {}): Promise<void> => {
    const contentHash = (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash;
    const outcome = await who.act({ kind, docId, stepNo: (await who.view(docId)).state.stepNo, contentHash, opinion: '', ...more });
    if (outcome.status !== 'accepted') throw new Error(`${kind}: ${JSON.stringify(outcome)}`);
  };
  await act(drafter, 'submit', { people: [], dueAt: null, reasons: {} });
  while ((await drafter.view(docId)).state.stage !== 'signing') await act(reviewer, 'approve', { people: [], opinion: '同意' });
  await act(leader, 'signOff', { opinion: '同意' });
  while ((await drafter.view(docId)).state.stage !== 'registering') await act(registrar, 'approve', { people: [], opinion: '已复核' });
});

const page = () => scene.client.page;
const stage = () => page().getByTestId('document-page').getAttribute('data-stage');

describe('发文, from 登记 to 核发', () => {
  it('[SCR33] a registrar gives it the number that was kept for it', async () => {
    await signIn(page(), scene.server.url, keeper);
    await openFromDesk(page(), 'todo', docId);
    await page().getByTestId('act-register').click();
    await page().getByTestId('register-number').click();
    await page().locator('.ant-select-item-option').filter({ hasText: kept }).click();
    await scene.look('dispatch-register');
    await page().getByTestId('act-confirm').click();
    await page().locator('.doc-head .num').filter({ hasText: kept }).waitFor();
    await page().locator('[data-testid="document-page"]:not([data-stage="registering"])').waitFor();
    await scene.look('dispatch-numbered');
  });

  it('[SCR33] 印制, 用印 and 核发 follow, each said in the 历程', async () => {
    for (const act of ['print', 'seal', 'dispatch'] as const) {
      const before = await stage();
      if (await page().getByTestId(`act-${act}`).count() === 0) continue;
      await page().getByTestId(`act-${act}`).click();
      await page().getByTestId('act-confirm').click();
      await page().locator(`[data-testid="document-page"]:not([data-stage="${before}"])`).waitFor();
    }
    expect(await stage()).toBe('issued');
    await page().getByTestId('open-board').waitFor();
    await scene.look('dispatch-issued');
  });
});
