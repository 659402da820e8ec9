/** The tables of changes of the directory (server/directory/changes/). */
/** What an administrator changed in the directory, both sides of every row (server/directory/changes/). Append-only; directory.db follows it. */
export interface DirectoryChangeTable {
  seq: number;
  op_id: string;
  request_hash: string;
  kind: string;
  person_id: string;
  at: number;
  /** The change that this one takes back. */
  undoes: number | null;
  /** As it is shown: by whom, what, from what to what, without a whole phone. */
  record: string;
  diff: string;
  /** An audit chain of its own. */
  previous_hash: string;
  hash: string;
}

/** Who took which contact list away (server/directory/contacts/). Append-only. */
export interface ContactExportTable {
  seq: number;
  op_id: string;
  unit_id: string;
  person_id: string;
  at: number;
  body: string;
  /** An audit chain of its own. */
  previous_hash: string;
  hash: string;
}

/** An identity provider that may feed the directory (server/scim/); the token itself is nowhere. Revoked rows stay. */
export interface ScimClientTable {
  id: string;
  name: string;
  unit_id: string;
  token_hash: string;
  created_at: number;
  revoked_at: number | null;
}

/** What an identity provider calls a person or unit, and whom it has deleted. */
export interface ScimLinkTable {
  client_id: string;
  kind: string;
  resource_id: string;
  external_id: string | null;
  is_deleted: number;
}

/** In whose history a change stands: the units and people it is about. */
export interface DirectoryChangeAboutTable {
  about_id: string;
  seq: number;
}

/** Rows of an import that somebody is about to look at; gone with their next one, or after a day. */
export interface DirectoryImportTable {
  import_id: string;
  part: number;
  person_id: string;
  at: number;
  row_count: number;
  body: string;
}
