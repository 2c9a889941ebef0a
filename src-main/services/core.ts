/** What the services work with: the rooms below them, and clock and chance as plain values. */
import type { NewJournalEntry } from '../../src-shared/domain/journal';
import type { AssetId, ConnectionId } from '../../src-shared/units';
import type { Catalogue } from '../catalogue/catalogue';
import type { MediaPool } from '../media/media-protocol';
import type { ObjectStore } from '../storage/object-store';
import type { LinkSigner, StoreSession } from '../storage/session';
import type { StoreAccess, UploadPool } from '../workers/jobs';
import type { ChangeFeed } from './change-feed';
import type { FlowControl } from './flow-control';
import type { ListingQuestions } from './upload/ask-listing';

export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

/** Opened stores by connection; secrets come from the vault and stay inside. */
export interface StoreRegistry {
  /** `not-found` for an unknown connection, `vault` when its secret cannot be read. */
  open(id: ConnectionId): Promise<ObjectStore>;
  /** The same store as a worker thread opens it. */
  access(id: ConnectionId): Promise<StoreAccess>;
  /** For worker threads: the one session of the store opened under this key. Rejects with AppError. */
  session(storeKey: string, refused: string | undefined): Promise<StoreSession>;
  /** After any change of the connection: what is open is closed when its calls are done, the next call opens it anew. */
  forget(id: ConnectionId): void;
  close(): void;
}

export interface SecretVault {
  status(): { backend: 'os-keyring' | 'key-file'; detail: string };
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Where derived images of an asset lie on this computer. */
export interface CachePaths {
  thumb(id: AssetId): string;
  preview(id: AssetId): string;
  /** All the pixels of a photo, as a file that Chromium shows; kept and trimmed with the previews. */
  full(id: AssetId): string;
  /** Small pictures for grids, beside the thumbnails; not of every photo. */
  grid(id: AssetId): string;
  /** Frames of a video side by side, beside its thumbnail. */
  strip(id: AssetId): string;
  /** What was made of an object by its content, shared by all albums; `digest`: lower-case hex. */
  content(digest: string): { facts: string; thumb: string };
  /** A file of this name for what is being fetched. What an earlier run left there is removed when the cache is opened. */
  fetching(name: string): string;
  /** Somebody took files out of it: folders are looked for again before something is written into them. */
  emptied(): void;
  /** Takes the images of these assets away; quiet when there are none. */
  remove(ids: AssetId[]): Promise<void>;
}

export interface Core {
  catalogue: Catalogue;
  vault: SecretVault;
  stores: StoreRegistry;
  media: MediaPool;
  uploads: UploadPool;
  /** Signs links to objects of stores on this computer; absent: they have none. */
  links?: ((id: ConnectionId) => LinkSigner) | undefined;
  cache: CachePaths;
  changes: ChangeFeed;
  /** How much may be under way at once, adapted to what the link gives. */
  flow: FlowControl;
  /** Asks stores for many names at once. */
  questions: ListingQuestions;
  /** Writes down what happened and tells the screen; never throws (a full disk costs the entry, not the work). */
  journal: (entry: NewJournalEntry) => void;
  log: Log;
  /** Unix milliseconds. */
  now: () => number;
  /** [0, 1) */
  random: () => number;
}

/** Names of a connection's secrets in the vault. */
export const connectionSecretName = (id: ConnectionId): string => `connection/${id}`;
export const sessionTokenName = (id: ConnectionId): string => `connection/${id}/session-token`;
