/** What was written is on the disk, also after a power cut. A directory is synced too: its entry is what makes a file be there. */
import { promises } from 'node:fs';

export async function syncPath(path: string): Promise<void> {
  const handle = await promises.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
