/** Every screen at the sizes that people have, fit to use by eye, keyboard and screen reader (kit/look.ts). */
import { describe, it } from 'vitest';
import { signIn } from './kit/client.ts';
import { setScene } from './kit/scene.ts';

const scene = setScene('screens');

describe('every screen', () => {
  it('[SCR01] signing in fits, and axe finds nothing', async () => {
    await scene.client.page.getByTestId('login-submit').waitFor();
    await scene.look('login');
    await signIn(scene.client.page, scene.server.url, scene.cast.drafter);
  });

  it('[SCR02] the workbench, empty and with a draft, fits, and axe finds nothing', async () => {
    await scene.look('workbench-empty');
    await scene.client.page.getByTestId('new-document').click();
    await scene.client.page.getByTestId('template-request').click();
    await scene.client.page.getByTestId('new-subject').fill('申请解决农村饮水安全工程建设资金');
    await scene.look('new-document');
    await scene.client.page.getByTestId('new-submit').click();
    await scene.client.page.getByTestId('editor').waitFor();
    await scene.look('document');
    await scene.client.page.getByTestId('nav-workbench').click();
    await scene.client.page.getByTestId('tab-drafts').click();
    await scene.client.page.getByTestId('desk-row').first().waitFor();
    await scene.look('workbench-drafts');
  });

  it('[SCR03] the directory, a search and a person fit, and axe finds nothing', async () => {
    await scene.client.page.getByTestId('nav-directory').click();
    await scene.client.page.getByTestId('directory-search').waitFor();
    await scene.look('directory');
    await scene.client.page.getByTestId('directory-search').fill('桐梓 局长');
    await scene.client.page.getByTestId('directory-hit').first().click();
    await scene.look('directory-person');
  });

  it('[SCR04] settings and the sync panel fit, and axe finds nothing', async () => {
    await scene.client.page.getByTestId('nav-settings').click();
    await scene.look('settings');
    await scene.client.page.getByTestId('sync-badge').click();
    await scene.client.page.getByTestId('sync-panel').waitFor();
    await scene.look('sync-panel');
    await scene.client.page.keyboard.press('Escape');
  });
});
