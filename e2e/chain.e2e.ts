/** 请示–批复 in real windows: a middle organ answers and passes up, what was sent back is put right, and everybody sees how far it is. */
import { describe, expect, it } from 'vitest';
import { ask, assign, copyOf, followAndIssue, stepOn, take, type ChainOffice } from '#tests/kit/chain-story.ts';
import { signIn as signInOverHttp, type ServerClient } from '#tests/kit/server-client.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { Player } from './kit/cast.ts';
import { editorText, goToWorkbench, openFromDesk, signIn, signOut } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

let countyDrafter: Player;
let answered = '';
let passedUp = '';
let toAnswer = '';
let toPassUp = '';
let sentBack = '';
let offline = '';

const scene = setScene('chain', async ({ server, cast }) => {
  const over = (account: Player): Promise<ServerClient> => signInOverHttp(server.url, account);
  const at = (level: number, role: Role, unitId?: string): Player => {
    const found = server.accounts.find((account) => account.level === level && account.roles.includes(role) && (unitId === undefined || account.unitId === unitId));
    if (found === undefined) throw new Error(`no ${role} at level ${level}`);
    return found;
  };
  countyDrafter = at(3, 'drafter', cast.countyLeader.unitId);
  const office = async (drafter: Player, leader: Player, registrar: Player, more: ChainOffice['more'] = {}): Promise<ChainOffice> => ({ drafter: await over(drafter), leader: await over(leader), registrar: await over(registrar), more });
  const town = await office(cast.drafter, cast.leader, cast.registrar);
  const county = await office(countyDrafter, cast.countyLeader, cast.countyRegistrar);
  const city = await office(at(2, 'drafter'), at(2, 'principalLeader'), at(2, 'registrar'), { sectionHead: await over(at(2, 'sectionHead')), reviewer: await over(at(2, 'reviewer')), sealKeeper: await over(at(2, 'sealKeeper')) });
  // One that has been up and is on its way back.
  answered = await ask(town, county, '提高防汛物资储备标准');
  const copy = await take(county, answered);
  await assign(county, copy);
  passedUp = await followAndIssue(county, 'escalate', copy, city);
  const above = await take(city, passedUp);
  await assign(city, above);
  await take(county, await followAndIssue(city, 'answer', above, county));
  // Three in the hands of the county's drafter.
  const given = async (subject: string): Promise<string> => {
    const received = await take(county, await ask(town, county, subject));
    await assign(county, received);
    return received;
  };
  toAnswer = await given('增设《农村客运》停靠点');
  toPassUp = await given('调整乡镇行政区划界线');
  offline = await given('开放镇文化站场地');
  // One that the county did not take as it was.
  sentBack = await ask(town, county, '安排村级道路养护经费');
  await stepOn(county.registrar, await copyOf(county.registrar, sentBack), 'refuse', { opinion: '附注缺联系人和电话，请补正后重新报送。' });
});

const page = () => scene.client.page;
const chain = () => page().getByTestId('chain-level').evaluateAll((levels) => levels.map((each) => each.getAttribute('data-state')));

