/**
 * Files that lie beside a module: threads and data. From sources a thread is `x.ts` beside the module that starts it; bundled (build/bundle.mjs)
 * every thread is `x.mjs` in the folder of all chunks. So a thread has the ending of whoever starts it.
 */
import { extname } from 'node:path';

/** `name`: of a thread's file, without ending; unique in the whole server. */
export const threadBeside = (moduleUrl: string, name: string): URL => new URL(`./${name}${extname(moduleUrl)}`, moduleUrl);
