/** What main and an upload worker thread say to each other. Workers report facts; only main writes rows. */
import type { WireError } from '../../src-shared/app-error';
import type { ConnectionConfig, ReceivedConfig } from '../../src-shared/domain/connection';
import type { Capabilities } from '../../src-shared/domain/store-capabilities';
import type { EtagKind, Part } from '../storage/object-store';
import type { StoreSession } from '../storage/session';

/** A store as a worker opens it (and keeps it open, sockets alive) by `storeKey`. */
export interface StoreAccess {
  /** Another one after every change of the connection: `<connection id>#<revision>`. */
  storeKey: string;
  config: ConnectionConfig | ReceivedConfig;
  /** How many bytes may go out a second (workers/pace.ts): over all connections, then of this one. */
  paces?: SharedArrayBuffer[];
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

/** A whole file in one request. Nothing is overwritten: a name that the store does not refuse by itself is to be looked at before. */
export interface PutFileJob {
  type: 'put-file';
  jobId: number;
  store: StoreAccess;
  source: SourceStamp;
  bucket: string;
  key: string;
  contentType: string;
  /** Looked at before a byte is sent: an earlier try may have stored it, or the store does not refuse a taken name (keepsOther). */
  look: boolean;
  /** A HEAD afterwards, for `held`. */
  head: boolean;
  tier?: string | undefined;
  /** Where objects can end by themselves. */
  expiresAtMs?: number | undefined;
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
/** Reads an object back, every byte, and hashes it; with `partBytes` also each part of that size. */
export interface HashObjectJob {
  type: 'hash-object';
  jobId: number;
  store: StoreAccess;
  bucket: string;
  key: string;
  partBytes?: number;
}
/** A file that a download writes; its bytes may lie in the middle of a ZIP. */
export interface TargetFile {
  /** Absolute. */
  path: string;
  /** Where the object's first byte lies in it. */
  offset: number;
}
/** What makes a file ready for its name, once all its bytes are in it. */
export interface TargetFinish {
  /** In a ZIP: the entry's local header without its CRC-32, which is put in at byte 14. */
  header?: { at: number; bytes: Uint8Array };
  /** Its modification time from then on. */
  modifiedAtMs?: number;
  /** Everything written of it is on the disk when the job answers. */
  sync: boolean;
}
/** Bytes [start, end) of an object straight to their place in a file. */
export interface FetchRangeJob {
  type: 'fetch-range';
  jobId: number;
  store: StoreAccess;
  bucket: string;
  key: string;
  /** Every answer must tell this one; null: that of the first answer. */
  etag: string | null;
  objectBytes: number;
  start: number;
  end: number;
  target: TargetFile;
  /** The file is made; else it must be there. */
  create: boolean;
  /** Lengths, one after the other from `start`, of which each gets its MD5. */
  cuts: number[];
  crc: boolean;
  /** How many bytes may come in a second (workers/pace.ts). */
  paces?: SharedArrayBuffer[];
  /** Only where [start, end) is all that was missing and everything is hashed as it comes. */
  finish?: TargetFinish;
}
/** Reads what lies in a file, hashes it, and makes it ready for its name. */
export interface SealFileJob {
  type: 'seal-file';
  jobId: number;
  target: TargetFile;
  sizeBytes: number;
  /** As in a fetch, from its first byte; []: no MD5 is asked for. */
  cuts: number[];
  /** true: it is read for it; a number: it is known; false: it has none. */
  crc: boolean | number;
  finish?: TargetFinish;
}
/** Argon2id (version 1.3): half a second of one core and the memory it says, so never in main. */
export interface StretchCodeJob {
  type: 'stretch-code';
  jobId: number;
  password: Uint8Array;
  salt: Uint8Array;
  memoryKiB: number;
  passes: number;
  lanes: number;
}
export type WorkerJob =
  | PutFileJob
  | PutPartJob
  | HashFileJob
  | HashObjectJob
  | FetchRangeJob
  | SealFileJob
  | StretchCodeJob;
/** Main's answer to `need-session`. */
export type SessionAnswer =
  | { type: 'session'; requestId: number; session: StoreSession }
  | { type: 'session'; requestId: number; error: WireError };
/** A job for a store that the thread was told of with an earlier one. */
export type BriefJob = Omit<Extract<WorkerJob, { store: StoreAccess }>, 'store'> & {
  store: Pick<StoreAccess, 'storeKey'>;
};
export type WorkerRequest =
  | WorkerJob
  | BriefJob
  | { type: 'cancel'; jobId: number }
  /** The connection changed or went, and no job needs its store any more: close it. */
  | { type: 'forget'; storeKey: string }
  | SessionAnswer
  | { type: 'close' };

export type PutFileFacts =
  /** An object has that name: nothing was sent. */
  | { outcome: 'taken' }
  | {
      outcome: 'put';
      /** As the store answered the put. */
      etag: string;
      etagKind?: EtagKind;
      md5Hex: string;
      sizeBytes: number;
      /** What a HEAD told after it; null: nothing is there; absent: it was not asked for. */
      held?: { etag: string; etagKind?: EtagKind; sizeBytes: number } | null;
    };
export interface PutPartFacts {
  part: Part;
  md5Hex: string;
}
export interface HashFileFacts {
  md5Hex: string;
  /** One for each part, in order; only when `partBytes` was given. */
  partSums?: string[];
}
export interface HashObjectFacts extends HashFileFacts {
  sizeBytes: number;
  etag: string;
}
export interface FetchRangeFacts {
  /** [start, until) is in the file, whatever `error` says. */
  until: number;
  /** What the store's answers told; null: none came, or it does not tell. */
  etag: string | null;
  etagKind: EtagKind | null;
  /** null: cut short. */
  partSums: string[] | null;
  crc32: number | null;
  error: WireError | null;
}
export interface SealFileFacts {
  partSums: string[];
  crc32: number | null;
}
export interface StretchCodeFacts {
  /** 32 bytes. */
  key: Uint8Array;
}
export interface WorkerFacts {
  'put-file': PutFileFacts;
  'put-part': PutPartFacts;
  'hash-file': HashFileFacts;
  'hash-object': HashObjectFacts;
  'fetch-range': FetchRangeFacts;
  'seal-file': SealFileFacts;
  'stretch-code': StretchCodeFacts;
}
export type AnyJob = { [T in WorkerJob as T['type']]: Omit<T, 'jobId'> }[WorkerJob['type']];
export type WorkerMessage =
  | { type: 'need-session'; requestId: number; storeKey: string; refused?: string | undefined }
  | { type: 'progress'; jobId: number; sentBytes: number }
  | { type: 'done'; jobId: number; facts: WorkerFacts[WorkerJob['type']] }
  | { type: 'failed'; jobId: number; error: WireError };

/** The pool as services see it (implemented in workers/upload-pool.ts). Rejects only with AppError. */
export interface UploadPool {
  readonly size: number;
  run<J extends AnyJob>(
    job: J,
    options?: { signal?: AbortSignal; onProgress?: (sentBytes: number) => void },
  ): Promise<WorkerFacts[J['type']]>;
  /** Lets go of the stores opened under this key once no job needs them; resolves then. Jobs given before still run with them. */
  forget(storeKey: string): Promise<void>;
  close(): Promise<void>;
}
