/** Entry of the worker that reads and writes Word files beside the window: a long one stops nobody, and one that never ends can be ended. */
import { answer, type Ask } from './docx-desk.ts';

self.onmessage = ({ data }: MessageEvent<Ask>) => { void tell(data); };
async function tell(ask: Ask): Promise<void> { self.postMessage(await answer(ask)); }
