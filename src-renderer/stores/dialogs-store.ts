/** The one dialog that is open, so that any place can open it. */
import { create } from 'zustand';
import type { Album } from '../../src-shared/domain/album';
import type { Connection } from '../../src-shared/domain/connection';
import type { Selection, SelectionExport } from '../../src-shared/domain/selection';
import type { ShareRecipient } from '../../src-shared/domain/share';
import type {
  AlbumId,
  AssetId,
  ConnectionId,
  DownloadId,
  ImportId,
  IngestId,
  ReceiptId,
  ReceivedId,
  ShareId,
} from '../../src-shared/units';

export type SelectionAct =
  /** Chosen by name, or made. */
  | { do: 'add'; assetIds: AssetId[] }
  | { do: 'new'; assetIds: AssetId[] }
  | { do: 'edit' | 'merge' | 'compare'; selection: Selection }
  /** `form`: what is proposed. */
  | { do: 'export'; selection: Selection; form?: SelectionExport };

/** Nothing secret is in here: what a dialog shows it asks for itself. */
export type ShareAct =
  | { do: 'code' | 'picks'; shareId: ShareId; recipient: ShareRecipient }
  | { do: 'extend' | 'add'; shareId: ShareId }
  /** `recipient` null: everyone. */
  | { do: 'revoke' | 'apply'; shareId: ShareId; recipient: ShareRecipient | null };

export type ReceivedAct =
  /** `link`: filled in for a start, '' for none. It is what a person just pasted or followed, and goes when the sheet is closed. */
  { do: 'open'; link: string } | { do: 'send' | 'remove'; receivedId: ReceivedId };

export type OpenDialog =
  | { kind: 'new-album' }
  | { kind: 'edit-album'; album: Album }
  | { kind: 'delete-album'; album: Album }
  /** `connectionId` null: the person chooses; `bucket` and `prefix` are filled in for a start. */
  | { kind: 'open-bucket'; connectionId: ConnectionId | null; bucket?: string; prefix?: string }
  | { kind: 'add-connection' }
  | { kind: 'edit-connection'; connection: Connection }
  | { kind: 'remove-connection'; connection: Connection }
  /** What its store charges. */
  | { kind: 'prices'; connectionId: ConnectionId }
  /** What became of an import, an album or an ingest; `receiptId`: that very receipt instead of the newest. Exactly one is given. */
  | { kind: 'receipt'; importId?: ImportId; albumId?: AlbumId; ingestId?: IngestId; receiptId?: ReceiptId }
  /** Where an album's photos, or these, are to be brought. Exactly one is given. */
  | { kind: 'download'; albumId?: AlbumId; assetIds?: AssetId[] }
  /** Names that are taken where a download wants to write. */
  | { kind: 'download-conflicts'; downloadId: DownloadId }
  /** Where else an album is kept: what an ingest made of it. */
  | { kind: 'copies'; album: Album }
  /** A card or folder on its way in; without `paths` the person chooses. */
  | { kind: 'ingest'; paths?: string[] }
  /** Something is done with a selection, or photos are put into one. */
  | { kind: 'selection'; act: SelectionAct }
  /** Words, stars and colours of these photos, all at once. */
  | { kind: 'edit-words'; assetIds: AssetId[] }
  /** What is deleted for good; null: all that lies in the trash. */
  | { kind: 'empty-trash'; assetIds: AssetId[] | null }
  /** So many of these photos no app of ours put into their bucket. */
  | { kind: 'trash-others'; assetIds: AssetId[]; count: number }
  /** Whose an album is, and which groups see it. */
  | { kind: 'album-access'; album: Album }
  | { kind: 'groups' }
  | { kind: 'share'; act: ShareAct }
  | { kind: 'received'; act: ReceivedAct }
  /** Saying who one is, by a code that comes by mail. */
  | { kind: 'sign-in' }
  /** The account that mails go out through. */
  | { kind: 'mail-account' }
  | { kind: 'keys' };

interface DialogsState {
  dialog: OpenDialog | null;
  open(dialog: OpenDialog): void;
  close(): void;
}

export const useDialogsStore = create<DialogsState>()((set) => ({
  dialog: null,
  open: (dialog) => set({ dialog }),
  close: () => set({ dialog: null }),
}));
