/** Killed shortly after somebody else has seen the last edit: what was shown must still be there. */
import { pause, until } from '../driver/clock.ts';
import { COVER_LIMIT_MS, failIfLost, freshAuthor, open, allReady, type Context, type Outcome } from '../driver/scenario.ts';
import { OPENING_CLOCKS } from '../driver/updates.ts';

const EDITS = 40;
const AFTER_MS = 50;

export async function s6(context: Context): Promise<Outcome> {
  const author = freshAuthor();
  const [writer, witness] = [open(context, 0, 0), open(context, 0, 1)];
  await allReady([writer, witness]);
  writer.update(author.opening());
  for (let edit = 0; edit < EDITS; edit += 1) {
    writer.update(author.character());
    await pause(10);
  }
  await until('the witness to have seen everything', () => { failIfLost([writer, witness]); return witness.covered.get(author.clientId) === OPENING_CLOCKS + EDITS; }, COVER_LIMIT_MS);
  await pause(AFTER_MS);
  await context.server.kill9();
  await context.server.startAgain();
  const later = open(context, 0, 2);
  await allReady([later]);
  await pause(1_500); // Some load in the background and answer first with nothing.
  later.askForAll();
  await pause(1_000);
  failIfLost([later]);
  const kept = Math.max(0, (later.covered.get(author.clientId) ?? 0) - OPENING_CLOCKS);
  later.end();
  return { metrics: { lostEdits: EDITS - kept, ofEdits: EDITS }, limit: 'when it writes to disk', othersCores: 0 };
}
