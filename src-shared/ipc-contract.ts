/** Every command (input, output) and every event that crosses a process boundary. Both doors speak exactly this. */
import { z } from 'zod';
import { WireError } from './app-error';
import { connectionCommands } from './connection-commands';
import { Album, AlbumListing } from './domain/album';
import { NewOwner, StandingShare, Visibility } from './domain/album-access';
import { Asset, AssetPatch } from './domain/asset';
import { KeptAlbum } from './domain/cache';
import { Connection } from './domain/connection';
import { Download } from './domain/download';
import { Group } from './domain/group';
import { SignInStatus } from './domain/identity';
import { Card, Ingest } from './domain/ingest';
import { JournalEntry } from './domain/journal';
import { Mail } from './domain/mail';
import { SmartAlbum } from './domain/photo-list';
import { PhotoRequest } from './domain/photo-request';
import { Receipt } from './domain/receipt';
import { Received } from './domain/received';
import { Selection } from './domain/selection';
import { Share } from './domain/share';
import { EditsStatus } from './domain/sidecars';
import { GatewayStatus } from './domain/storage';
import { ImportRun, SkippedFile, TransferState, TransferSummary } from './domain/transfer';
import { UndoState } from './domain/undo';
import { groupCommands } from './group-commands';
import { command, nothing, ok } from './ipc-command';
import { libraryCommands } from './library-commands';
import { mailCommands } from './mail-commands';
import { receivedCommands } from './received-commands';
import { requestCommands } from './request-commands';
import { selectionCommands } from './selection-commands';
import { Settings } from './settings';
import { shareCommands } from './share-commands';
import { storageCommands } from './storage-commands';
import { transferCommands } from './transfer-commands';
import { trashCommands } from './trash-commands';
import {
  AlbumId,
  type ArrivalId,
  AssetId,
  ConnectionId,
  DownloadId,
  ImportId,
  MailId,
  SelectionId,
  ShareId,
  TransferId,
} from './units';

/** How secrets are kept on this computer, told plainly in Settings and by `caos doctor`. */
export const VaultStatus = z.object({ backend: z.enum(['os-keyring', 'key-file']), detail: z.string() });
export type VaultStatus = z.infer<typeof VaultStatus>;

export const Doctor = z.object({
  version: z.string(),
  testBuild: z.boolean(),
  runtime: z.record(z.string(), z.string()), // node, electron, chrome, sqlite, sharp, libvips, ffprobe, platform
  vault: VaultStatus,
  paths: z.object({
    profile: z.string(),
    catalogue: z.string(),
    cache: z.string(),
    log: z.string(),
    localStore: z.string(),
  }),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string() })),
});
export type Doctor = z.infer<typeof Doctor>;

export { defaultSettings, Settings } from './settings';

/** What a drop would become, shown before anything happens. */
export const ImportPlan = z.object({
  suggestedTitle: z.string(),
  /** Counted up to a limit, to answer at once. */
  fileCount: z.number().int(),
  totalBytes: z.number(),
  counted: z.enum(['all', 'at-least']),
  missing: z.array(z.string()),
});
export type ImportPlan = z.infer<typeof ImportPlan>;

