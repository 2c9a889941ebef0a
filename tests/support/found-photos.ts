/** An album of photos that somebody else put into its bucket, with every read of the store seen, held or faulted as a test likes. */
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import sharp from 'sharp';
import { mediaTypeByName } from '../../src-main/media/media-type';
import { createThumbFetcher, type ThumbFetcher } from '../../src-main/services/fetch-thumbs';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';
import type { Asset } from '../../src-shared/domain/asset';
import type { AlbumId, AssetId } from '../../src-shared/units';
import { createInlineMediaPool } from './inline-media-pool';
import { cameraJpeg } from './make-camera-files';
import { openTestCore, type TestCore } from './test-core';

export const HEAD = 64 * 1024;
const FILL = 1_000_000;

export interface Found extends AsyncDisposable {
  test: TestCore;
  thumbs: ThumbFetcher;
  /** Every read as `key start-end`, or `key whole`. */
  reads: string[];
  jobs: string[];
  /** How many reads were under way at most. */
  mostAtOnce(): number;
  /** Objects that somebody else put there, as assets, in this order. */
  found(objects: Record<string, Buffer>, albumId?: AlbumId): Promise<AssetId[]>;
  asset(id: AssetId | undefined): Asset;
  want(ids: Array<AssetId | undefined>, sharper?: boolean): Promise<void>;
  /** Runs before each read, with its key. */
  beforeRead: (key: string, signal: AbortSignal | undefined) => void | Promise<void>;
  /** How the bytes of an answer come. */
  slowly: ((body: Readable, signal: AbortSignal | undefined) => Readable) | null;
}

export async function openFound(): Promise<Found> {
  const memory = createMemoryStore();
  const reads: string[] = [];
  const jobs: string[] = [];
  let under = 0;
  let most = 0;
  const store: ObjectStore = {
    ...memory,
    async get(bucket, key, options = {}) {
      const { start, end, signal } = options;
      reads.push(`${key} ${end === undefined ? 'whole' : `${start}-${end}`}`);
      under += 1;
      most = Math.max(most, under);
      try {
        await self.beforeRead(key, signal);
        signal?.throwIfAborted();
        const answer = await memory.get(bucket, key, options);
        return self.slowly ? { ...answer, body: self.slowly(answer.body, signal) } : answer;
      } finally {
        under -= 1;
      }
    },
  };
  const core = await openTestCore(store, { media: createInlineMediaPool((type) => jobs.push(type)) });
  const thumbs = createThumbFetcher(core.core);
  const self: Found = {
    test: core,
    thumbs,
    reads,
    jobs,
    mostAtOnce: () => most,
    async found(objects, albumId = core.albumId) {
      const listed = [];
      for (const [key, bytes] of Object.entries(objects)) {
        const { etag, sizeBytes } = await memory.put(core.bucket, key, bytes);
        const type = mediaTypeByName(key);
        listed.push({
          key,
          kind: type?.kind ?? ('photo' as const),
          contentType: type?.contentType ?? '',
          sizeBytes,
          etag,
          modifiedAtMs: Date.UTC(2020, 0, 1),
        });
      }
      core.core.catalogue.assets.addListed(albumId, listed, 1);
      return listed.map(({ key }) => core.core.catalogue.assets.findByKey(albumId, key)?.id as AssetId);
    },
    asset: (id) => core.core.catalogue.assets.get([id as AssetId])[0] as Asset,
    want: (ids, sharper = false) => self.thumbs.want(ids as AssetId[], sharper),
    beforeRead: () => undefined,
    slowly: null,
    async [Symbol.asyncDispose]() {
      await self.thumbs.close();
      await core.close();
    },
  };
  return self;
}

/** Small photos with a stamp, by number. */
export const twelve = async (it: Found): Promise<AssetId[]> => {
  const objects: Record<string, Buffer> = {};
  for (let n = 0; n < 12; n += 1)
    objects[`${String(n).padStart(2, '0')}.jpg`] = await camera(n, { width: 300, height: 200 });
  return it.found(objects);
};

/** Lets reads wait, the cancelled ones fail; `held` resolves when so many wait. */
export function holdReads(it: Found, count: number) {
  const aborted: string[] = [];
  let waiting = 0;
  let tell: () => void = () => undefined;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held = new Promise<void>((resolve) => {
    tell = resolve;
  });
  it.beforeRead = (key, signal) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        aborted.push(key);
        reject(new AppError('cancelled', 'It was cancelled.'));
      });
      void released.then(resolve);
      waiting += 1;
      if (waiting === count) tell();
    });
  return { held, aborted, release };
}

export const camera = (seed: number, more: Parameters<typeof cameraJpeg>[0] = {}): Promise<Buffer> =>
  cameraJpeg({ fillBytes: FILL + seed, ...more });
export const sizeOf = async (file: string): Promise<string> => {
  const { width, height, format } = await sharp(await readFile(file)).metadata();
  return `${format} ${width}x${height}`;
};
