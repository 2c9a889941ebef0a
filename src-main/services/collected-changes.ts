/** What changed since it was told last, by kind, and the events that tell it. */
import type { AlbumListing } from '../../src-shared/domain/album';
import type { Download } from '../../src-shared/domain/download';
import type { Card } from '../../src-shared/domain/ingest';
import type { JournalEntry } from '../../src-shared/domain/journal';
import { type TransferSummary, transferIsOpen } from '../../src-shared/domain/transfer';
import type { AppEvent } from '../../src-shared/ipc-contract';
import type {
  AlbumId,
  AssetId,
  DownloadId,
  ImportId,
  IngestId,
  ReceiptId,
  SelectionId,
  ShareId,
  TransferId,
} from '../../src-shared/units';
import type { Catalogue } from '../catalogue/catalogue';
import { toRequest } from './request/to-request';
import { toShare } from './share/to-share';

export interface CollectedChanges {
  assets: Map<AlbumId, Set<AssetId>>;
  removedAssets: Map<AlbumId, Set<AssetId>>;
  albums: Set<AlbumId>;
  removedAlbums: Set<AlbumId>;
  listings: Map<AlbumId, AlbumListing>;
  imports: Set<ImportId>;
  transfers: Set<TransferId>;
  removedTransfers: Set<TransferId>;
  downloads: Set<DownloadId>;
  removedDownloads: Set<DownloadId>;
  receipts: Set<ReceiptId>;
  ingests: Set<IngestId>;
  /** With whether their photos or the order of these changed. */
  selections: Map<SelectionId, boolean>;
  removedSelections: Set<SelectionId>;
  shares: Set<ShareId>;
  removedShares: Set<ShareId>;
  requests: Set<ShareId>;
  removedRequests: Set<ShareId>;
  journal: JournalEntry[];
  cards: Card[] | null;
  connections: boolean;
  summary: boolean;
}

export const nothingChanged = (): CollectedChanges => ({
  assets: new Map(),
  removedAssets: new Map(),
  albums: new Set(),
  removedAlbums: new Set(),
  listings: new Map(),
  imports: new Set(),
  transfers: new Set(),
  removedTransfers: new Set(),
  downloads: new Set(),
  removedDownloads: new Set(),
  receipts: new Set(),
  ingests: new Set(),
  selections: new Map(),
  removedSelections: new Set(),
  shares: new Set(),
  removedShares: new Set(),
  requests: new Set(),
  removedRequests: new Set(),
  journal: [],
  cards: null,
  connections: false,
  summary: false,
});

export interface Telling {
  catalogue: Catalogue;
  emit: (event: AppEvent) => void;
  wanted: (name: AppEvent['name']) => boolean;
  /** Bytes of running transfers that no row holds yet. */
  live: Map<TransferId, number>;
  summary: () => TransferSummary;
  downloadNow: (id: DownloadId) => Download | null;
}

/** Takes out of `changes` what it told: when the catalogue cannot be read half-way, the rest stays for the next time. */
export function tellChanges(changes: CollectedChanges, telling: Telling): void {
  const { catalogue, emit } = telling;
  if (changes.connections) {
    emit({ name: 'connections.changed', payload: { connections: catalogue.connections.list() } });
    changes.connections = false;
  }
  tellAlbums(changes, telling);
  tellAssets(changes, telling);
  tellSelections(changes, telling);
  tellShares(changes, telling);
  tellRequests(changes, telling);
  // After the photos that it found: whoever hears that it is done has them all.
  for (const payload of taken(changes.listings.values())) emit({ name: 'albums.listing', payload });
  changes.listings.clear();
  for (const id of taken(changes.imports)) {
    const run = catalogue.imports.get(id);
    if (run) emit({ name: 'imports.changed', payload: { run } });
    changes.imports.delete(id);
  }
  for (const id of taken(changes.ingests)) {
    const ingest = catalogue.ingests.get(id);
    if (ingest) emit({ name: 'ingests.changed', payload: { ingest } });
    changes.ingests.delete(id);
  }
  tellTransfers(changes, telling);
  tellDownloads(changes, telling);
  for (const id of taken(changes.receipts)) {
    const receipt = catalogue.receipts.get(id);
    if (receipt) emit({ name: 'receipts.changed', payload: { receipt } });
    changes.receipts.delete(id);
  }
  if (changes.cards) emit({ name: 'cards.changed', payload: { cards: changes.cards } });
  changes.cards = null;
  for (const entry of changes.journal.splice(0)) emit({ name: 'journal.added', payload: { entry } });
}

/** Listeners may change more while they are told. */
const taken = <T>(values: Iterable<T>): T[] => [...values];

