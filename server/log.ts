/**
 * Structured logs to standard error (the first line of standard output belongs to whoever started us).
 * They hold ids, codes and figures; never a token, a password, a title or a document's text (SRV09).
 */
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** The last net: should somebody log a request whole, these never appear. */
const HIDDEN = ['token', 'password', 'authorization', 'title', 'text', 'content'].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export function createLog(level: string, destination: DestinationStream): Log {
  return pino({
    level,
    base: null,
    timestamp: () => `,"at":${Date.now()}`,
    redact: { paths: HIDDEN, censor: '[hidden]' },
    serializers: { err: (error: unknown) => (error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : { message: String(error) }) },
  }, destination);
}
