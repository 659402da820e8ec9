/** The only channels between a window and the client. Names of calls and notices travel inside; see shared/ipc/contract.ts. */
export const CHANNEL = { call: 'office:call', notice: 'office:notice', port: 'office:port' } as const;
