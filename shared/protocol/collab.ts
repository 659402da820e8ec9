/**
 * The collaboration socket: y-websocket's protocol unmodified (0 sync, 1 awareness, 2 auth, 3 query awareness) on `/collab/{docId}`.
 * A client that also asks for subprotocol `gzt.1` gets the message types below; one that does not never sees them.
 * All integers are lib0 varUints, strings varStrings, byte arrays varUint8Arrays.
 */
export const SUBPROTOCOL = { bearerPrefix: 'gzt.bearer.', extended: 'gzt.1' } as const;

export const MESSAGE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  /** count of this socket's sync step 2 and update messages that are durable, then a state vector of what is durable: all of it with a socket's first one, afterwards of the client ids it has written under */
  durable: 100,
  /** 1 when this person may write now, else 0; then an error code as string ('' when writable) */
  permission: 101,
  /** count of the refused message on this socket, then an error code: it was not stored and was shown to nobody */
  refused: 102,
  /** the sender must send sync step 1 and 2 again: something before its update is missing here */
  resync: 103,
  /** the document's generation; another one than the client's means: start over from the server's content */
  generation: 104,
} as const;

export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

/** Before a socket is authorised it may send nothing; afterwards one frame is at most this long. */
export const FRAME_BYTES_MAX = 1_048_576;
/** One presence state: name, colour, cursor. */
export const AWARENESS_BYTES_MAX = 2_048;
