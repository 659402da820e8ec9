/**
 * Who may write a document. A node asks for the lease before it opens a document and holds it while anybody is in there; a token that only
 * grows goes with every append, and the database compares it in the same transaction (ADR 0014). So a node that was asleep and
 * believes it still owns a document writes nothing, whatever its clock says. With an embedded database there is one node and it owns everything.
 */
import type { Tx } from './storage.ts';

export interface Lease {
  /** Resolves when this node owns the document; `storage.not-owner` while another does. Read the document only afterwards. */
  acquire(docId: string): Promise<void>;
  /** Nobody here needs it any more. */
  release(docId: string): Promise<void>;
  holds(docId: string): boolean;
  /**
   * Takes the document for this one transaction, on whichever node: appends of another owner that come after it are refused until that
   * owner has read the document again. Whoever owns it keeps it.
   */
  fence(tx: Tx, docId: string): Promise<void>;
  /** The document belongs to another node now, or another node asked for it: everybody in it has to go. Returns the function that stops listening. */
  onLost(listener: (docId: string) => void): () => void;
}

export const SOLE_OWNER: Lease = {
  acquire: async () => {},
  release: async () => {},
  holds: () => true,
  fence: async () => {},
  onLost: () => () => {},
};
