/** What every service stands on: catalogue, vault, stores, the pools of threads and processes, events. */
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { AppPaths } from './app-paths';
import { openCatalogue } from './catalogue/open-catalogue';
import { createAlbumGuard, guardUploads } from './services/album-owner';
import { addBuiltInConnection } from './services/built-in-connection';
import { createCachePaths } from './services/cache-paths';
import { createChangeFeed } from './services/change-feed';
import type { Core } from './services/core';
import { createFlowControl } from './services/flow-control';
import { createGateway } from './services/gateway';
import { createJournal } from './services/journal';
import { openLogFile } from './services/log-file';
import type { ReceivedShares } from './services/received/received';
import { createSpeedMeter } from './services/speed-meter';
import { createStoreRegistry } from './services/store-registry';
import { createPaces } from './services/transfer-limits';
import { createListingQuestions } from './services/upload/ask-listing';
import { openVault } from './vault/open-vault';
import { createMediaPool } from './workers/media-pool';
import { createUploadPool } from './workers/upload-pool';

/** Bounds the memory of uploads, whatever the size of the files. */
const BYTES_IN_FLIGHT = 64 * 1024 * 1024;
/** Above the widest window (flow-control.ts), so that hashing never waits behind sending. */
const JOBS_AT_ONCE = 80;

/** `received`: asked for when the first share of somebody else is opened, by when it is there. */
export async function openCore(
  paths: AppPaths,
  now: () => number,
  late: { received: () => Pick<ReceivedShares, 'access'> },
) {
  mkdirSync(paths.profile, { recursive: true, mode: 0o700 });
  const logPath = join(paths.profile, 'logs', 'caos.log');
  const log = openLogFile(logPath, now);
  const cataloguePath = join(paths.profile, 'catalogue.db');
  const catalogue = openCatalogue(cataloguePath, {
    onSlow: (sql, elapsedMs) => log.warn('slow-sql', { sql, elapsedMs }),
  });
  const vault = await openVault({ profileDir: paths.profile });
  const localStore = addBuiltInConnection(catalogue, paths.localStore ?? join(paths.profile, 'store'), now());

  const cores = availableParallelism();
  const uploadWorkers = Math.max(2, Math.min(4, cores));
  const mediaProcesses = Math.max(1, Math.min(4, cores - 1));
  const gateway = createGateway({
    values: catalogue.settings,
    vault,
    openStore: (id) => stores.open(id),
    log,
    now,
  });
  const paces = createPaces();
  const guard = createAlbumGuard({ catalogue });
  const stores = createStoreRegistry(catalogue, vault, log, {
    links: (id) => gateway.signer(id),
    received: (id) => late.received().access(id),
    letGo: (storeKey) => uploads.forget(storeKey),
    paces: (id) => [paces.upload, paces.ofConnection(id)],
    guard,
  });
  const pool = createUploadPool({
    workerPath: paths.uploadWorker,
    workers: uploadWorkers,
    jobsPerWorker: Math.ceil(JOBS_AT_ONCE / uploadWorkers),
    session: (storeKey, refused) => stores.session(storeKey, refused),
    log,
  });
  const uploads = guardUploads(pool, guard);
  const changes = createChangeFeed(
    catalogue,
    createSpeedMeter(() => performance.now()),
  );
  const core: Core = {
    catalogue,
    vault,
    stores,
    links: (id) => gateway.signer(id),
    media: createMediaPool({
      nodePath: paths.nodeBinary,
      hostPath: paths.mediaHost,
      ffprobePath: paths.ffprobe,
      processes: mediaProcesses,
      log,
    }),
    uploads,
    cache: createCachePaths(join(paths.profile, 'cache')),
    questions: createListingQuestions(() => performance.now()),
    flow: createFlowControl({ now: () => performance.now(), maxBytes: BYTES_IN_FLIGHT }),
    changes,
    journal: createJournal({ catalogue, changes, log, now }),
    log,
    now,
    random: Math.random,
  };
  return { core, catalogue, gateway, paces, log, logPath, cataloguePath, localStore, mediaProcesses };
}
