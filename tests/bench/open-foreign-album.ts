/** What a person waits for and pays for: the whole app opens a container that something else filled, and shows its first screen. */
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from '../../src-main/app';
import { openObjectStore, type StoreSecrets } from '../../src-main/storage/open-object-store';
import { createMediaPool } from '../../src-main/workers/media-pool';
import type { Asset } from '../../src-shared/domain/asset';
import { inAlbum } from '../../src-shared/domain/photo-list';
import type { CommandInput, CommandName, CommandOutput } from '../../src-shared/ipc-contract';
import type { AssetId, ConnectionId } from '../../src-shared/units';
import type { BuiltMediaHost } from '../support/build-media-host';
import type { SwiftServer } from '../support/swift-server';
import { openLink } from './measured-link';

/** Cells of a window of 1280 x 800 at the default size of 220 px, with a row before and after. */
const CELLS = 48;
const WHOLES_AT_ONCE = 8;

export interface FirstScreen {
  cells: number;
  listMs: number;
  listBytes: number;
  /** From the wish to the last thumbnail. */
  thumbsMs: number;
  thumbBytes: number;
  /** Of those photos. */
  photoBytes: number;
  /** The naive way: each original downloaded whole and its thumbnail made, by the same code; null: not done. */
  wholeMs: number | null;
}

export async function measureFirstScreen(given: {
  swift: SwiftServer;
  host: BuiltMediaHost;
  worker: { workerPath: string };
  folder: string;
  bucket: string;
  withNaiveWay: boolean;
  shape: { roundTripMs: number; bytesPerSecond: number } | undefined;
}): Promise<FirstScreen> {
  const { swift, host } = given;
  await using link = await openLink(
    { host: '127.0.0.1', port: Number(new URL(swift.authUrl).port) },
    given.shape,
  );
  const profile = mkdtempSync(join(given.folder, 'profile-'));
  const app = await createApp({
    paths: {
      profile,
      mediaHost: host.hostPath,
      uploadWorker: given.worker.workerPath,
      guestPage: given.worker.workerPath, // never asked here
      libraryWorker: given.worker.workerPath, // never asked here
      checkpointWorker: join(profile, 'none.js'), // main does its work then
      nodeBinary: host.nodePath,
      ffprobe: host.ffprobePath,
      samples: profile,
      fonts: profile, // no document is made
    },
    platform: { version: 'bench', testBuild: true, runtime: `Node ${process.versions.node}` },
  });
  const call = async <N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> => {
    const answer = await app.api.call(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message} ${answer.error.details ?? ''}`);
    return answer.value as CommandOutput<N>;
  };
  const config = {
    kind: 'swift' as const,
    authUrl: `http://127.0.0.1:${link.port}/auth/v1.0`,
    authVersion: '1' as const,
    user: swift.user,
    interface: 'public' as const,
  };
  try {
    const connection = await call('connections.add', { name: 'Foreign', config, secret: swift.key });
    await probed(app, () => call('connections.list', {}), connection.id);

    const beforeOpen = link.downBytes();
    const openedAt = performance.now();
    const listed = new Promise<void>((resolve, reject) => {
      app.onEvent((event) => {
        if (event.name !== 'albums.listing') return;
        if (event.payload.state === 'done') resolve();
        if (event.payload.state === 'failed') reject(new Error(event.payload.error?.message));
      });
    });
    const album = await call('albums.open', { connectionId: connection.id, bucket: given.bucket });
    await listed;
    const index = await call('assets.index', { list: inAlbum(album.id) });
    const listMs = performance.now() - openedAt;
    const listBytes = link.downBytes() - beforeOpen;

    const ids = [...index.ids.slice(0, CELLS)] as AssetId[];
    const photos = await call('assets.get', { ids });
    const photoBytes = photos.reduce((sum, photo) => sum + photo.sizeBytes, 0);
    const beforeThumbs = link.downBytes();
    const wantedAt = performance.now();
    const left = new Set<AssetId>(ids);
    const shown = new Promise<void>((resolve) => {
      app.onEvent((event) => {
        if (event.name !== 'assets.patched') return;
        for (const patch of event.payload.patches) if (patch.thumbRevision > 0) left.delete(patch.id);
        if (left.size === 0) resolve();
      });
    });
    await call('assets.want', { ids });
    await shown;
    const thumbsMs = performance.now() - wantedAt;
    const thumbBytes = link.downBytes() - beforeThumbs;

    const wholeMs = given.withNaiveWay ? await naively(given, config, photos, profile) : null;
    return { cells: ids.length, listMs, listBytes, thumbsMs, thumbBytes, photoBytes, wholeMs };
  } finally {
    await app.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function naively(
  { host, bucket, swift }: Pick<Parameters<typeof measureFirstScreen>[0], 'host' | 'bucket' | 'swift'>,
  config: StoreSecrets['config'],
  photos: readonly Asset[],
  folder: string,
): Promise<number> {
  const store = openObjectStore({ config, secret: swift.key });
  const media = createMediaPool({ ...host });
  const startedAt = performance.now();
  const queue = [...photos];
  const lane = async (): Promise<void> => {
    for (let photo = queue.shift(); photo; photo = queue.shift()) {
      const sourcePath = join(folder, `${photo.id}.jpg`);
      const { body } = await store.get(bucket, photo.key);
      await writeFile(sourcePath, body);
      await media.prepare({ sourcePath, kind: 'photo', thumbPath: join(folder, `${photo.id}.webp`) });
    }
  };
  await Promise.all(Array.from({ length: WHOLES_AT_ONCE }, lane));
  const wholeMs = performance.now() - startedAt;
  store.close();
  await media.close();
  return wholeMs;
}

/** A probe follows every new connection by itself; its requests are not part of what is measured. */
function probed(
  app: Awaited<ReturnType<typeof createApp>>,
  list: () => Promise<CommandOutput<'connections.list'>>,
  id: ConnectionId,
): Promise<void> {
  return new Promise((resolve) => {
    const look = async (): Promise<void> => {
      const connection = (await list()).find((one) => one.id === id);
      if (!connection?.report) return;
      off();
      resolve();
    };
    const off = app.onEvent((event) => {
      if (event.name === 'connections.changed') void look();
    });
    void look();
  });
}
