/** Names and sizes: what a stranger sees first. */
import { describe, expect, it } from 'vitest';
import { isCode, pathsIn, readSource } from '#tests/kit/source-tree.ts';

const everything = pathsIn('.');
const FOLDERS = ['shared', 'server', 'electron', 'renderer', 'build', 'tests', 'e2e', 'bench'] as const;
const code = everything.filter((path) => isCode(path) && FOLDERS.some((folder) => path.startsWith(`${folder}/`)));
const TEXT = /\.(?:ts|tsx|mjs|mts|js|json|md|css|html|yml|yaml|sh|txt|desktop|nsh)$|\/run$/u;
const LINES_MAX = 400;

describe('names', () => {
  it('[ARC05] has no folder or file that could hold anything', () => {
    const vague = /(?:^|[/.-])(?:utils?|helpers?|common|managers?|misc|stuff)(?:[/.-]|$)/u;
    expect(code.filter((path) => vague.test(path))).toEqual([]);
  });

  it('[ARC05] writes files in kebab-case, components in PascalCase', () => {
    const good = (path: string): boolean => {
      const name = path.split('/').at(-1) ?? '';
      return path.endsWith('.tsx') ? /^(?:[A-Z][A-Za-z0-9]*|[a-z0-9-]+)(?:\.[a-z0-9]+)*\.tsx$/u.test(name) : /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*\.(?:ts|mts|mjs)$/u.test(name);
    };
    expect(code.filter((path) => !good(path))).toEqual([]);
  });

  it('[ARC05] names no machine’s folders and no private host', () => {
    const foreign = /(?<![\w.])\/(?:work|root|home\/[a-z]+)\/[\w.-]+|[A-Z]:\\Users\\|https?:\/\/(?:[\w-]+\.)*(?:internal|corp|lan|artifactory)\b/u;
    const found = everything.filter((path) => TEXT.test(path)).map(readSource).flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (foreign.test(line) ? [`${path}:${index + 1} ${foreign.exec(line)?.[0]}`] : [])));
    expect(found).toEqual([]);
  });

  it(`[ARC05] keeps files under ${LINES_MAX} lines, tables and words excepted`, () => {
    const isTable = (path: string): boolean => path.startsWith('shared/i18n/') || path.includes('/data/');
    expect(code.filter((path) => !isTable(path)).map(readSource).filter(({ text }) => text.split('\n').length > LINES_MAX + 1).map(({ path }) => path)).toEqual([]);
  });

  it('[ARC05] opens every module of the product with what it owns', () => {
    const opens = (text: string): boolean => /^(?:#![^\n]*\n)?\s*(?:\/\*\*|\/\/ )/u.test(text);
    const isOwnPurpose = (path: string): boolean => /\.(?:test|sim\.test|contract|e2e|bench)\.tsx?$|\/index\.ts$|\.config\.ts$|\/i18n\/(?:en|zh-Hant)\//u.test(path);
    expect(code.filter((path) => /^(?:shared|server|electron|renderer)\/.*\.ts$/u.test(path) && !isOwnPurpose(path)).map(readSource).filter(({ text }) => !opens(text)).map(({ path }) => path)).toEqual([]);
  });
});
