/**
 * `npm run demo`: plays the story of `story.e2e.ts` in real windows and leaves its screenshots, numbered, with one page that shows them.
 * The demo is the test: what is shown here is what is asserted there.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './kit/client.ts';

const CAPTIONS = [
  ['01-workbench', '乡镇拟稿人登录，打开工作台：待办、待阅、草稿、已办各有多少，一眼看到。'],
  ['02-directory', '在通讯录里用拼音首字母找到同事，每条结果都带所在机关的路径。'],
  ['03-draft', '按模板拟一份给县人民政府的请示：版头、主送、署名由机器排好，只写正文。'],
  ['04-together', '同事打开同一份稿子，两人同时写，彼此看得到对方的光标和真实姓名。'],
  ['05-offline', '网断了继续写；程序被强行结束、在断网状态下重新打开，写的字都在。'],
  ['06-outbox', '断网时送审：先记在本机，面板里看得到有一项等待上传。'],
  ['07-reconfirm', '网恢复后两边的修改自动合并。因为同事在此期间改了正文，系统请拟稿人看过合并后的正文再确认送审。'],
  ['08-signing', '镇长看到待签发的请示，看到的就是将要发出的。'],
  ['09-county-todo', '签发后编号、发出，县政府办公室收发员两秒内在待签收里看到。'],
  ['10-reply', '县长批复：开头一句已按规范引好标题和文号。'],
  ['11-history', '每一步由谁、何时办理、正文指纹是什么，都在历程里。'],
  ['12-answer', '批复到了，拟稿人在待阅里看到。'],
] as const;

const dir = join(ROOT, 'out', 'demo');
rmSync(dir, { recursive: true, force: true });
mkdirSync(dir, { recursive: true });

const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const run = spawn(process.execPath, [vitest, 'run', '--config', 'vitest.e2e.config.ts', 'e2e/story.e2e.ts'], {
  cwd: ROOT, stdio: 'inherit', env: { ...process.env, GZT_SHOTS: dir },
});
const code = await new Promise<number>((resolve) => { run.once('exit', (exitCode) => resolve(exitCode ?? 1)); });

const shown = CAPTIONS.filter(([name]) => existsSync(join(dir, `${name}.png`)));
const figures = shown.map(([name, caption], index) =>
  `<figure id="s${index + 1}"><figcaption><b>${index + 1}</b>${caption}</figcaption><img src="${name}.png" alt="${caption}"></figure>`).join('\n');
writeFileSync(join(dir, 'index.html'), `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>贵政通：一份请示从乡镇到县</title>
<style>
body{margin:0 auto;max-width:1120px;padding:32px 24px;font:15px/1.7 "Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1f2933;background:#f4f6f8}
h1{font-size:24px;margin:0 0 4px}p{margin:0 0 24px;color:#52606d}
figure{margin:0 0 32px;background:#fff;border:1px solid #d5dce3;border-radius:4px;overflow:hidden}
figcaption{padding:10px 16px;border-bottom:1px solid #e4e8ec}figcaption b{display:inline-block;min-width:28px;color:#1f4e8c}
img{display:block;width:100%}
</style>
<h1>一份请示从乡镇到县，批复再回来</h1>
<p>真实的客户端、真实的服务器，演示人员与单位由种子生成。共 ${shown.length} 幅。</p>
${figures}
</html>
`);

process.stdout.write(`\n${shown.length} 幅截图与说明：${join(dir, 'index.html')}\n${pathToFileURL(join(dir, 'index.html')).href}\n`);
process.exit(code === 0 && shown.length === CAPTIONS.length ? 0 : 1);
