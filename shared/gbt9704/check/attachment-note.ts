/** 附件说明 as it stands in a text: 附件：1.项目清单, and the lines that go on with 2., 3. Leaves comparing it with what is attached to R22. */
import type { Line, NotedAttachment } from './model.ts';

const FIRST = /^[\s\u3000]*附件[：:][\s\u3000]*(?:1[.．、](?!\d)[\s\u3000]*)?/u;
const NEXT = /^[\s\u3000]*\d{1,2}[.．、](?!\d)[\s\u3000]*/u;

export function attachmentNoteIn(lines: readonly Line[]): readonly NotedAttachment[] {
  const at = lines.findLastIndex(({ text, level }) => level === 0 && FIRST.test(text));
  const first = lines[at];
  if (first === undefined) return [];
  const found = [noted(first, FIRST)];
  for (const line of lines.slice(at + 1)) {
    if (!NEXT.test(line.text)) break;
    found.push(noted(line, NEXT));
  }
  return found.filter(({ name }) => name !== '');
}

function noted(line: Line, lead: RegExp): NotedAttachment {
  const start = lead.exec(line.text)?.[0].length ?? 0;
  return { name: line.text.slice(start).trimEnd(), line, start };
}
