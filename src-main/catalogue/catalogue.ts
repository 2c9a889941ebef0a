/** The catalogue as services see it. SQL lives in this room only; everything is synchronous and indexed. */
import type { AlbumId, UnixMs } from '../../src-shared/units';
import type { AlbumAccessTable } from './tables/album-access';
import type { AlbumTable } from './tables/albums';
import type { AssetTable } from './tables/assets';
import type { ConnectionTable } from './tables/connections';
import type { DownloadTable } from './tables/downloads';
import type { GroupTable } from './tables/groups';
import type { IdentityTable } from './tables/identities';
import type { ImportTable } from './tables/imports';
import type { IngestTable } from './tables/ingests';
import type { JournalTable } from './tables/journal';
import type { KeptAlbumTable } from './tables/kept-albums';
import type { OutboxTable } from './tables/outbox';
import type { PhotoWordsTable } from './tables/photo-words';
import type { ReceiptTable } from './tables/receipts';
import type { ReceivedTable } from './tables/received';
import type { RequestTable } from './tables/requests';
import type { SelectionTable } from './tables/selections';
import type { SettingsTable } from './tables/settings';
import type { ShareTable } from './tables/shares';
import type { SidecarTable } from './tables/sidecars';
import type { SignedSlotTable } from './tables/signed-slots';
import type { SmartAlbumTable } from './tables/smart-albums';
import type { StackTable } from './tables/stacks';
import type { TransferTable } from './tables/transfers';
import type { TrashTable } from './tables/trash';
import type { UploadIntentTable } from './tables/upload-intents';

export type { AlbumAccessRow, AlbumAccessTable } from './tables/album-access';
export type { AlbumRow, AlbumTable } from './tables/albums';
export type {
  AssetTable,
  ConfirmableAsset,
  ListedObject,
  PackedAsset,
  StoredFacts,
} from './tables/assets';
export type { ConnectionTable } from './tables/connections';
export type { DownloadJob, DownloadTable } from './tables/downloads';
export type { GroupTable, StandingRow } from './tables/groups';
export type { IdentityRow, IdentityTable, SignInCode } from './tables/identities';
export type { FoundFile, ImportTable } from './tables/imports';
export type { IngestTable } from './tables/ingests';
export type { JournalTable } from './tables/journal';
export type { KeptAlbumTable, PlaceInAlbum } from './tables/kept-albums';
export type { MailRow, OutboxTable } from './tables/outbox';
export type { PhotoWordsTable } from './tables/photo-words';
export type { ReceiptTable } from './tables/receipts';
export type { ReceivedRow, ReceivedTable } from './tables/received';
export type { ArrivalRow, PartRanges, RequestPersonRow, RequestRow, RequestTable } from './tables/requests';
export type {
  AwayItem,
  AwayPosition,
  ItemPosition,
  SelectionFacts,
  SelectionItem,
  SelectionTable,
} from './tables/selections';
export type { SettingsTable } from './tables/settings';
export type {
  NewShareObject,
  PreparedPhoto,
  RecipientRow,
  ShareObjectRow,
  SharePhotoRow,
  ShareRow,
  ShareTable,
} from './tables/shares';
export type { PendingSidecar, Sidecar, SidecarSubject, SidecarTable } from './tables/sidecars';
export type { SignedSlotTable, SlotPlace } from './tables/signed-slots';
export type { SmartAlbumTable } from './tables/smart-albums';
export type { PartRow, TransferJob, TransferTable } from './tables/transfers';
export type { TrashDeletion, TrashSubject, TrashTable, TrashWork } from './tables/trash';
export type { UploadIntentTable } from './tables/upload-intents';

export interface Catalogue {
  connections: ConnectionTable;
  albums: AlbumTable;
  assets: AssetTable;
  imports: ImportTable;
  transfers: TransferTable;
  uploadIntents: UploadIntentTable;
  trash: TrashTable;
  kept: KeptAlbumTable;
  ingests: IngestTable;
  receipts: ReceiptTable;
  downloads: DownloadTable;
  stacks: StackTable;
  journal: JournalTable;
  selections: SelectionTable;
  settings: SettingsTable;
  words: PhotoWordsTable;
  sidecars: SidecarTable;
  smartAlbums: SmartAlbumTable;
  shares: ShareTable;
  received: ReceivedTable;
  requests: RequestTable;
  signedSlots: SignedSlotTable;
  access: AlbumAccessTable;
  groups: GroupTable;
  outbox: OutboxTable;
  identity: IdentityTable;
  /** Revision counter of an album's asset list, raised by one per emitted `assets.patched` event. */
  nextRevision(albumId: AlbumId): number;
  transaction<T>(work: () => T): T;
  /** Journal checkpoint and close. */
  close(): void;
}

/**
 * Opens (creating and migrating as needed) `<profile>/catalogue.db`: WAL, synchronous=NORMAL, foreign_keys on. A statement over 10 ms is
 * given to `onSlow`. Errors: `disk-full`, `io`, `internal` (newer than this app: says to update).
 */
export type OpenCatalogue = (
  path: string,
  options?: { onSlow?: (sql: string, elapsedMs: number) => void; now?: () => UnixMs },
) => Catalogue;
