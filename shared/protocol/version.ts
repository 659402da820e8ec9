/**
 * The wire's version. Raise it when a message changes in a way that an older peer cannot read, and add a line of history.
 *   1  first version: session, documents, commands, feed, directory, collab with durable acknowledgements
 *   2  flows are tables: documents carry their plan, every act is one kind of event, commands name people, steps and deadlines
 */
export const PROTOCOL_VERSION = 2;
/** The oldest client that this server still serves. */
export const PROTOCOL_VERSION_MIN = 2;
export const PROTOCOL_HEADER = 'gzt-protocol';
/** What /healthz says it is, so that a client can tell our server from any other. */
export const PRODUCT = 'guizhengtong';
