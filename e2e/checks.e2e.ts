/** 行文检查 in a real window: a request typed into a 报告 is found while one types, shown, mended by one click, and that click taken back. */
import { beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '#tests/kit/wait-for.ts';
import { editorText, signIn, typeInParagraph } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const ASKS = '以上情况，请批示。';

const scene = setScene('checks');
const found = (rule: string) => scene.client.page.locator(`[data-testid="finding"][data-rule="${rule}"]`);
const count = (): Promise<string> => scene.client.page.getByTestId('checks-count').innerText();

beforeAll(async () => {
  await signIn(scene.client.page, scene.server.url, scene.cast.drafter);
  await scene.client.page.getByTestId('new-document').click();
  await scene.client.page.getByTestId('template-report').click();
  await scene.client.page.getByTestId('new-subject').fill('安全饮水工程建设进展情况');
  await scene.client.page.getByTestId('new-submit').click();
  await scene.client.page.getByTestId('editor').waitFor();
});

describe('行文检查', () => {
  it('[CHK34] says of a sound draft that nothing was found, and the page fits with its tab open', async () => {
    await scene.client.page.getByTestId('pane-checks').click();
    await scene.client.page.getByText('没有发现问题').waitFor();
    expect(await scene.client.page.getByTestId('checks-count').count()).toBe(0);
    await scene.look('checks-none');
  });

  it('[CHK34] finds a request in a 报告 while one types, shows where it stands, and mends it by one click that can be taken back', async () => {
    await typeInParagraph(scene.client.page, 0, '全镇饮水管网改造已完成八成。');
    await scene.client.page.keyboard.press('Enter');
    await scene.client.page.keyboard.insertText(ASKS);
    await found('R5').waitFor();
    expect(await count()).toBe('1');
    expect(await found('R5').innerText()).toContain('条例第十五条（四）');
    await found('R5').getByTestId('finding-show').click();
    await waitFor(async () => await scene.client.page.evaluate(() => document.getSelection()?.toString()) === '请批示');
    await scene.look('checks-finding');

    await found('R5').getByTestId('finding-mend').click();
    await waitFor(async () => await found('R5').count() === 0);
    expect(await editorText(scene.client.page)).not.toContain(ASKS);
    await scene.client.page.getByTestId('editor').locator('p').first().click();
    await scene.client.page.keyboard.press('Control+z');
    await waitFor(async () => (await editorText(scene.client.page)).includes(ASKS));
    await found('R5').waitFor();
    expect(await editorText(scene.client.page), 'one step of undo takes back the click alone').toContain('全镇饮水管网改造已完成八成。');
  });

  it('[CHK34] shows every kind of finding, and stops at a mark of secrecy', async () => {
    await typeInParagraph(scene.client.page, 1, '根据国发〔2022〕14号文件，1、截至2026-03-01。');
    await scene.client.page.keyboard.press('Enter');
    for (const line of ['（二）下一步', '1、加快进度', '机 密★']) {
      await scene.client.page.keyboard.insertText(line);
      await scene.client.page.keyboard.press('Enter');
    }
    for (const rule of ['R5', 'R18', 'R20', 'R21']) await found(rule).first().waitFor();
    await scene.look('checks-many');
  });

  it('[PRF05] 校对 shows slips while one types, mends all of a kind in one step of undo, and lets go of what is right', async () => {
    const { page } = scene.client;
    await page.getByTestId('editor').locator('p').last().click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.insertText('会议布署了防汛工作，截止2025年底大部份任务已完成，近200户左右群众受益，于2023年2月30日验收，收入增长10-20%。');
    const remarks = (kind: string) => page.locator(`[data-testid="proof-remark"][data-kind="${kind}"]`);
    await remarks('word').nth(2).waitFor();
    await remarks('number').first().waitFor();
    await remarks('date').first().waitFor();
    await page.getByTestId('proof').scrollIntoViewIfNeeded();
    await scene.look('checks-proof');
    await page.getByTestId('proof-mend-all').first().click();
    await waitFor(async () => (await editorText(page)).includes('会议部署了防汛工作，截至2025年底大部分任务已完成'));
    await waitFor(async () => await remarks('word').count() === 0);
    await page.getByTestId('editor').locator('p').last().click();
    await page.keyboard.press('Control+z');
    await waitFor(async () => (await editorText(page)).includes('会议布署了防汛工作，截止2025年底大部份任务'));
    await remarks('word').nth(2).waitFor();

    const count = async (): Promise<number> => Number(await page.getByTestId('checks-count').innerText());
    const before = await count();
    await remarks('word').nth(0).getByTestId('proof-ignore').focus();
    await page.keyboard.press('Enter');
    await waitFor(async () => await remarks('word').count() === 2);
    await page.getByText('已忽略').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid')), 'the keyboard goes on at the next row').toBe('proof-ignore');
    await waitFor(async () => await count() === before - 1);
    await page.getByTestId('pane-outline').click();
    await page.getByTestId('pane-checks').click();
    expect(await remarks('word').count(), 'what is right stays so over the tabs').toBe(2);

    const kind = (name: string) => page.locator(`[data-testid="proof-kind"][data-kind="${name}"]`);
    await kind('number').focus();
    await page.keyboard.press('Space');
    await waitFor(async () => await remarks('number').count() === 0);
    expect(await kind('number').getAttribute('aria-pressed')).toBe('false');
    expect(await count()).toBeLessThan(before - 1);
    await page.getByTestId('proof').scrollIntoViewIfNeeded();
    await scene.look('checks-proof-filtered');
    await kind('number').click();
    await remarks('number').first().waitFor();
    await page.getByTestId('proof-show-ignored').click();
    await waitFor(async () => await remarks('word').count() === 3);
  });

  it('[CHK19 CHK35 PAP13] where the first page has no room for the text it says so, and one click moves 主送 to the 版记', async () => {
    const { page } = scene.client;
    const names = ['教育', '科技', '民政', '司法', '财政', '住建', '交通', '水务', '农业农村', '商务', '文旅', '卫生健康', '应急管理', '审计'].map((field) => `桐梓县${field}局`);
    await page.getByTestId('pane-elements').click();
    await page.getByTestId('element-jointOrganNames').fill(names.join('\n'));
    await page.getByTestId('element-jointOrganNames').blur();
    await page.getByTestId('pane-checks').click();
    await found('R19').waitFor();
    expect(await page.getByTestId('editor').locator('.recipients').innerText()).toContain('桐梓县人民政府：');
    await scene.look('checks-first-page');
    await found('R19').getByTestId('finding-mend').click();
    await page.getByTestId('colophon').filter({ hasText: '主送：桐梓县人民政府。' }).waitFor();
    await waitFor(async () => await page.getByTestId('editor').locator('.recipients').innerText() === '');
    await page.getByTestId('colophon').scrollIntoViewIfNeeded();
    await scene.look('checks-recipients-behind');
    await page.getByTestId('pane-elements').click();
    await page.getByTestId('element-recipientsAt').filter({ hasText: '版记' }).waitFor();
    await page.getByTestId('element-jointOrganNames').fill('');
    await page.getByTestId('element-jointOrganNames').blur();
    await page.getByTestId('pane-checks').click();
    await waitFor(async () => await found('R19').count() === 0);
  });
});
