/** Rows of shares: what was composed, its people, its photos, its sealed objects and what came back. No secret is in them. */
import type { WireError } from '../../../src-shared/app-error';
import type { FilmFragments } from '../../../src-shared/domain/film-fragments';
import type { Share, ShareRecipient, ShareState } from '../../../src-shared/domain/share';
import type { Pick as PagePick, PicksMessage, SealedObjectInfo } from '../../../src-shared/domain/share-page';
import type { AssetId, ConnectionId, RecipientId, ShareId, UnixMs } from '../../../src-shared/units';

/** What a person composed. */
export type ComposedShare = Pick<Share, 'title' | 'message' | 'language' | 'days' | 'allow' | 'options'>;

export interface ShareRow extends ComposedShare {
  id: ShareId;
  state: ShareState;
  stateAtMs: UnixMs;
  reason: WireError | null;
  createdAtMs: UnixMs;
  endsAtMs: UnixMs | null;
  sureUntilMs: UnixMs | null;
  connectionId: ConnectionId;
  bucket: string;
  /** '' or ending with '/': everything of it in the store lies below. */
  folder: string;
  /** Where its sealed objects lie now, and where they are being moved to. */
  objectsFolder: string;
  nextObjectsFolder: string | null;
  /** Of the manifest, and of all pages written with it. */
  revision: number;
  manifest: SealedObjectInfo | null;
  cleanedAtMs: UnixMs | null;
}

export interface RecipientRow extends ShareRecipient {
  /** Below the folder: `pages/<random>` and `picks/<random>/`; '' before there is one. */
  pageName: string;
  picksName: string;
  pageRevision: number;
  /** Its mails were put into the Outbox. */
  mailed: boolean;
  pickedSequence: number | null;
  pickedNote: string;
}

/** What is known of a prepared photo: which objects hold it, and what the page lays it out by. */
export interface PreparedPhoto {
  kind: 'photo' | 'video';
  width: number;
  height: number;
  thumbHash: string;
  durationMs: number | null;
  takenAtMs: number | null;
  caption: string;
  title: string;
  /** Bytes of the thumbnail that waits in the staging folder to be packed. */
  thumbBytes: number;
  /** Object ids. A photo's web size, or a video's web-size film; null: none could be made. */
  web: string | null;
  /** Media type of the film or picture in `web`. */
  webType: string;
  poster: string | null;
  original: { object: string; type: string } | null;
  /** Once packed. */
  thumb: { object: string; offset: number } | null;
  /** How the film in `web` is played while it is fetched; absent: it is not. */
  film?: FilmFragments;
  /** Why a video is shown by its poster alone. */
  filmError?: WireError;
}

export interface SharePhotoRow {
  place: number;
  assetId: AssetId;
  /** What picks name. */
  itemId: string;
  fileName: string;
  prepared: PreparedPhoto | null;
  /** Why it is left out; of one that is prepared: why its original is not offered. */
  error: WireError | null;
  /** Of standing shares: what the photo was when it came in; another one means that it changed. Else ''. */
  stamp: string;
}

export interface ShareObjectRow extends SealedObjectInfo {
  kind: 'picture' | 'film' | 'original' | 'thumbs' | 'logo' | 'manifest';
  sealedBytes: number;
  stored: boolean;
  uploadId: string | null;
  partBytes: number | null;
}

export type NewShareObject = Omit<ShareObjectRow, 'stored' | 'uploadId' | 'partBytes'>;

export interface ShareTable {
  /** Newest first. */
  list(): ShareRow[];
  get(id: ShareId): ShareRow | null;
  insert(row: ShareRow): void;
  change(id: ShareId, change: Partial<Omit<ShareRow, 'id' | 'createdAtMs'>>): void;
  remove(id: ShareId): void;

  /** In order. */
  recipients(id: ShareId): RecipientRow[];
  /** All of them, with facts that are known already. */
  putRecipients(id: ShareId, rows: readonly RecipientRow[]): void;
  changeRecipient(id: RecipientId, change: Partial<Omit<RecipientRow, 'id'>>): void;

  /** In order. */
  photos(id: ShareId): SharePhotoRow[];
  photoTally(id: ShareId): { total: number; prepared: number; first: AssetId | null };
  replacePhotos(
    id: ShareId,
    rows: ReadonlyArray<
      Pick<SharePhotoRow, 'assetId' | 'itemId' | 'fileName'> &
        Partial<Pick<SharePhotoRow, 'prepared' | 'error' | 'stamp'>>
    >,
  ): void;
  /** Left out, or without their originals. */
  failedPhotos(id: ShareId): Array<SharePhotoRow & { error: WireError }>;
  /** Videos without a film. */
  postersOnly(id: ShareId): Array<SharePhotoRow & { error: WireError }>;
  /** Not tried yet. */
  unprepared(id: ShareId): SharePhotoRow[];
  setPrepared(id: ShareId, place: number, prepared: PreparedPhoto | null, error: WireError | null): void;

  objects(id: ShareId): ShareObjectRow[];
  waitingObjects(id: ShareId): ShareObjectRow[];
  objectTally(id: ShareId): Share['progress'];
  addObjects(id: ShareId, rows: readonly NewShareObject[]): void;
  setObjectUpload(id: ShareId, objectId: string, uploadId: string | null, partBytes: number | null): void;
  setObjectStored(id: ShareId, objectId: string): void;
  removeObjects(id: ShareId, objectIds: readonly string[]): void;
  /** All of them are to be put once more. */
  forgetStored(id: ShareId): void;

  slots(id: RecipientId): Array<{ slot: number; etag: string; message: PicksMessage | null }>;
  /** `message` null: what lay there was refused. */
  putSlot(id: RecipientId, slot: number, etag: string, message: PicksMessage | null): void;
  picks(id: RecipientId): PagePick[];
  replacePicks(id: RecipientId, picks: readonly PagePick[]): void;
}
