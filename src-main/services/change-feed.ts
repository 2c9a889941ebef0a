/** Collects what changed and tells it coalesced: background changes at most 10 times a second, a person's act at once. */
import type { WireError } from '../../src-shared/app-error';
import type { Album, AlbumListing } from '../../src-shared/domain/album';
import { type TransferSummary, transferIsOpen } from '../../src-shared/domain/transfer';
import type { AppEvent, Settings, TransferProgress } from '../../src-shared/ipc-contract';
import type { AlbumId, AssetId, ImportId, TransferId } from '../../src-shared/units';
import type { Catalogue } from '../catalogue/catalogue';

/** 10 a second: enough to look live, little enough to leave the main thread and the screen alone. */
const BACKGROUND_INTERVAL_MS = 100;
/** After a failure, so that a failing disk is not asked in a tight loop. */
const AGAIN_AFTER_MS = 1000;

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
  connections(): void;
  settings(settings: Settings): void;
  /** What keeps the queue itself from going on; null when it goes again. */
  trouble(error: WireError | null): void;
  /** The overall figures changed without any row (pause all). */
  summaryOnly(): void;
  /** Sends what is collected now: used after a person's act. */
  flush(): void;
  listen(listener: (event: AppEvent) => void): () => void;
  summary(): TransferSummary;
  /** Bytes of a running transfer that no row holds yet. */
  liveBytes(id: TransferId): number | undefined;
  close(): void;
}

