/** What main and an upload worker thread say to each other. Workers report facts; only main writes rows. */
import type { WireError } from '../../src-shared/app-error';
import type { ConnectionConfig } from '../../src-shared/domain/connection';
import type { Capabilities } from '../../src-shared/domain/store-capabilities';
import type { EtagKind, Part } from '../storage/object-store';
import type { StoreSession } from '../storage/session';

/** A store as a worker opens it (and keeps it open, sockets alive) by `storeKey`. */
export interface StoreAccess {
  /** Another one after every change of the connection: `<connection id>#<revision>`. */
  storeKey: string;
  config: ConnectionConfig;
  /** null for stores without a secret, and for those whose sessions main keeps (`session`). */
  secret: string | null;
  sessionToken?: string | undefined;
  known: Capabilities | null;
  /** The worker asks main for sessions (`need-session`). */
  session: boolean;
}

/** The file as it was when it was found; anything else means it changed. */
export interface SourceStamp {
  /** For sentences, and to open the file by when there is no `pathBytes`. */
  path: string;
  /** The name on disk, where it is no UTF-8. */
  pathBytes?: Uint8Array;
  sizeBytes: number;
  modifiedAtMs: number;
}

/** A whole file in one request. */
export interface PutFileJob {
  type: 'put-file';
  jobId: number;
  store: StoreAccess;
  source: SourceStamp;
  bucket: string;
  key: string;
  contentType: string;
  /** `precondition` when an object has that key by now; only where the store can promise that. */
  ifAbsent?: boolean;
  tier?: string | undefined;
}
/** One part [start, start + sizeBytes) of a file. */
export interface PutPartJob {
  type: 'put-part';
  jobId: number;
  store: StoreAccess;
  source: SourceStamp;
  bucket: string;
  key: string;
  uploadId: string;
  partNumber: number;
  start: number;
  sizeBytes: number;
}
/** Reads a file once and hashes it (MD5), without sending; with `partBytes` also each part of that size. */
export interface HashFileJob {
  type: 'hash-file';
  jobId: number;
  source: SourceStamp;
  partBytes?: number;
}
export type WorkerJob = PutFileJob | PutPartJob | HashFileJob;
/** Main's answer to `need-session`. */
export type SessionAnswer =
  | { type: 'session'; requestId: number; session: StoreSession }
  | { type: 'session'; requestId: number; error: WireError };
export type WorkerRequest =
  | WorkerJob
  | { type: 'cancel'; jobId: number }
  /** The connection changed or went, and no job needs its store any more: close it. */
  | { type: 'forget'; storeKey: string }
  | SessionAnswer
  | { type: 'close' };

export interface PutFileFacts {
  etag: string;
  etagKind?: EtagKind;
  md5Hex: string;
  sizeBytes: number;
}
export interface PutPartFacts {
  part: Part;
  md5Hex: string;
}
export interface HashFileFacts {
  md5Hex: string;
  /** One for each part, in order; only when `partBytes` was given. */
  partSums?: string[];
}
export interface WorkerFacts {
  'put-file': PutFileFacts;
  'put-part': PutPartFacts;
  'hash-file': HashFileFacts;
}
export type WorkerMessage =
  | { type: 'need-session'; requestId: number; storeKey: string; refused?: string | undefined }
  | { type: 'progress'; jobId: number; sentBytes: number }
  | { type: 'done'; jobId: number; facts: PutFileFacts | PutPartFacts | HashFileFacts }
  | { type: 'failed'; jobId: number; error: WireError };

/** The pool as services see it (implemented in workers/upload-pool.ts). Rejects only with AppError. */
export interface UploadPool {
  readonly size: number;
  run<J extends Omit<PutFileJob, 'jobId'> | Omit<PutPartJob, 'jobId'> | Omit<HashFileJob, 'jobId'>>(
    job: J,
    options?: { signal?: AbortSignal; onProgress?: (sentBytes: number) => void },
  ): Promise<WorkerFacts[J['type']]>;
  /** Lets go of the stores opened under this key once no job needs them; resolves then. Jobs given before still run with them. */
  forget(storeKey: string): Promise<void>;
  close(): Promise<void>;
}
