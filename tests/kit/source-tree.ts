/** The project's own files as text, for tests that look at the code itself. Works without git: generated folders are left out by name. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT_DIR = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const GENERATED = new Set(['node_modules', '.git', 'dist', 'release', 'out', '.cache', 'demo-data', 'screenshots']);

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

function walk(dir: string, found: string[]): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (!GENERATED.has(entry.name) || dir === join(ROOT_DIR, 'docs')) walk(join(dir, entry.name), found);
    } else if (entry.isFile()) found.push(join(dir, entry.name));
  }
}

export function pathsIn(...folders: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const folder of folders) walk(join(ROOT_DIR, folder), found);
  return found.map((path) => relative(ROOT_DIR, path).split(sep).join('/')).toSorted();
}

export const readSource = (path: string): SourceFile => ({ path, text: readFileSync(join(ROOT_DIR, path), 'utf8') });

/** A test by its name, or a suite that tests share, wherever it lies. */
export const isTest = ({ path, text }: SourceFile): boolean => /\.(?:test|contract|e2e|bench)\.tsx?$/u.test(path) || /\bfrom 'vitest';/u.test(text);
export const isCode = (path: string): boolean => /\.(ts|tsx|mts|mjs)$/u.test(path);

/** Comments become spaces of the same length, so that prose about a banned thing is not taken for its use; line numbers stay. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/[^\n]*/gu, (comment) => comment.replace(/[^\n]/gu, ' '));

export const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;
