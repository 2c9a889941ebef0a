/** Collects what changed and tells it coalesced: background changes at most 10 times a second, a person's act at once. */
import type { WireError } from '../../src-shared/app-error';
import type { AlbumListing } from '../../src-shared/domain/album';
import type { StandingShare } from '../../src-shared/domain/album-access';
import type { KeptAlbum } from '../../src-shared/domain/cache';
import type { Download } from '../../src-shared/domain/download';
import type { Group } from '../../src-shared/domain/group';
import type { SignInStatus } from '../../src-shared/domain/identity';
import type { Card } from '../../src-shared/domain/ingest';
import type { JournalEntry } from '../../src-shared/domain/journal';
import type { Mail } from '../../src-shared/domain/mail';
import type { EditsStatus } from '../../src-shared/domain/sidecars';
import type { TransferHold, TransferSummary } from '../../src-shared/domain/transfer';
import type { UndoState } from '../../src-shared/domain/undo';
import type { AppEvent, Settings } from '../../src-shared/ipc-contract';
import type {
  AlbumId,
  AssetId,
  ConnectionId,
  DownloadId,
  ImportId,
  IngestId,
  MailId,
  ReceiptId,
  SelectionId,
  ShareId,
  TransferId,
} from '../../src-shared/units';
import type { Catalogue } from '../catalogue/catalogue';
import { nothingChanged, tellChanges } from './collected-changes';
import { toReceived } from './received/desk';
import type { SpeedMeter } from './speed-meter';

/** 10 a second: enough to look live, little enough to leave the main thread and the screen alone. */
const BACKGROUND_INTERVAL_MS = 100;
/** After a failure, so that a failing disk is not asked in a tight loop. */
const AGAIN_AFTER_MS = 1000;

/** What runs of a download now: bytes that no row holds yet. */
export interface LiveDownload {
  bytes: number;
  bytesPerSecond: number;
  remainingMs: number | null;
}

export interface ChangeFeed {
  asset(albumId: AlbumId, id: AssetId): void;
  assetsRemoved(albumId: AlbumId, ids: AssetId[]): void;
  album(id: AlbumId): void;
  albumRemoved(id: AlbumId): void;
  /** How far the listing of an album's bucket has come; the newest word counts. */
  listing(progress: AlbumListing): void;
  import(id: ImportId): void;
  transfer(id: TransferId): void;
  /** Bytes sent so far of a running transfer; kept in memory, the rows hold whole parts only. */
  sent(id: TransferId, bytes: number): void;
  /** It is stored: a file more is through. */
  stored(id: TransferId): void;
  /** These rows are gone: a duplicate, a forgotten album. */
  transfersRemoved(ids: TransferId[]): void;
  download(id: DownloadId): void;
  /** Bytes of a running download that no row holds yet are added by whoever runs it: the newest word counts, null: nothing runs. */
  downloading(id: DownloadId, live: LiveDownload | null): void;
  downloadRemoved(id: DownloadId): void;
  receipt(id: ReceiptId): void;
  ingest(id: IngestId): void;
  /** `members`: photos came into it or left it, or lie in another order. */
  selection(id: SelectionId, members: boolean): void;
  selectionRemoved(id: SelectionId): void;
  share(id: ShareId): void;
  shareRemoved(id: ShareId): void;
  request(id: ShareId): void;
  requestRemoved(id: ShareId): void;
  cards(cards: Card[]): void;
  journal(entry: JournalEntry): void;
  /** These connections do not answer: what is in line for them waits. */
  offline(ids: ReadonlySet<ConnectionId>): void;
  /** A rule of Settings holds uploads back; null: none. */
  held(hold: TransferHold | null): void;
  connections(): void;
  settings(settings: Settings): void;
  undo(state: UndoState): void;
  /** How many previews of an album that is kept are here. */
  keptAlbum(kept: KeptAlbum): void;
  /** Shares of others: which, and how each is. */
  received(): void;
  smartAlbums(): void;
  edits(status: EditsStatus): void;
  mails(mails: Mail[], removedIds: MailId[]): void;
  signIn(status: SignInStatus): void;
  groups(groups: Group[], standing: StandingShare[]): void;
  /** What keeps the queue itself from going on; null when it goes again. */
  trouble(error: WireError | null): void;
  /** The overall figures changed without any row (pause all). */
  summaryOnly(): void;
  /** Sends what is collected now: used after a person's act. */
  flush(): void;
  /** `only`: kinds that it looks at; what nobody looks at is not even read from the catalogue. Default: all. */
  listen<N extends AppEvent['name'] = AppEvent['name']>(
    listener: (event: Extract<AppEvent, { name: NoInfer<N> }>) => void,
    only?: readonly N[],
  ): () => void;
  summary(): TransferSummary;
  /** Bytes of a running transfer that no row holds yet. */
  liveBytes(id: TransferId): number | undefined;
  /** The download as its row says, with what runs of it now. */
  downloadNow(id: DownloadId): Download | null;
  close(): void;
}

