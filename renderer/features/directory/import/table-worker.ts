/** Entry of the worker that reads tables beside the window. */
import { answer, type Ask } from './read-table.ts';

self.onmessage = ({ data }: MessageEvent<Ask>) => { self.postMessage(answer(data)); };
