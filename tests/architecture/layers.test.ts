/** The third lock on the layers, after a tsconfig per folder and the lint rules: one table, every import, static and dynamic. */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCode, isTest, lineOf, pathsIn, readSource, withoutComments, type SourceFile } from '#tests/kit/source-tree.ts';

const SERVER_LIBRARIES = ['fastify', '@fastify/', 'kysely', 'pino', 'prom-client', 'zod', 'yjs', 'y-protocols/', 'lib0/', 'sm-crypto-v2'];
const REPLICA_LIBRARIES = ['yjs', 'y-websocket', 'y-protocols/', 'lib0/', 'ws', 'sm-crypto-v2', 'pinyin-pro', 'zod'];

/** Folder → what its product code may import; the longest matching folder counts. ARCHITECTURE.md shows the same table. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'shared/': ['#shared/', 'zod'],
  'shared/doc/': ['#shared/', 'zod', 'yjs', 'lib0/', 'diff'],
  'shared/org/': ['#shared/', 'zod', 'pinyin-pro'],
  'server/': ['#shared/', '#server/', '#package.json', 'node:', ...SERVER_LIBRARIES],
  'server/storage/': ['#shared/', '#server/', 'node:', 'kysely', 'pg', 'zod'],
  'electron/': ['#shared/', '#electron/', 'node:', 'electron', 'lowdb', 'lowdb/', 'zod'],
  'electron/preload/': ['electron', '#shared/ipc/', '#shared/base/', '#electron/preload/'],
  'electron/replica/': ['#shared/', '#electron/replica/', 'node:', ...REPLICA_LIBRARIES],
  'renderer/': [
    '#shared/', '#renderer/', 'react', 'react/', 'react-dom', 'react-dom/', 'yjs', 'y-protocols/', 'lib0/', '@tiptap/', 'antd', 'antd/', '@ant-design/', 'dayjs', 'dayjs/',
    '@fontsource/', 'lxgw-wenkai-webfont/', 'docx', 'fflate', '@xmldom/xmldom', 'papaparse', 'dequal', 'pdfjs-dist/', 'brotli/',
  ],
};

const SPECIFIER = /(?:^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom|^[ \t]*import|\bimport\(|\brequire\()\s*(['"])([\w#@./:?-]+)\1/gmu;
/** A relative import is the same as the full name of what it points at. */
const resolve = (path: string, name: string): string => (name.startsWith('.') ? `#${posix.join(posix.dirname(path), name)}` : name.replace(/\?\w+$/u, ''));
const importsOf = ({ path, text }: SourceFile): readonly { readonly name: string; readonly line: number }[] =>
  [...withoutComments(text).matchAll(SPECIFIER)].map((match) => ({ name: resolve(path, match[2] ?? ''), line: lineOf(text, match.index) }));

const allows = (allowed: readonly string[], name: string): boolean =>
  allowed.some((entry) => name === entry || ((entry.endsWith('/') || entry.endsWith(':')) && name.startsWith(entry)));

const product = pathsIn('shared', 'server', 'electron', 'renderer').filter(isCode).map(readSource).filter((file) => !isTest(file));

function complain(find: (file: SourceFile) => readonly string[]): void {
  expect(product.flatMap(find)).toEqual([]);
}

describe('layers', () => {
  it('[ARC01] looks at every folder', () => {
    for (const folder of Object.keys(MAY_IMPORT)) expect(product.some(({ path }) => path.startsWith(folder)), folder).toBe(true);
  });

  it('[ARC01] imports only what the table lets a folder import', () => {
    complain((file) => {
      const folder = Object.keys(MAY_IMPORT).filter((each) => file.path.startsWith(each)).toSorted((a, b) => b.length - a.length)[0] ?? '';
      return importsOf(file)
        .filter(({ name }) => !allows(MAY_IMPORT[folder] ?? [], name))
        .map(({ name, line }) => `${file.path}:${line} imports ${name}, which ${folder} may not (see the table in ARCHITECTURE.md)`);
    });
  });

  it('[ARC03] reaches a feature of the window only through its index', () => {
    complain((file) => importsOf(file).flatMap(({ name, line }) => {
      const feature = /^#renderer\/features\/([^/]+)\//u.exec(name)?.[1];
      if (feature === undefined || file.path.startsWith(`renderer/features/${feature}/`) || name === `#renderer/features/${feature}/index.ts`) return [];
      return [`${file.path}:${line} reaches into the feature ${feature}: import #renderer/features/${feature}/index.ts`];
    }));
  });

  it('[ARC02] keeps shared pure', () => {
    const banned = /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\s*\)|\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b|\bprocess\.|\bglobalThis\b|\bcrypto\.|\bfetch\(|\bconsole\./gu;
    complain((file) => (file.path.startsWith('shared/')
      ? [...withoutComments(file.text).matchAll(banned)].map((match) => `${file.path}:${lineOf(file.text, match.index)} uses ${match[0]}: take it as an argument (shared/base/ports.ts)`)
      : []));
  });

  it('[DOC01] names the roots of a Y.Doc only in shape.ts', () => {
    complain((file) => (file.path === 'shared/doc/shape.ts' ? [] : [...withoutComments(file.text).matchAll(/\.(?:getXmlFragment|getXmlElement|getText|getMap|getArray)(?:<[^>]*>)?\(/gu)]
      .map((match) => `${file.path}:${lineOf(file.text, match.index)} names a root of the document: use bodyOf or metaOf of shared/doc/shape.ts`)));
  });
});
