/** SM3 by OpenSSL: the server's side of the hash port. */
import { hash } from 'node:crypto';
import type { Sm3 } from '#shared/base/ports.ts';

export const sm3: Sm3 = (data) => hash('sm3', data);
