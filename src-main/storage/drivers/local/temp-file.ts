/** Writes an object beside its bucket's files and gives it its name in one step, so that no half object is ever visible. */
import { createHash, randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../../../../src-shared/app-error';
import { pacedPieces } from '../../bodies';
import { throwIfCancelled } from '../../cancellation';
import type { Pace } from '../../object-store';
import { errnoOf } from './errors';
import { INTERNAL_FOLDER } from './object-path';

/** Larger bodies are written in slices of this size, so that progress shows and a cancel is felt. */
const SLICE_BYTES = 1 << 20;
/** A temporary file untouched for a day belongs to no running upload. */
const STALE_MS = 24 * 60 * 60 * 1000;
/** Names of temporary files tell whose they are: a store may lie on a disk that several computers share. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** A folder that was just emptied may be removed between its making and its use; twice in a row is bad luck, this often is a fault. */
const PLACE_ATTEMPTS = 5;

const temporaryFolder = (bucketFolder: string): string => path.join(bucketFolder, INTERNAL_FOLDER, 'tmp');

/** Opens a new file in the bucket's temporary folder; ENOENT when the bucket itself is gone (it is never made again by this). */
export async function openTemporary(bucketFolder: string): Promise<{ file: string; handle: FileHandle }> {
  const file = path.join(temporaryFolder(bucketFolder), `${HOST}-${process.pid}-${randomUUID()}`);
  try {
    return { file, handle: await open(file, 'wx+') };
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    await makeInternalFolder(bucketFolder, 'tmp');
    return { file, handle: await open(file, 'wx+') };
  }
}

/** Makes `<bucket>/.caos/.store/<name>`, but never the bucket: it may be on a disk that was unplugged. */
export async function makeInternalFolder(bucketFolder: string, name: string): Promise<string> {
  await stat(bucketFolder);
  const folder = path.join(bucketFolder, INTERNAL_FOLDER, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Removes what a crash left behind. Faults do not matter: the next start tries again. */
export async function sweepTemporary(bucketFolder: string, nowMs: number): Promise<void> {
  const folder = temporaryFolder(bucketFolder);
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    const stats = await stat(file).catch(() => null);
    const abandoned = ownerEnded(name) || (stats !== null && nowMs - stats.mtimeMs > STALE_MS);
    if (abandoned) await rm(file, { force: true }).catch(() => undefined);
  }
}

/** True when the process of this computer that made the file has ended; its number may be another's by now, then time decides. */
function ownerEnded(name: string): boolean {
  const [host, pid] = name.split('-');
  if (host !== HOST || !/^[1-9]\d*$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return errnoOf(error) === 'ESRCH';
  }
}

async function* slices(
  body: Uint8Array | Readable,
  { pace, signal }: { pace?: Pace | undefined; signal?: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  if (pace) {
    yield* pacedPieces(body, pace, { signal });
    return;
  }
  if (!(body instanceof Uint8Array)) {
    for await (const chunk of body)
      yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    return;
  }
  for (let offset = 0; offset < body.byteLength; offset += SLICE_BYTES)
    yield body.subarray(offset, offset + SLICE_BYTES);
}

/** Writes and hashes; the bytes are on the disk itself when it returns. */
export async function writeBody(
  handle: FileHandle,
  body: Uint8Array | Readable,
  options: {
    signal?: AbortSignal | undefined;
    onProgress?: ((sentBytes: number) => void) | undefined;
    pace?: Pace | undefined;
  },
): Promise<{ md5Hex: string; sizeBytes: number }> {
  const hash = createHash('md5');
  let sizeBytes = 0;
  for await (const slice of slices(body, options)) {
    throwIfCancelled(options.signal);
    hash.update(slice);
    for (let written = 0; written < slice.byteLength; ) {
      written += (await handle.write(slice, written, slice.byteLength - written)).bytesWritten;
    }
    sizeBytes += slice.byteLength;
    options.onProgress?.(sizeBytes);
  }
  throwIfCancelled(options.signal);
  await handle.sync();
  return { md5Hex: hash.digest('hex'), sizeBytes };
}

/** The new name survives a power cut only when its folder is written too. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The object's folder and, where folders were made for it, each up to the one that was there before. */
async function syncFolders(folder: string, firstMade: string | undefined): Promise<void> {
  await syncFolder(folder);
  const top = firstMade === undefined ? folder : path.dirname(firstMade);
  for (let above = folder; above !== top && above !== path.dirname(above); ) {
    above = path.dirname(above);
    await syncFolder(above);
  }
}

/** Fails with EEXIST when `to` is there; nobody ever sees it half written. */
async function placeIfAbsent(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    // exFAT and some network disks know no links: hold the name with an empty file, then put the content in its place.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'].includes(errnoOf(error))) throw error;
    await (await open(to, 'wx')).close();
    await rename(from, to);
    return;
  }
  await rm(from);
}

/**
 * Gives the written temporary file its name and answers the state of that very file. `precondition` when `ifAbsent` and the key is taken.
 * `handle` stays open; the temporary file is gone or has become the object.
 */
export async function placeObject(
  temporary: { file: string; handle: FileHandle },
  target: { file: string; key: string; ifAbsent: boolean },
): Promise<BigIntStats> {
  let firstMade: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      firstMade ??= await mkdir(path.dirname(target.file), { recursive: true });
      if (target.ifAbsent) await placeIfAbsent(temporary.file, target.file);
      else await rename(temporary.file, target.file);
      break;
    } catch (error) {
      const errno = errnoOf(error);
      if (target.ifAbsent && errno === 'EEXIST' && (await isFile(target.file))) {
        throw new AppError('precondition', `“${target.key}” is there already and was left as it is.`, {
          params: { key: target.key },
        });
      }
      // mkdir says EEXIST when a part of the path is a file.
      if (errno === 'EEXIST')
        throw Object.assign(new Error('a part of the path is a file'), {
          code: (await isFile(target.file)) ? 'EISDIR' : 'ENOTDIR',
        });
      if (errno !== 'ENOENT' || attempt === PLACE_ATTEMPTS) throw error;
    }
  }
  await syncFolders(path.dirname(target.file), firstMade);
  return temporary.handle.stat({ bigint: true });
}

const isFile = async (file: string): Promise<boolean> =>
  (await lstat(file).catch(() => null))?.isFile() ?? false;
