/** SM3 in JavaScript: the runtime's own crypto (BoringSSL) has none. Equal to OpenSSL's, which the server uses. */
import { sm3 as digest } from 'sm-crypto-v2';
import type { Sm3 } from '#shared/base/ports.ts';

export const sm3: Sm3 = (data) => digest(typeof data === 'string' ? new TextEncoder().encode(data) : data);
