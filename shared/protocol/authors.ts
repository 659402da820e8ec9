/** Who wrote under which Yjs client id, by the server's ledger: of a text no word about its writers is taken. */
import { z } from 'zod';
import { docId } from '#shared/base/id-schemas.ts';

export const authorsResponse = z.object({
  docId,
  authors: z.array(z.object({ client: z.number(), personId: z.string(), name: z.string(), firstAt: z.number() })),
});
export type AuthorsResponse = z.output<typeof authorsResponse>;