export function createChangeFeed(catalogue: Catalogue, speed: SpeedMeter): ChangeFeed {
  const listeners = new Set<(event: AppEvent) => void>();
  const assets = new Map<AlbumId, Set<AssetId>>();
  const removedAssets = new Map<AlbumId, Set<AssetId>>();
  const albums = new Set<AlbumId>();
  const removedAlbums = new Set<AlbumId>();
  const listings = new Map<AlbumId, AlbumListing>();
  const imports = new Set<ImportId>();
  const transfers = new Set<TransferId>();
  const live = new Map<TransferId, number>();
  let connectionsChanged = false;
  let summaryChanged = false;
  let trouble: WireError | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const emit = (event: AppEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const summary = (): TransferSummary => {
    const totals = catalogue.transfers.totals();
    let running = 0;
    for (const bytes of live.values()) running += bytes;
    const sentBytes = Math.min(totals.totalBytes, totals.sentBytes + running);
    const pausedAll = catalogue.settings.value(PAUSED_ALL) === '1';
    const bytesPerSecond = totals.activeCount > 0 && !pausedAll ? speed.bytesPerSecond() : 0;
    const left = totals.totalBytes - sentBytes;
    const remainingMs = bytesPerSecond > 0 && left > 0 ? Math.round((left / bytesPerSecond) * 1000) : null;
    return {
      ...totals,
      sentBytes,
      bytesPerSecond: Math.round(bytesPerSecond),
      remainingMs,
      pausedAll,
      trouble,
    };
  };

  const takeAlbums = (): Album[] => {
    const found = [...albums].flatMap((id) => catalogue.albums.get(id) ?? []);
    albums.clear();
    return found;
  };

  const emitAssets = (): void => {
    for (const albumId of new Set([...assets.keys(), ...removedAssets.keys()])) {
      const removedIds = [...(removedAssets.get(albumId) ?? [])];
      const ids = [...(assets.get(albumId) ?? [])].filter((id) => !removedAssets.get(albumId)?.has(id));
      const patches = catalogue.assets.patch(ids);
      if (patches.length === 0 && removedIds.length === 0) continue;
      emit({
        name: 'assets.patched',
        payload: { albumId, revision: catalogue.nextRevision(albumId), patches, removedIds },
      });
    }
    assets.clear();
    removedAssets.clear();
  };

  const emitTransfers = (): void => {
    if (transfers.size === 0 && !summaryChanged) return;
    summaryChanged = false;
    const changed: TransferProgress[] = catalogue.transfers.get([...transfers]).map((row) => ({
      id: row.id,
      assetId: row.assetId,
      state: row.state,
      sentBytes: Math.min(row.sizeBytes, row.sentBytes + (live.get(row.id) ?? 0)),
      sizeBytes: row.sizeBytes,
      error: row.error,
    }));
    for (const row of changed) if (!transferIsOpen(row.state)) live.delete(row.id);
    transfers.clear();
    emit({ name: 'transfers.progressed', payload: { summary: summary(), changed } });
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (closed) return;
    try {
      tellAll();
    } catch {
      // The catalogue cannot be read just now (its disk fails): what changed stands in it, and is told when it can be.
      timer = setTimeout(flush, AGAIN_AFTER_MS);
    }
  };

  const tellAll = (): void => {
    if (connectionsChanged) {
      connectionsChanged = false;
      emit({ name: 'connections.changed', payload: { connections: catalogue.connections.list() } });
    }
    if (albums.size > 0 || removedAlbums.size > 0) {
      const removedIds = [...removedAlbums];
      removedAlbums.clear();
      emit({ name: 'albums.changed', payload: { albums: takeAlbums(), removedIds } });
    }
    emitAssets();
    // After the photos that it found: whoever hears that it is done has them all.
    for (const payload of listings.values()) emit({ name: 'albums.listing', payload });
    listings.clear();
    for (const id of imports) {
      const run = catalogue.imports.get(id);
      if (run) emit({ name: 'imports.changed', payload: { run } });
    }
    imports.clear();
    emitTransfers();
  };

  const soon = (): void => {
    if (!closed) timer ??= setTimeout(flush, BACKGROUND_INTERVAL_MS);
  };
  const addTo = (map: Map<AlbumId, Set<AssetId>>, albumId: AlbumId, ids: AssetId[]): void => {
    const known = map.get(albumId) ?? new Set<AssetId>();
    for (const id of ids) known.add(id);
    map.set(albumId, known);
    soon();
  };

  return {
    asset: (albumId, id) => addTo(assets, albumId, [id]),
    assetsRemoved: (albumId, ids) => addTo(removedAssets, albumId, ids),
    album(id) {
      albums.add(id);
      soon();
    },
    albumRemoved(id) {
      removedAlbums.add(id);
      listings.delete(id);
      soon();
    },
    listing(progress) {
      listings.set(progress.albumId, progress);
      soon();
    },
    import(id) {
      imports.add(id);
      soon();
    },
    transfer(id) {
      transfers.add(id);
      soon();
    },
    sent(id, bytes) {
      const before = live.get(id) ?? 0;
      if (bytes > before) speed.add(bytes - before);
      if (bytes === 0) live.delete(id);
      else live.set(id, bytes);
      transfers.add(id);
      soon();
    },
    connections() {
      connectionsChanged = true;
      soon();
    },
    settings(settings) {
      emit({ name: 'settings.changed', payload: settings });
    },
    trouble(error) {
      if (trouble?.code === error?.code) return;
      trouble = error;
      summaryChanged = true;
      soon();
    },
    summaryOnly() {
      summaryChanged = true;
      soon();
    },
    flush,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    summary,
    liveBytes: (id) => live.get(id),
    close() {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

/** Name of the setting that pauses every transfer, also over a restart. */
export const PAUSED_ALL = 'paused-all';

export interface SpeedMeter {
  add(bytes: number): void;
  bytesPerSecond(): number;
}

/** Mean speed over a sliding window of `windowMs`, so that neither the figure nor the time left jumps with each part. */
export function createSpeedMeter(now: () => number, windowMs = 10_000): SpeedMeter {
  const slotMs = 500;
  const slots = new Map<number, number>();
  let firstAtMs: number | null = null;
  return {
    add(bytes) {
      const at = now();
      // A pause longer than the window starts a new measurement instead of averaging over the silence.
      if (firstAtMs === null || ![...slots.keys()].some((slot) => slot * slotMs > at - windowMs)) {
        slots.clear();
        firstAtMs = at;
      }
      const slot = Math.floor(at / slotMs);
      slots.set(slot, (slots.get(slot) ?? 0) + bytes);
    },
    bytesPerSecond() {
      if (firstAtMs === null) return 0;
      const at = now();
      let total = 0;
      for (const [slot, bytes] of slots) {
        if (slot * slotMs < at - windowMs) slots.delete(slot);
        else total += bytes;
      }
      const spanMs = Math.max(1000, Math.min(windowMs, at - firstAtMs));
      return (total * 1000) / spanMs;
    },
  };
}