describe('请示–批复 in a real window', () => {
  it('[SCR30 UI83] whoever asked sees how far it is, level by level, and the pair that is not complete yet', async () => {
    await signIn(page(), scene.server.url, scene.cast.drafter);
    await openFromDesk(page(), 'done', answered);
    await page().getByTestId('chain-level').first().waitFor();
    expect(await chain()).toEqual(['asked', 'answerCame', 'answered']);
    await page().getByTestId('pair-missing').waitFor();
    expect(await page().getByTestId('pair-open').count()).toBe(0);
    await scene.look('chain-asker');
  });

  it('[SCR30 UI85] what was sent back lies on the desk, and its 补正 begins with the same text', async () => {
    await openFromDesk(page(), 'todo', sentBack);
    await page().getByTestId('act-correct').click();
    await page().getByTestId('follow-preview').waitFor();
    await scene.look('chain-correct');
    await page().getByTestId('follow-confirm').click();
    await page().locator(`[data-testid="document-page"][data-stage="drafting"]:not([data-doc-id="${sentBack}"])`).waitFor();
    await page().getByTestId('editor').getByText('村道多处塌方').waitFor();
    expect((await editorText(page())).split('安排村级道路养护经费的请示')).toHaveLength(2);
    await page().waitForFunction(() => document.querySelector('.save-state.synced') !== null);
    expect((await editorText(page())).split('村道多处塌方')).toHaveLength(2);
    await page().getByTestId('open-basis').click();
    await page().locator(`[data-testid="document-page"][data-doc-id="${sentBack}"]`).waitFor();
    await page().locator('[data-testid="act-correct"]:disabled').waitFor();
    expect(await page().getByTestId('act-correct').getAttribute('aria-description')).toContain('不重复起草');
    await goToWorkbench(page());
    await signOut(page());
  });

  it('[SCR30 UI85 UI84] the middle organ drafts its answer from the 请示: 文种, 标题, 主送 and 引文 are there, and there is one', async () => {
    await signIn(page(), scene.server.url, countyDrafter);
    await openFromDesk(page(), 'todo', toAnswer);
    await page().getByTestId('act-answer').click();
    await page().getByTestId('follow-preview').getByText('收悉。经研究，现批复如下：').waitFor();
    const preview = await page().getByTestId('follow-preview').innerText();
    expect(preview).toContain('批复');
    expect(preview).toContain('〈农村客运〉停靠点的请示》');
    await scene.look('chain-answer');
    await page().getByTestId('follow-confirm').click();
    await page().locator(`[data-testid="document-page"][data-stage="drafting"]:not([data-doc-id="${toAnswer}"])`).waitFor();
    await page().getByTestId('editor').getByText('现批复如下').waitFor();
    await page().getByTestId('pair-open').waitFor();
    await scene.look('chain-reply-draft');
    await page().getByTestId('pair-open').click();
    await page().locator(`[data-testid="document-page"][data-doc-id="${toAnswer}"]`).waitFor();
    await page().locator('[data-testid="act-answer"]:disabled').waitFor();
    expect(await page().getByTestId('act-escalate').isDisabled()).toBe(true);
    await scene.look('chain-answered-once');
  });

  it('[SCR30 UI82] its own 请示 and the superior’s 批复 open each other', async () => {
    await openFromDesk(page(), 'done', passedUp);
    await page().getByTestId('pair-open').getByText('批复').waitFor();
    await scene.look('chain-pair-asked');
    await page().getByTestId('pair-open').click();
    await page().locator('[data-testid="document-page"][data-stage="filed"]').waitFor();
    await page().getByTestId('pair-open').getByText('请示').waitFor();
    await scene.look('chain-pair-reply');
    await page().getByTestId('pair-open').click();
    await page().locator(`[data-testid="document-page"][data-doc-id="${passedUp}"]`).waitFor();
    await goToWorkbench(page());
  });

  it('[SCR30] or passes it up in its own name, chosen in the same dialog', async () => {
    await openFromDesk(page(), 'todo', toPassUp);
    await page().getByTestId('act-answer').click();
    await page().getByTestId('follow-preview').waitFor();
    await page().getByTestId('follow-escalate').click();
    await page().getByTestId('follow-preview').getByText('超出本级权限').waitFor();
    await scene.look('chain-escalate');
    await page().getByTestId('follow-confirm').click();
    await page().locator(`[data-testid="document-page"][data-stage="drafting"]:not([data-doc-id="${toPassUp}"])`).waitFor();
    await page().getByTestId('editor').getByText('超出本级权限').waitFor();
    await page().getByTestId('open-basis').waitFor();
    await goToWorkbench(page());
  });

  it('[SCR30 CHN07 WF56] offline the chain stays as of its time and the 批复 is drafted like any other text', async () => {
    await openFromDesk(page(), 'todo', offline);
    await page().getByTestId('chain-level').first().waitFor();
    await scene.server.kill9();
    await page().waitForFunction(() => document.querySelector('[data-testid="sync-badge"]')?.textContent?.includes('离线') === true);
    await page().getByTestId('chain-stale').waitFor();
    await page().getByTestId('act-answer').click();
    await page().getByTestId('follow-preview').getByText('现批复如下').waitFor();
    await scene.look('chain-offline');
    await page().getByTestId('follow-confirm').click();
    await page().locator(`[data-testid="document-page"][data-stage="drafting"]:not([data-doc-id="${offline}"])`).waitFor();
    await page().getByTestId('editor').getByText('现批复如下').waitFor();
    await scene.look('chain-offline-draft');
    await scene.server.restart();
    await page().waitForFunction(() => document.querySelector('.save-state.synced') !== null);
    await page().getByTestId('pair-open').waitFor();
    // Born here and at the server from the same words: they stand there once.
    expect((await editorText(page())).split('现批复如下')).toHaveLength(2);
  });
});
