/** What no honest page would put on a clipboard, from a seed: everything that runs, fetches, nests, lies about itself, or is not what an attribute may be. */
import { seeded } from '#tests/kit/ports.ts';

export interface HostilePaste {
  readonly html: string;
  readonly text: string;
  /** Both so many times over: made where it is pasted, because what is sent there is dear. */
  readonly times: number;
}

const RUNS = 'window.__ran=(window.__ran||0)+1';
const FETCHES = 'http://127.0.0.1:9/leak';

const PIECES: readonly string[] = [
  `<script>${RUNS}</script>`, `<img src=x onerror="${RUNS}">`, `<svg onload="${RUNS}"><script>${RUNS}</script></svg>`, `<body onload="${RUNS}">`, `<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>`,
  `<a href="javascript:${RUNS}">请点此</a>`, `<a href="java\nscript:${RUNS}">点</a>`, `<img src="${FETCHES}.png">`, `<link rel=stylesheet href="${FETCHES}.css">`, `<style>@import url(${FETCHES}.css); p{background:url(${FETCHES}.gif)}</style>`,
  `<p style="background:url(${FETCHES}.jpg);position:fixed;inset:0">浮层</p>`, `<object data="${FETCHES}"></object>`, `<embed src="${FETCHES}">`, `<video src="${FETCHES}" autoplay onerror="${RUNS}"></video>`, `<form action="${FETCHES}"><input autofocus onfocus="${RUNS}"></form>`,
  `<meta http-equiv=refresh content="0;url=${FETCHES}">`, `<base href="${FETCHES}/">`, `<math><mi xlink:href="javascript:${RUNS}">x</mi></math>`, `<template><script>${RUNS}</script></template>`, `<details open ontoggle="${RUNS}"><summary>展开</summary></details>`,
  `<!--[if gte mso 9]><xml><o:p>${RUNS}</o:p></xml><![endif]-->`, '<o:p>&nbsp;</o:p><w:sdt>控件</w:sdt>',
  '<figure data-blob="../../etc/passwd" data-width="9e9">图</figure>', `<figure data-blob="${'a'.repeat(64)}" data-width="[1]" data-pixels="0x0" data-alt='{"a":1}'></figure>`,
  '<ins data-id="nobody">谁加的</ins><del data-id=\'["a"]\'>谁删的</del><span data-id="__proto__" data-was="bold,script">格式</span>',
  '<h1 data-title>另一个标题</h1>', '<div data-recipients>另一个主送</div>', '<div data-signature>另一个署名</div>', '<h2 data-attachment>附件</h2>', '<hr data-page-break>'.repeat(30),
  '<p align="constructor" style="text-align:url(x)">对齐</p>', '<h9>九级</h9><h6>六级</h6>', '<table><tr><td colspan="99999" rowspan="-1" colwidth="a,b" data-colwidth="[]">格</td></tr></table>', '<table><tr><td colspan=\'{"x":1}\'>格</td><td></td></tr><tr></tr></table>',
  '<td>没有表的格</td>', '</p></div></table>多关的', '<p>没关的<b><i><u>', '<p>\u202E反过来\u202C\u0000\uFFFF</p>', '<p>\uD869</p><p>\uDED6</p>', '<p>&#x0;&#xD800;&#1114112;</p>', `<p __proto__="x" constructor="y" on="z" ON${'x'.repeat(500)}="1">属性</p>`,
  '<ul><li>一<ul><li>二</li></ul></li></ul>', '<blockquote><pre>代码\n\n\n</pre></blockquote>', '<p>正常的一段文字，夹在中间。</p>',
];

export function hostilePastes(seed: number, count: number): readonly HostilePaste[] {
  const dice = seeded(seed);
  const some = (): string => Array.from({ length: 1 + dice.below(4) }, () => dice.pick(PIECES)).join('');
  const nested = (inside: string, depth: number): string => '<table><tr><td>'.repeat(depth) + inside + '</td></tr></table>'.repeat(depth);
  return Array.from({ length: count }, (_, at) => {
    // Every shape that is dear once in a while, so that the whole stays a matter of seconds.
    if (at % 200 === 50) return { html: nested(some(), 100), text: '套一百层', times: 1 };
    if (at % 250 === 120) return { html: '<p>长</p>', text: '长', times: 1_000_000 };
    if (at % 250 === 200) return { html: `<div>${'<b>'.repeat(5_000)}深${'</b>'.repeat(5_000)}</div>`, text: '深', times: 1 };
    const html = some();
    return { html: dice.chance(5) ? html.slice(0, dice.below(html.length)) : html, text: dice.chance(2) ? '' : '纯文字', times: 1 };
  });
}
