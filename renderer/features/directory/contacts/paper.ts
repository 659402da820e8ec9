/** 通讯录 on paper: a heading, the table, and on every page who took it, of which unit, when. Built as nodes, never as markup. */
import type { ContactRow } from '#shared/protocol/contacts.ts';

export interface ContactsPaper { readonly title: string; readonly columns: readonly string[]; readonly rows: readonly ContactRow[]; readonly note: string; readonly watermark: string }

/** Two beside each other, down the page. */
const MARKS = 12;

function element<K extends keyof HTMLElementTagNameMap>(name: K, text: string, className = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (text !== '') made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}

export function contactsPaper({ title, columns, rows, note, watermark }: ContactsPaper): HTMLElement {
  const root = element('div', '', 'print-root contacts-paper');
  root.lang = 'zh-CN';
  // Fixed, so that it stands on every page; as words, so that it is in the file as well as on the paper.
  const mark = element('div', '', 'contacts-mark');
  mark.ariaHidden = 'true';
  for (let place = 0; place < MARKS; place += 1) mark.append(element('span', watermark));
  const table = element('table', '');
  const head = table.createTHead().insertRow();
  for (const column of columns) head.append(element('th', column));
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const cell of [row.unit, row.name, row.title, row.phone]) line.insertCell().textContent = cell;
  }
  root.append(mark, element('h1', title), table, element('p', note));
  return root;
}
