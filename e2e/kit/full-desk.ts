/** Puts a desk of years into the local store of a profile that has been signed in to and is closed: what the feed would have brought. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '#electron/replica/store/node-disk.ts';
import { openStore } from '#electron/replica/store/open.ts';
import { manyDocuments, type DeskOwner } from '#tests/kit/many-documents.ts';

export function fillDesk(profileDir: string, owner: DeskOwner, count: number): void {
  const people = join(profileDir, 'people');
  for (const folder of readdirSync(people)) {
    const { store } = openStore(nodeDisk, join(people, folder), { now: Date.now });
    store.putFeed(manyDocuments(count, owner, Date.now()), null);
    store.close();
  }
}