export const commands = {
  'app.info': command(
    nothing,
    z.object({ version: z.string(), testBuild: z.boolean(), platform: z.string(), runtime: z.string() }),
  ),
  'app.doctor': command(nothing, Doctor),
  'settings.get': command(nothing, Settings),
  'settings.set': command(Settings.partial(), Settings),

  ...connectionCommands,

  'albums.list': command(nothing, z.array(Album)),
  'albums.get': command(z.object({ id: AlbumId }), Album),
  'albums.create': command(
    z.object({
      title: z.string().trim().min(1).max(200),
      note: z.string().max(4000).optional(),
      /** Default: the built-in local store. */
      connectionId: ConnectionId.optional(),
      /** Default: made from the title. */
      bucket: z.string().optional(),
    }),
    Album,
  ),
  'albums.edit': command(
    z.object({
      id: AlbumId,
      title: z.string().trim().min(1).max(200).optional(),
      note: z.string().max(4000).optional(),
      /** Whether what is set on its photos goes into sidecars beside them. */
      writesSidecars: z.boolean().optional(),
    }),
    Album,
  ),
  /** Whose it is and who may see it; `owner` gives it away. Only its owner may; of an album of nobody, whoever is signed in. */
  'albums.setAccess': command(
    z.object({ id: AlbumId, visibility: Visibility.optional(), owner: NewOwner.optional() }),
    Album,
  ),
  /** Forgets the album here; with `objects` also deletes what the album put into the store (never objects of others). */
  'albums.delete': command(
    z.object({ id: AlbumId, objects: z.boolean().default(false) }),
    z.object({ deletedObjects: z.number().int(), keptObjects: z.number().int() }),
  ),

  /**
   * Opens a bucket (or a prefix of one) that is there already. One that CAOS filled brings its title, photos and thumbnails along; any
   * other is listed, and nothing is written into it. Answers at once; `albums.listing` events tell how far it is.
   */
  'albums.open': command(
    z.object({
      connectionId: ConnectionId,
      bucket: z.string().min(1).max(255),
      /** '' or ending with '/'. */
      prefix: z.string().max(1024).default(''),
      /** Default: the album's own title, else the last part of bucket and prefix. */
      title: z.string().trim().min(1).max(200).optional(),
    }),
    Album,
  ),
  /** Lists the store again: new objects appear, those that are gone go, changed ones are read again. */
  'albums.refresh': command(z.object({ id: AlbumId }), ok),

  /** Looks at dropped paths without reading files. */
  'imports.plan': command(z.object({ paths: z.array(z.string()).min(1) }), ImportPlan),
  /** Answers at once; progress comes as events. Importing the same folder again adds only what is new. */
  'imports.start': command(
    z.object({
      albumId: AlbumId,
      paths: z.array(z.string()).min(1),
      /** Default: Settings. */
      picturesFirst: z.boolean().optional(),
    }),
    z.object({ importId: ImportId }),
  ),
  'imports.get': command(z.object({ id: ImportId }), ImportRun),
  'imports.list': command(z.object({ albumId: AlbumId.optional() }), z.array(ImportRun)),
  'imports.skipped': command(
    z.object({ id: ImportId, limit: z.number().int().max(100_000).default(1000) }),
    z.array(SkippedFile),
  ),
  /** Sample photos shipped with the app, as an album to play with. */
  'imports.samples': command(nothing, z.object({ albumId: AlbumId, importId: ImportId })),

  'assets.get': command(z.object({ ids: z.array(AssetId).max(1000) }), z.array(Asset)),
  /** For the command line: a page in display order after the asset `afterId`. */
  'assets.list': command(
    z.object({
      albumId: AlbumId,
      afterId: AssetId.optional(),
      limit: z.number().int().min(1).max(5000).default(1000),
    }),
    z.array(Asset),
  ),

  /**
   * The photos that are on the screen without a thumbnail, nearest first; replaces what was wanted before. Made from the smallest bytes
   * that suffice; `assets.patched` tells when. Also those that could be sharper are named, with `sharper`.
   */
  'assets.want': command(
    z.object({ ids: z.array(AssetId).max(2000), sharper: z.boolean().default(false) }),
    ok,
  ),

  ...storageCommands,
  'gateway.get': command(nothing, GatewayStatus),
  'gateway.set': command(z.object({ reach: GatewayStatus.shape.reach }), GatewayStatus),

  ...groupCommands,
  ...libraryCommands,
  ...mailCommands,
  ...receivedCommands,
  ...selectionCommands,
  ...shareCommands,
  ...requestCommands,
  ...transferCommands,
  ...trashCommands,
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
/** What a caller passes (defaults may be left out). */
export type CommandInput<N extends CommandName> = z.input<Commands[N]['input']>;
/** What a handler gets (parsed, defaults filled). */
export type CommandArgs<N extends CommandName> = z.output<Commands[N]['input']>;
export type CommandOutput<N extends CommandName> = z.output<Commands[N]['output']>;

export const TransferProgress = z.object({
  id: TransferId,
  assetId: AssetId,
  state: TransferState,
  sentBytes: z.number(),
  sizeBytes: z.number(),
  error: WireError.nullable(),
});
export type TransferProgress = z.infer<typeof TransferProgress>;

/**
 * Events tell what changed. Background ones are coalesced to at most 10 a second. `revision` counts up by one per album and event:
 * a gap means: load the snapshot again.
 */
export const events = {
  'albums.changed': z.object({ albums: z.array(Album), removedIds: z.array(AlbumId) }),
  'albums.listing': AlbumListing,
  'connections.changed': z.object({ connections: z.array(Connection) }),
  'assets.patched': z.object({
    albumId: AlbumId,
    revision: z.number().int(),
    patches: z.array(AssetPatch),
    removedIds: z.array(AssetId),
  }),
  'imports.changed': z.object({ run: ImportRun }),
  /** `removed`: rows that are gone (a duplicate, a forgotten album). */
  'transfers.progressed': z.object({
    summary: TransferSummary,
    changed: z.array(TransferProgress),
    removed: z.array(TransferId),
  }),
  'downloads.changed': z.object({ downloads: z.array(Download), removedIds: z.array(DownloadId) }),
  'receipts.changed': z.object({ receipt: Receipt }),
  'ingests.changed': z.object({ ingest: Ingest }),
  'cards.changed': z.object({ cards: z.array(Card) }),
  'journal.added': z.object({ entry: JournalEntry }),
  'settings.changed': Settings,
  'undo.changed': UndoState,
  'cache.changed': z.object({ kept: KeptAlbum }),
  /** All of them, oldest first. */
  'smart.changed': z.object({ albums: z.array(SmartAlbum) }),
  'edits.changed': EditsStatus,
  /** `membersOf`: photos came into these or left them, or lie in another order. */
  'selections.changed': z.object({
    selections: z.array(Selection),
    removedIds: z.array(SelectionId),
    membersOf: z.array(SelectionId),
  }),
  'outbox.changed': z.object({ mails: z.array(Mail), removedIds: z.array(MailId) }),
  'signin.changed': SignInStatus,
  /** All groups, and all albums that groups see. */
  'groups.changed': z.object({ groups: z.array(Group), standing: z.array(StandingShare) }),
  'shares.changed': z.object({ shares: z.array(Share), removedIds: z.array(ShareId) }),
  /** All of them, newest first. */
  'received.changed': z.object({ received: z.array(Received) }),
  /** Only from the Electron door: a `caos://` link that a person followed. Nothing was fetched; they say whether it is. */
  'app.open-link': z.object({ link: z.string() }),
  /** Also when something arrived for one. */
  'requests.changed': z.object({ requests: z.array(PhotoRequest), removedIds: z.array(ShareId) }),
  /** Only from the Electron door: paths handed over by a second start or by `npm start -- FOLDER`. */
  'app.open-paths': z.object({ paths: z.array(z.string()) }),
  /** Only from the Electron door: an album that was asked for by name, e.g. by `npm start -- FOLDER`. */
  'app.show-album': z.object({ albumId: AlbumId }),
} as const;
export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<N extends EventName> = z.output<Events[N]>;
export type AppEvent = { [N in EventName]: { name: N; payload: EventPayload<N> } }[EventName];

/** Answer of any command across a boundary: errors are values. */
export type CallResult<T> = { ok: true; value: T } | { ok: false; error: WireError };

/** Whether there is a second display, and whether it shows the photo that is open. */
export const SecondDisplay = z.object({ available: z.boolean(), on: z.boolean() });
export type SecondDisplay = z.infer<typeof SecondDisplay>;

/** What the second display is to show. */
export const MirroredPhoto = z.object({
  id: AssetId,
  revision: z.number().int().nonnegative(),
  aspect: z.number().positive(),
  isPicture: z.boolean(),
  fileName: z.string().max(1000),
  ground: Settings.shape.viewerGround,
});
export type MirroredPhoto = z.infer<typeof MirroredPhoto>;

/** Fragment of the page's address in the window on the second display. */
export const MIRROR_FRAGMENT = '#second-display';

/** What the preload script puts on `window.caos`; nothing else crosses into the page. */
export interface CaosBridge {
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CallResult<CommandOutput<N>>>;
  /** Returns the disposer. */
  onEvent(listener: (event: AppEvent) => void): () => void;
  /** Real path of a dropped or picked file ('' when it has none). */
  pathForFile(file: File): string;
  /** Native folder / file picker; [] when cancelled. */
  pickPaths(): Promise<string[]>;
  pickFolder(): Promise<string | null>;
  /** Where to save a file of this suggested name; null when cancelled. */
  pickSavePath(suggestedName: string): Promise<string | null>;
  /** Shows a local file in the file manager. */
  revealPath(path: string): Promise<void>;
  /** In `dragstart`: the originals of these photos are dragged as files; false when one of them is not on this computer. */
  dragOut(ids: AssetId[]): Promise<boolean>;
  /** Answers how it is now; `toggle` opens or closes the window there. */
  secondDisplay(act: 'look' | 'toggle'): Promise<SecondDisplay>;
  /** A display came or went, or its window was closed. Returns the disposer. */
  onSecondDisplay(listener: (state: SecondDisplay) => void): () => void;
  /** null: no photo is open. */
  showOnSecond(photo: MirroredPhoto | null): void;
  /** In the window on the second display: what it shows, at once and with every change. Returns the disposer. */
  onMirrored(listener: (photo: MirroredPhoto | null) => void): () => void;
  platform: 'linux' | 'darwin' | 'win32';
  /** BCP 47 tag of the system language. */
  systemLocale: string;
}
/**
 * Thumbnails; `grid`: small ones for grids (domain/grid-picture.ts), or the thumbnail where there is none; 2048 px previews made on demand; `full`: the photo's own pixels; `video`: a film in ranges. What cannot be given is answered
 * with its WireError as JSON.
 */
export const mediaUrl = {
  thumb: (id: AssetId, revision: number): string => `media://thumb/${id}?r=${revision}`,
  grid: (id: AssetId, revision: number): string => `media://grid/${id}?r=${revision}`,
  preview: (id: AssetId, revision: number): string => `media://preview/${id}?r=${revision}`,
  /** Frames of a video side by side, as many as its metadata tells (`stripFrames`). */
  strip: (id: AssetId, revision: number): string => `media://strip/${id}?r=${revision}`,
  full: (id: AssetId, revision: number): string => `media://full/${id}?r=${revision}`,
  video: (id: AssetId, revision: number): string => `media://video/${id}?r=${revision}`,
  /** Of a file that somebody sent. */
  arrival: (id: ArrivalId): string => `media://arrival/${id}`,
};
