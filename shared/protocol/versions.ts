/** A version of a text on the wire: what was frozen at a hand-off, by its hash. */
import { z } from 'zod';
import { docId } from '#shared/base/id-schemas.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/u);
export const versionParams = z.strictObject({ docId, hash });
export type VersionParams = z.output<typeof versionParams>;

/** The canonical content as text: whoever reads it checks that its SM3 is the hash it was asked for by, and needs no other schema. */
export const versionResponse = z.object({ hash, at: z.number(), canonical: z.string() });
export type VersionResponse = z.output<typeof versionResponse>;
