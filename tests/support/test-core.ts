/**
 * A core for tests of the services: real catalogue on disk, any store, the worker's own code run in this thread, and a media pool that
 * reads nothing. Clock, chance and faults are the test's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue } from '../../src-main/catalogue/catalogue';
import { openCatalogue } from '../../src-main/catalogue/open-catalogue';
import type { MediaPool } from '../../src-main/media/media-protocol';
import { createAlbum } from '../../src-main/services/albums';
import { createCachePaths } from '../../src-main/services/cache-paths';
import { createChangeFeed } from '../../src-main/services/change-feed';
import {
  type Core,
  connectionSecretName,
  type Log,
  type SecretVault,
  type StoreRegistry,
} from '../../src-main/services/core';
import { createFlowControl } from '../../src-main/services/flow-control';
import { createImportRunner, type ImportRunner } from '../../src-main/services/import-folder';
import { createJournal } from '../../src-main/services/journal';
import { createSpeedMeter } from '../../src-main/services/speed-meter';
import { createStoreRegistry } from '../../src-main/services/store-registry';
import { createTransferQueue, type TransferQueue } from '../../src-main/services/transfer-queue';
import { createListingQuestions } from '../../src-main/services/upload/ask-listing';
import type { ObjectStore } from '../../src-main/storage/object-store';
import type { UploadPool } from '../../src-main/workers/jobs';
import { createUploadPool } from '../../src-main/workers/upload-pool';
import type { ConnectionConfig } from '../../src-shared/domain/connection';
import type { ImportRun } from '../../src-shared/domain/transfer';
import { type AlbumId, ConnectionId, type ImportId } from '../../src-shared/units';
import { createInlineUploadPool } from './inline-upload-pool';

export interface TestCore {
  core: Core;
  queue: TransferQueue;
  imports: ImportRunner;
  albumId: AlbumId;
  /** Folder for source files. */
  source: string;
  bucket: string;
  /** Moves the clock and looks at the queue again. */
  advance(ms: number): void;
  /** Imports the source folder and resolves when the import has ended, or when `until` holds. */
  importAll(until?: (run: ImportRun) => boolean): Promise<ImportRun>;
  ended(id: ImportId, until?: (run: ImportRun) => boolean): Promise<ImportRun>;
  /** Stops everything as at quitting and opens the same profile again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const noMedia: MediaPool = {
  prepare: async () => ({
    metadata: { format: 'jpeg', widthPx: 3, heightPx: 2 },
    thumb: null,
    thumbhash: null,
    mediaError: null,
  }),
  preview: async () => ({ preview: { widthPx: 3, heightPx: 2, sizeBytes: 1 } }),
  embedded: async () => ({ outcome: 'whole', metadata: { format: 'jpeg', widthPx: 3, heightPx: 2 } }),
  facts: async () => ({ metadata: {} }),
  share: async () => ({ web: null, thumb: null, thumbhash: null, video: null }),
  film: async () => ({ widthPx: 2, heightPx: 2, sizeBytes: 1, durationMs: null, fragments: null }),
  strip: async () => ({ outcome: 'cannot', reason: 'kind', details: '' }),
  close: async () => undefined,
};

/** `store`: what everything goes to; null for the one that `config` describes, opened as the app does, with real upload threads. */
export async function openTestCore(
  store: ObjectStore | null,
  given: {
    uploads?: (pool: UploadPool) => UploadPool;
    media?: MediaPool;
    bucket?: string;
    config?: ConnectionConfig;
    real?: { secret: string; workerPath: string };
  } = {},
): Promise<TestCore> {
  const folder = mkdtempSync(join(tmpdir(), 'caos-core-'));
  const source = mkdtempSync(join(tmpdir(), 'caos-source-'));
  const config: ConnectionConfig = given.config ?? { kind: 'local', root: folder };
  let nowMs = Date.UTC(2026, 0, 1);
  const connectionId = ConnectionId.parse('5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0a11');

  const open = () => {
    const catalogue = openCatalogue(join(folder, 'catalogue.db'));
    const vault: SecretVault = {
      status: () => ({ backend: 'key-file', detail: '' }),
      get: async (name) =>
        name === connectionSecretName(connectionId) ? (given.real?.secret ?? null) : null,
      set: async () => undefined,
      remove: async () => undefined,
    };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const { stores, pool } = store
      ? { stores: registryOf(store, config), pool: createInlineUploadPool(store) }
      : realStores(catalogue, vault, log, given.real?.workerPath ?? '');
    const changes = createChangeFeed(
      catalogue,
      createSpeedMeter(() => nowMs),
    );
    const core: Core = {
      catalogue,
      vault,
      stores,
      media: given.media ?? noMedia,
      uploads: given.uploads ? given.uploads(pool) : pool,
      cache: createCachePaths(join(folder, 'cache')),
      questions: createListingQuestions(() => performance.now()),
      flow: createFlowControl({ now: () => performance.now(), maxBytes: 96 * 1024 * 1024 }),
      changes,
      journal: createJournal({ catalogue, changes, log, now: () => nowMs }),
      log,
      now: () => nowMs,
      random: () => 0.5,
    };
    const queue = createTransferQueue(core, { preparing: 2, uploading: 4, preparedAhead: 16 });
    const imports = createImportRunner(core, () => queue.wake());
    return { core, queue, imports };
  };

  let current = open();
  current.core.catalogue.connections.insert({
    id: connectionId,
    name: 'Test',
    config,
    builtIn: true,
    createdAtMs: nowMs,
  });
  const album = await createAlbum(current.core, { title: 'Test', bucket: given.bucket ?? 'test-album' });
  current.queue.start();

  const shut = async (): Promise<void> => {
    await current.imports.stop();
    await current.queue.stop();
    await current.core.uploads.close();
    current.core.stores.close();
    current.core.changes.close();
    current.core.catalogue.close();
  };
  const over = (run: ImportRun): boolean => !['scanning', 'running'].includes(run.state);
  const ended: TestCore['ended'] = (id, until = over) =>
    new Promise((resolve) => {
      const look = (): boolean => {
        const run = current.core.catalogue.imports.get(id);
        if (!run || !until(run)) return false;
        off();
        resolve(run);
        return true;
      };
      const off = current.core.changes.listen(() => look());
      look();
    });

  return {
    get core() {
      return current.core;
    },
    get queue() {
      return current.queue;
    },
    get imports() {
      return current.imports;
    },
    albumId: album.id,
    source,
    bucket: album.bucket,
    advance(ms) {
      nowMs += ms;
      current.queue.wake();
    },
    async importAll(until) {
      const id = await current.imports.start(album.id, [source]);
      return ended(id, until);
    },
    ended,
    async restart() {
      await shut();
      current = open();
      current.queue.start();
      current.imports.resumeInterrupted();
    },
    async close() {
      await shut();
      rmSync(folder, { recursive: true, force: true });
      rmSync(source, { recursive: true, force: true });
    },
  };
}

const registryOf = (store: ObjectStore, config: ConnectionConfig): StoreRegistry => ({
  open: async () => store,
  access: async (id) => ({
    storeKey: id,
    config,
    secret: null,
    known: null,
    session: false,
  }),
  session: () => Promise.reject(new Error('this store has no sessions')),
  forget: () => undefined,
  close: () => undefined,
});

function realStores(
  catalogue: Catalogue,
  vault: SecretVault,
  log: Log,
  workerPath: string,
): { stores: StoreRegistry; pool: UploadPool } {
  const stores = createStoreRegistry(catalogue, vault, log, { letGo: (storeKey) => pool.forget(storeKey) });
  const pool = createUploadPool({
    workerPath,
    workers: 2,
    jobsPerWorker: 4,
    session: (storeKey, refused) => stores.session(storeKey, refused),
  });
  return { stores, pool };
}
