/** Writes every stored asset of an album to a folder, structure kept. Never overwrites a file that is not the same. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, toWire, type WireError } from '../../src-shared/app-error';
import { fileError } from '../../src-shared/file-error';
import type { AlbumId } from '../../src-shared/units';
import type { ObjectInfo, ObjectStore } from '../storage/object-store';
import { albumOr404 } from './albums';
import type { Core } from './core';

export interface DownloadReport {
  written: number;
  alreadyThere: number;
  failed: Array<{ key: string; error: WireError }>;
}

/** Objects fetched at once: hides the round trip of small photos. */
const AT_ONCE = 6;

interface StoredObject {
  key: string;
  sizeBytes: number;
  etag: string;
  md5Hex: string | null;
}

/** One object that fails is reported and does not end the others; `file-denied` / `disk-full` of the folder itself do. */
export async function downloadAlbum(
  core: Core,
  albumId: AlbumId,
  to: string,
  signal: AbortSignal,
): Promise<DownloadReport> {
  const album = albumOr404(core, albumId);
  const store = await core.stores.open(album.connectionId);
  await mkdir(to, { recursive: true }).catch((error) => {
    throw fileError(error, to);
  });
  const report: DownloadReport = { written: 0, alreadyThere: 0, failed: [] };
  const queue = core.catalogue.assets.storedObjects(albumId);
  // One lane that ends them all (a full disk) must not leave the others writing behind the answer.
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const lane = async (): Promise<void> => {
    for (let object = queue.shift(); object; object = queue.shift()) {
      either.throwIfAborted();
      try {
        const outcome = await downloadOne(store, album.bucket, album.prefix, object, to, either);
        report[outcome] += 1;
      } catch (error) {
        if (error instanceof AppError && error.code === 'disk-full') {
          ending.abort(error);
          throw error;
        }
        either.throwIfAborted();
        report.failed.push({ key: object.key, error: toWire(error) });
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  for (const one of lanes) if (one.status === 'rejected') throw one.reason;
  return report;
}

async function downloadOne(
  store: ObjectStore,
  bucket: string,
  prefix: string,
  object: StoredObject,
  to: string,
  signal: AbortSignal,
): Promise<'written' | 'alreadyThere'> {
  const target = join(to, ...safeSegments(object.key));
  if (await isThere(target)) {
    if (await isSame(target, object)) return 'alreadyThere';
    throw new AppError(
      'already-exists',
      `“${target}” exists and is different. Move it away or choose another folder.`,
      {
        params: { path: target },
      },
    );
  }
  const partial = join(dirname(target), `.caos-${randomUUID()}.part`);
  try {
    await mkdir(dirname(target), { recursive: true });
    const { body, info } = await store.get(bucket, prefix + object.key, { signal });
    const hash = createHash('md5');
    let sizeBytes = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        done(null, chunk);
      },
    });
    await pipeline(body, meter, createWriteStream(partial, { flags: 'wx', flush: true }), { signal });
    const md5Hex = hash.digest('hex');
    const expectedMd5 = object.md5Hex ?? md5ByEtag(store, info) ?? md5Hex;
    if (sizeBytes !== object.sizeBytes || md5Hex !== expectedMd5) {
      throw new AppError(
        'integrity',
        `“${object.key}” did not arrive as it was stored. Try the download again.`,
        {
          details: `${sizeBytes} of ${object.sizeBytes} bytes, md5 ${md5Hex}`,
        },
      );
    }
    await giveName(partial, target);
    return 'written';
  } catch (error) {
    throw fileError(error, target);
  } finally {
    await rm(partial, { force: true });
  }
}

/** null where the ETag is something else. */
function md5ByEtag(store: ObjectStore, { etag, etagKind }: ObjectInfo): string | null {
  const isMd5 = etagKind ? etagKind === 'md5' : store.capabilities.etagIsMd5;
  return isMd5 && /^[0-9a-f]{32}$/.test(etag) ? etag : null;
}

/** A link fails when the name was taken meanwhile; a rename would overwrite it. Memory cards (FAT) know no links: there the name is claimed first. */
async function giveName(partial: string, target: string): Promise<void> {
  try {
    await link(partial, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await (await open(target, 'wx')).close();
    await rename(partial, target);
  }
}

/** Keys come from a store that others may write to: they never lead out of the chosen folder. */
function safeSegments(key: string): string[] {
  const segments = key.split('/');
  if (
    segments.some(
      (segment) =>
        segment === '' ||
        segment === '.' ||
        segment === '..' ||
        segment.includes('\0') ||
        segment.includes('\\'),
    )
  ) {
    throw new AppError(
      'bad-input',
      `“${key}” is no name that a folder can hold. Download it with another program.`,
      { params: { key } },
    );
  }
  return segments;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function isSame(path: string, object: StoredObject): Promise<boolean> {
  const found = await stat(path);
  if (found.size !== object.sizeBytes) return false;
  if (object.md5Hex === null) return true;
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex') === object.md5Hex;
}
