/**
 * The opening handshake (RFC 6455, section 4) on the server's side: what a request must say, and the answer to one that says it. No extension
 * is ever agreed upon. Pure; whether somebody is let in is decided elsewhere.
 */
import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface UpgradeRequest {
  readonly key: string;
  readonly protocols: readonly string[];
}

export type UpgradeStatus = 400 | 404 | 405 | 426 | 503;

const ACCEPT_SALT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const VERSION = '13';
/** Sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const REASON: Readonly<Record<UpgradeStatus, string>> = {
  400: 'Bad Request', 404: 'Not Found', 405: 'Method Not Allowed', 426: 'Upgrade Required', 503: 'Service Unavailable',
};

/** A status: why it is no request for a WebSocket. */
export function readUpgrade({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): UpgradeRequest | 400 | 405 | 426 {
  if (method !== 'GET') return 405;
  if (!listOf(headers.upgrade).some((name) => name.toLowerCase() === 'websocket')) return 400;
  if (!listOf(headers.connection).some((name) => name.toLowerCase() === 'upgrade')) return 400;
  if (headers['sec-websocket-version'] !== VERSION) return 426;
  const key = headers['sec-websocket-key'] ?? '';
  if (!KEY.test(key)) return 400;
  const protocols = listOf(headers['sec-websocket-protocol']);
  if (!protocols.every((name) => TOKEN.test(name)) || new Set(protocols).size !== protocols.length) return 400;
  return { key, protocols };
}

/** `protocol`: one of those that were offered. */
export function acceptance(key: string, protocol: string | undefined): string {
  const accept = hash('sha1', key + ACCEPT_SALT, 'base64');
  const chosen = protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${chosen}\r\n`;
}

export function refusal(status: UpgradeStatus): string {
  const extra = status === 426 ? `sec-websocket-version: ${VERSION}\r\n` : status === 405 ? 'allow: GET\r\n' : '';
  return `HTTP/1.1 ${status} ${REASON[status]}\r\nconnection: close\r\n${extra}content-length: 0\r\n\r\n`;
}

const listOf = (header: string | undefined): readonly string[] => (header === undefined ? [] : header.split(',').map((name) => name.trim()));