function tellAlbums({ albums, removedAlbums }: CollectedChanges, { catalogue, emit }: Telling): void {
  if (albums.size === 0 && removedAlbums.size === 0) return;
  const found = taken(albums).flatMap((id) => catalogue.albums.get(id) ?? []);
  const removedIds = taken(removedAlbums);
  albums.clear();
  removedAlbums.clear();
  emit({ name: 'albums.changed', payload: { albums: found, removedIds } });
}

function tellAssets(changes: CollectedChanges, { catalogue, emit, wanted }: Telling): void {
  const { assets, removedAssets, selections } = changes;
  const isWanted = wanted('assets.patched');
  const addSelections = (ids: SelectionId[]): void => {
    for (const id of ids) if (!selections.has(id)) selections.set(id, false);
  };
  for (const albumId of new Set([...assets.keys(), ...removedAssets.keys()])) {
    const removed = removedAssets.get(albumId) ?? new Set();
    const ids = taken(assets.get(albumId) ?? []).filter((id) => !removed.has(id));
    const patches = isWanted ? catalogue.assets.patch(ids) : [];
    const changed = isWanted ? patches.length : ids.length;
    // Their counts and covers may be others now; which ones held a photo that is gone is not known any more.
    if (wanted('selections.changed'))
      addSelections(
        removed.size > 0
          ? catalogue.selections.list().map((selection) => selection.id)
          : catalogue.selections.having(ids),
      );
    const revision = changed + removed.size > 0 ? catalogue.nextRevision(albumId) : 0;
    assets.delete(albumId);
    removedAssets.delete(albumId);
    if (revision > 0)
      emit({ name: 'assets.patched', payload: { albumId, revision, patches, removedIds: taken(removed) } });
  }
}

function tellSelections({ selections, removedSelections }: CollectedChanges, telling: Telling): void {
  if (selections.size === 0 && removedSelections.size === 0) return;
  const found = taken(selections.keys()).flatMap((id) => telling.catalogue.selections.get(id) ?? []);
  const membersOf = taken(selections).flatMap(([id, members]) => (members ? [id] : []));
  const removedIds = taken(removedSelections);
  selections.clear();
  removedSelections.clear();
  if (found.length + membersOf.length + removedIds.length > 0)
    telling.emit({ name: 'selections.changed', payload: { selections: found, removedIds, membersOf } });
}

function tellShares({ shares, removedShares }: CollectedChanges, { catalogue, emit }: Telling): void {
  if (shares.size + removedShares.size === 0) return;
  const found = taken(shares).flatMap((id) => catalogue.shares.get(id) ?? []);
  const removedIds = taken(removedShares);
  const told = found.map((row) => toShare(catalogue, row));
  shares.clear();
  removedShares.clear();
  emit({ name: 'shares.changed', payload: { shares: told, removedIds } });
}

function tellRequests({ requests, removedRequests }: CollectedChanges, { catalogue, emit }: Telling): void {
  if (requests.size + removedRequests.size === 0) return;
  const found = taken(requests).flatMap((id) => catalogue.requests.get(id) ?? []);
  const removedIds = taken(removedRequests);
  const told = found.map((row) => toRequest(catalogue, row));
  requests.clear();
  removedRequests.clear();
  emit({ name: 'requests.changed', payload: { requests: told, removedIds } });
}

function tellTransfers(changes: CollectedChanges, { catalogue, emit, wanted, live, summary }: Telling): void {
  const { transfers, removedTransfers } = changes;
  if (transfers.size + removedTransfers.size === 0 && !changes.summary) return;
  const isWanted = wanted('transfers.progressed');
  const forget = (): void => {
    changes.summary = false;
    transfers.clear();
    removedTransfers.clear();
  };
  const rows = catalogue.transfers.get(
    taken(transfers).filter((id) => !removedTransfers.has(id) && (isWanted || live.has(id))),
  );
  for (const row of rows) if (!transferIsOpen(row.state)) live.delete(row.id);
  for (const id of removedTransfers) live.delete(id);
  if (isWanted) {
    const changed = rows.map((row) => ({
      id: row.id,
      assetId: row.assetId,
      state: row.state,
      sentBytes: Math.min(row.sizeBytes, row.sentBytes + (live.get(row.id) ?? 0)),
      sizeBytes: row.sizeBytes,
      error: row.error,
    }));
    const payload = { summary: summary(), changed, removed: taken(removedTransfers) };
    forget();
    emit({ name: 'transfers.progressed', payload });
  } else forget();
}

function tellDownloads(changes: CollectedChanges, { emit, downloadNow }: Telling): void {
  const { downloads, removedDownloads } = changes;
  if (downloads.size === 0 && removedDownloads.size === 0) return;
  const found = taken(downloads)
    .filter((id) => !removedDownloads.has(id))
    .flatMap((id) => downloadNow(id) ?? []);
  const removedIds = taken(removedDownloads);
  downloads.clear();
  removedDownloads.clear();
  emit({ name: 'downloads.changed', payload: { downloads: found, removedIds } });
}
