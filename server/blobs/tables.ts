/** The tables of 附件 and 插图. */

/** Under the SM3 of its bytes. */
interface BlobTable {
  digest: string;
  bytes: number;
  at: number;
}
interface BlobPartTable {
  digest: string;
  part: number;
  bytes: Uint8Array;
}
/** On its way: becomes a blob with its last part. */
interface BlobUploadTable {
  doc_id: string;
  digest: string;
  name: string;
  bytes: number;
  at: number;
}
interface BlobUploadPartTable {
  doc_id: string;
  digest: string;
  part: number;
  bytes: Uint8Array;
}
/** What a document was given. */
interface DocumentBlobTable {
  doc_id: string;
  digest: string;
}
/** What a text names that was handed on. */
interface TextBlobTable {
  hash: string;
  digest: string;
}

export interface BlobTables {
  blob: BlobTable;
  blob_part: BlobPartTable;
  blob_upload: BlobUploadTable;
  blob_upload_part: BlobUploadPartTable;
  document_blob: DocumentBlobTable;
  text_blob: TextBlobTable;
}