export function createChangeFeed(catalogue: Catalogue, speed: SpeedMeter): ChangeFeed {
  const listeners = new Map<(event: AppEvent) => void, ReadonlySet<AppEvent['name']> | null>();
  const changes = nothingChanged();
  const live = new Map<TransferId, number>();
  const downloading = new Map<DownloadId, LiveDownload>();
  let hold: TransferHold | null = null;
  let offline: ReadonlySet<ConnectionId> = new Set();
  let trouble: WireError | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const emit = (event: AppEvent): void => {
    for (const [listener, only] of listeners) if (only?.has(event.name) !== false) listener(event);
  };

  const wanted = (name: AppEvent['name']): boolean =>
    [...listeners.values()].some((only) => only === null || only.has(name));

  const summary = (): TransferSummary => {
    const totals = withOffline(catalogue.transfers.totals());
    let running = 0;
    for (const bytes of live.values()) running += bytes;
    const sentBytes = Math.min(totals.totalBytes, totals.sentBytes + running);
    const pausedAll = catalogue.settings.value(PAUSED_ALL) === '1';
    // Files that a person let go on while all are paused move all the same.
    const moves = totals.activeCount > 0 && (live.size > 0 || (!pausedAll && hold === null));
    const left = {
      bytes: totals.totalBytes - sentBytes,
      files: totals.activeCount + totals.waitingCount + totals.pausedCount,
    };
    return {
      ...totals,
      sentBytes,
      bytesPerSecond: moves ? Math.round(speed.bytesPerSecond()) : 0,
      remainingMs: moves && !pausedAll && hold === null ? speed.remainingMs(left) : null,
      pausedAll,
      trouble,
      held: hold,
    };
  };

  /** Only a page of those is moved to `waiting`; the others wait for the same answer. */
  const withOffline = (totals: ReturnType<Catalogue['transfers']['totals']>): typeof totals => {
    if (offline.size === 0) return totals;
    let inLine = 0;
    for (const state of ['discovered', 'queued'] as const) {
      const counts = catalogue.transfers.countByConnection(state);
      for (const id of offline) inLine += counts.get(id) ?? 0;
    }
    const { activeCount, waitingCount } = totals;
    const waits = Math.min(inLine, activeCount);
    return { ...totals, activeCount: activeCount - waits, waitingCount: waitingCount + waits };
  };

  const downloadNow = (id: DownloadId): Download | null => {
    const download = catalogue.downloads.get(id);
    const now = downloading.get(id);
    if (!download || !now) return download;
    return {
      ...download,
      doneBytes: Math.min(download.totalBytes, download.doneBytes + now.bytes),
      bytesPerSecond: Math.round(now.bytesPerSecond),
      remainingMs: now.remainingMs,
    };
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (closed) return;
    try {
      tellChanges(changes, { catalogue, emit, wanted, live, summary, downloadNow });
    } catch {
      // The catalogue cannot be read just now (its disk fails): what changed stands in it, and is told when it can be.
      timer = setTimeout(flush, AGAIN_AFTER_MS);
    }
  };

  const soon = (): void => {
    if (!closed) timer ??= setTimeout(flush, BACKGROUND_INTERVAL_MS);
  };
  const add = <T>(set: Set<T>, value: T): void => {
    set.add(value);
    soon();
  };
  const addTo = (map: Map<AlbumId, Set<AssetId>>, albumId: AlbumId, ids: AssetId[]): void => {
    const known = map.get(albumId) ?? new Set<AssetId>();
    for (const id of ids) known.add(id);
    map.set(albumId, known);
    soon();
  };

  return {
    asset: (albumId, id) => addTo(changes.assets, albumId, [id]),
    assetsRemoved: (albumId, ids) => addTo(changes.removedAssets, albumId, ids),
    album: (id) => add(changes.albums, id),
    albumRemoved(id) {
      changes.listings.delete(id);
      add(changes.removedAlbums, id);
    },
    listing(progress) {
      changes.listings.set(progress.albumId, progress);
      soon();
    },
    import: (id) => add(changes.imports, id),
    transfer: (id) => add(changes.transfers, id),
    sent(id, bytes) {
      const before = live.get(id) ?? 0;
      if (bytes > before) speed.add(bytes - before);
      if (bytes === 0) live.delete(id);
      else live.set(id, bytes);
      add(changes.transfers, id);
    },
    stored(id) {
      live.delete(id);
      speed.ended();
      add(changes.transfers, id);
    },
    transfersRemoved(ids) {
      for (const id of ids) changes.removedTransfers.add(id);
      soon();
    },
    download: (id) => add(changes.downloads, id),
    downloading(id, now) {
      if (now) downloading.set(id, now);
      else downloading.delete(id);
      add(changes.downloads, id);
    },
    downloadRemoved(id) {
      downloading.delete(id);
      add(changes.removedDownloads, id);
    },
    receipt: (id) => add(changes.receipts, id),
    ingest: (id) => add(changes.ingests, id),
    selection(id, members) {
      changes.removedSelections.delete(id);
      changes.selections.set(id, members || (changes.selections.get(id) ?? false));
      soon();
    },
    selectionRemoved(id) {
      changes.selections.delete(id);
      add(changes.removedSelections, id);
    },
    share: (id) => add(changes.shares, id),
    shareRemoved: (id) => add(changes.removedShares, id),
    request: (id) => add(changes.requests, id),
    requestRemoved: (id) => add(changes.removedRequests, id),
    cards(cards) {
      changes.cards = cards;
      soon();
    },
    journal(entry) {
      changes.journal.push(entry);
      soon();
    },
    offline(ids) {
      offline = ids;
      changes.summary = true;
      soon();
    },
    held(now) {
      hold = now;
      changes.summary = true;
      soon();
    },
    connections() {
      changes.connections = true;
      soon();
    },
    settings(settings) {
      emit({ name: 'settings.changed', payload: settings });
    },
    edits(status) {
      emit({ name: 'edits.changed', payload: status });
    },
    mails(mails, removedIds) {
      emit({ name: 'outbox.changed', payload: { mails, removedIds } });
    },
    signIn(status) {
      // Whose albums are whose is told by who is signed in.
      for (const id of catalogue.access.owned()) add(changes.albums, id);
      emit({ name: 'signin.changed', payload: status });
    },
    groups(groups, standing) {
      emit({ name: 'groups.changed', payload: { groups, standing } });
    },
    undo(state) {
      emit({ name: 'undo.changed', payload: state });
    },
    keptAlbum(kept) {
      emit({ name: 'cache.changed', payload: { kept } });
    },
    received() {
      emit({ name: 'received.changed', payload: { received: catalogue.received.list().map(toReceived) } });
    },
    smartAlbums() {
      emit({ name: 'smart.changed', payload: { albums: catalogue.smartAlbums.list() } });
    },
    trouble(error) {
      if (trouble?.code === error?.code) return;
      trouble = error;
      changes.summary = true;
      soon();
    },
    summaryOnly() {
      changes.summary = true;
      soon();
    },
    flush,
    listen(given, only) {
      // It hears only what it named.
      const listener = given as (event: AppEvent) => void;
      listeners.set(listener, only ? new Set(only) : null);
      return () => listeners.delete(listener);
    },
    summary,
    liveBytes: (id) => live.get(id),
    downloadNow,
    close() {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

/** Name of the setting that pauses every transfer, also over a restart. */
export const PAUSED_ALL = 'paused-all';
