/**
 * The one table of coded errors: code → HTTP status, WebSocket close code, when to try again.
 * Codes are permanent: programs and support staff rely on them. The words live in i18n under `error.<code>`.
 * From outside "not there" and "not allowed" look alike: both are `notFound` (POL04).
 */
export type Retry = 'no' | 'later' | 'after-sign-in' | 'after-update' | 'after-reload';

interface ErrorRow {
  readonly status: number;
  readonly close: number;
  readonly retry: Retry;
}

const row = (status: number, close: number, retry: Retry): ErrorRow => ({ status, close, retry });

export const ERRORS = {
  'auth.required': row(401, 4401, 'after-sign-in'),
  'auth.expired': row(401, 4401, 'after-sign-in'),
  'auth.wrong-password': row(401, 4401, 'no'),
  'auth.locked': row(429, 4429, 'later'),
  'auth.disabled': row(403, 4403, 'no'),
  'policy.denied': row(403, 4403, 'no'),
  'not-found': row(404, 4404, 'no'),
  'request.not-json': row(400, 1007, 'no'),
  'request.invalid': row(400, 1007, 'no'),
  'request.unknown-field': row(400, 1007, 'no'),
  'request.too-large': row(413, 4413, 'no'),
  'request.timeout': row(408, 4408, 'later'),
  'request.too-many': row(429, 4429, 'later'),
  'request.method': row(405, 1003, 'no'),
  'workflow.wrong-stage': row(409, 4409, 'after-reload'),
  'workflow.not-your-step': row(403, 4403, 'no'),
  'workflow.stale-step': row(409, 4409, 'after-reload'),
  'workflow.stale-content': row(409, 4409, 'after-reload'),
  'workflow.empty-document': row(422, 1008, 'no'),
  'workflow.missing-recipient': row(422, 1008, 'no'),
  'workflow.missing-reason': row(422, 1008, 'no'),
  'workflow.rule-broken': row(422, 1008, 'no'),
  'workflow.revisions-open': row(422, 1008, 'no'),
  'workflow.missing-people': row(422, 1008, 'no'),
  'workflow.awaits-others': row(409, 1008, 'later'),
  'workflow.same-person': row(403, 4403, 'no'),
  'workflow.not-later': row(422, 1008, 'no'),
  'workflow.not-an-earlier-step': row(422, 1008, 'no'),
  'workflow.parts-open': row(409, 1008, 'later'),
  'workflow.already-drafted': row(409, 1008, 'no'),
  'workflow.already-answered': row(409, 1008, 'after-reload'),
  'workflow.awaits-superior': row(409, 1008, 'later'),
  'workflow.no-superior': row(422, 1008, 'no'),
  'workflow.outside-template': row(422, 1008, 'no'),
  'workflow.exists': row(409, 4409, 'no'),
  'workflow.nobody-holds-next': row(422, 1008, 'no'),
  'workflow.server-only': row(409, 1008, 'later'),
  'number.not-available': row(409, 4409, 'after-reload'),
  'document.read-only': row(403, 4403, 'after-reload'),
  'document.rejected-edit': row(422, 1008, 'after-reload'),
  'document.too-large': row(413, 4413, 'no'),
  'document.resync': row(409, 4409, 'later'),
  'document.broken': row(423, 4423, 'later'),
  'document.classified': row(422, 1008, 'no'),
  'blob.missing': row(409, 1008, 'later'),
  'blob.wrong-bytes': row(422, 1008, 'no'),
  'blob.wrong-kind': row(422, 1008, 'no'),
  'blob.too-many': row(413, 4413, 'no'),
  'blob.not-here': row(409, 1008, 'later'),
  'document.template-unknown': row(422, 1008, 'no'),
  'calendar.stale': row(409, 4409, 'after-reload'),
  'delegation.wrong-person': row(422, 1008, 'no'),
  'delegation.wrong-dates': row(422, 1008, 'no'),
  'handover.wrong-person': row(422, 1008, 'no'),
  'handover.stale': row(409, 4409, 'after-reload'),
  'flow.stale': row(409, 4409, 'after-reload'),
  'flow.wrong-people': row(422, 1008, 'no'),
  'directory.stale': row(409, 4409, 'after-reload'),
  'directory.nothing': row(422, 1008, 'no'),
  'directory.misplaced': row(422, 1008, 'no'),
  'directory.name-taken': row(422, 1008, 'no'),
  'directory.post-taken': row(422, 1008, 'no'),
  'directory.occupied': row(422, 1008, 'no'),
  'directory.hindered': row(409, 1008, 'later'),
  'directory.last-post': row(422, 1008, 'no'),
  'directory.separated': row(422, 1008, 'no'),
  'directory.login-taken': row(409, 1008, 'no'),
  'directory.import-wrong': row(422, 1008, 'no'),
  'directory.not-undoable': row(409, 4409, 'no'),
  'protocol.too-old': row(426, 4426, 'after-update'),
  'protocol.unsupported': row(400, 1003, 'no'),
  'network.unreachable': row(503, 1006, 'later'),
  'network.not-this-server': row(502, 1006, 'no'),
  'storage.full': row(507, 1013, 'later'),
  'storage.read-only': row(507, 1013, 'later'),
  'storage.failed': row(503, 1013, 'later'),
  'storage.corrupt': row(500, 1011, 'no'),
  'storage.not-owner': row(503, 1012, 'later'),
  'server.read-only': row(507, 1013, 'later'),
  'server.draining': row(503, 1012, 'later'),
  'internal': row(500, 1011, 'later'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The server takes no edits now, whoever asks: what was written stays on its author's machine and joins later. */
const SERVER_READ_ONLY: readonly ErrorCode[] = ['server.read-only', 'document.broken'];
export const isServerReadOnly = (code: ErrorCode): boolean => SERVER_READ_ONLY.includes(code);

export interface AppError {
  readonly code: ErrorCode;
  /** The rule of SPEC.md that refused, when a rule did. */
  readonly rule?: string;
  /** Where in the input, for `request.*`: a path such as `commands.0.opId`. */
  readonly field?: string;
  /** Values for the message, never secrets or document text. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** Set for bugs and failures, so that a user can quote it. */
  readonly incident?: string;
}

export const appError = (code: ErrorCode, more: Omit<AppError, 'code'> = {}): AppError => ({ code, ...more });
export const isErrorCode = (value: unknown): value is ErrorCode => typeof value === 'string' && Object.hasOwn(ERRORS, value);
