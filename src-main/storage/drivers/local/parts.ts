/** Multipart uploads on disk: one folder per upload, one file per part, joined when complete. They outlive the process. */
import { createHash, randomUUID } from 'node:crypto';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../../src-shared/app-error';
import { throwIfCancelled } from '../../cancellation';
import type { Multipart, MultipartUpload, Part } from '../../object-store';
import { bucketFolderOf, explainFault, type Place, requireBucket } from './bucket-folders';
import { damagedOnTheWay, isMissing, uploadGone } from './errors';
import { INTERNAL_FOLDER } from './object-path';
import { makeInternalFolder, openTemporary, syncFolder, writeBody } from './temp-file';

export const UploadFile = z.object({
  key: z.string(),
  startedAtMs: z.number(),
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});
export type UploadFile = z.infer<typeof UploadFile>;

type Upload = Parameters<Multipart['listParts']>[0];
interface HeldPart extends Part {
  file: string;
}

/** Hashed at once: this runs in main, which does other things in between. */
const COPY_BYTES = 1 << 20;
const uploadIdPattern = /^[0-9a-f-]{36}$/;
/** Number, size and MD5 are in the name, so that listing reads no part. A file of another size is a torn one. */
const partName = (part: Part): string =>
  `${String(part.number).padStart(5, '0')}-${part.sizeBytes}-${part.etag}.part`;
const partPattern = /^(\d{5})-(\d+)-([0-9a-f]{32})\.part$/;

async function uploadFolder(place: Place, upload: Upload): Promise<string> {
  // The id becomes a folder name: nothing but what begin() makes is let through.
  if (!uploadIdPattern.test(upload.uploadId)) throw uploadGone(upload.key);
  return path.join(await bucketFolderOf(place, upload.bucket), INTERNAL_FOLDER, 'uploads', upload.uploadId);
}

export async function beginUpload(place: Place, bucket: string, about: UploadFile): Promise<string> {
  const uploadId = randomUUID();
  try {
    const uploads = await makeInternalFolder(await bucketFolderOf(place, bucket), 'uploads');
    await mkdir(path.join(uploads, uploadId));
    await writeFile(path.join(uploads, uploadId, 'upload.json'), JSON.stringify(about), { flush: true });
    await syncFolder(path.join(uploads, uploadId));
    await syncFolder(uploads);
    return uploadId;
  } catch (error) {
    throw await explainFault(error, place, bucket, about.key);
  }
}

/** `upload-gone` when the folder is not there or belongs to another key. */
export async function readUpload(place: Place, upload: Upload): Promise<UploadFile> {
  try {
    const about = UploadFile.parse(
      JSON.parse(await readFile(path.join(await uploadFolder(place, upload), 'upload.json'), 'utf8')),
    );
    if (about.key === upload.key.normalize('NFC')) return about;
  } catch (error) {
    if (!isMissing(error) && !(error instanceof SyntaxError) && !(error instanceof z.ZodError)) {
      throw await explainFault(error, place, upload.bucket, upload.key);
    }
    await requireBucket(place, upload.bucket);
  }
  throw uploadGone(upload.key);
}

/** Ascending; of two files for one number the newer counts. */
export async function heldParts(place: Place, upload: Upload): Promise<HeldPart[]> {
  await readUpload(place, upload);
  const folder = await uploadFolder(place, upload);
  const newest = new Map<number, HeldPart & { modifiedAtMs: number }>();
  for (const name of await readdir(folder)) {
    const match = partPattern.exec(name);
    if (!match) continue;
    const file = path.join(folder, name);
    const stats = await stat(file).catch(() => null);
    const [number, sizeBytes] = [Number(match[1]), Number(match[2])];
    if (stats?.size !== sizeBytes) continue;
    const other = newest.get(number);
    if (!other || other.modifiedAtMs <= stats.mtimeMs) {
      newest.set(number, { number, sizeBytes, etag: match[3] as string, file, modifiedAtMs: stats.mtimeMs });
    }
  }
  return [...newest.values()].sort((a, b) => a.number - b.number);
}

export async function writePart(
  place: Place,
  upload: Upload,
  part: { number: number; body: Uint8Array; md5Hex: string },
  options: Parameters<Multipart['putPart']>[2] = {},
): Promise<Part> {
  await readUpload(place, upload);
  const folder = await uploadFolder(place, upload);
  const temporary = await openTemporary(await bucketFolderOf(place, upload.bucket));
  try {
    const { md5Hex, sizeBytes } = await writeBody(temporary.handle, part.body, options);
    if (md5Hex !== part.md5Hex) throw damagedOnTheWay(upload.key);
    const held: Part = { number: part.number, etag: md5Hex, sizeBytes };
    await rename(temporary.file, path.join(folder, partName(held)));
    const prefix = `${String(part.number).padStart(5, '0')}-`;
    const older = (await readdir(folder)).filter(
      (name) => name.startsWith(prefix) && name !== partName(held),
    );
    await Promise.all(older.map((name) => rm(path.join(folder, name), { force: true })));
    return held;
  } catch (error) {
    if (isMissing(error)) await readUpload(place, upload); // aborted meanwhile: upload-gone
    throw error;
  } finally {
    await temporary.handle.close();
    await rm(temporary.file, { force: true });
  }
}

/**
 * All parts, in order, as one temporary file that is on the disk itself. One part alone becomes it by its name, without a copy. The parts
 * stay until the object has its name, so that a crash in between costs nothing.
 */
export async function joinParts(
  place: Place,
  upload: Upload,
  wanted: readonly Part[],
  signal: AbortSignal | undefined,
): Promise<{ file: string; handle: FileHandle; sizeBytes: number }> {
  const held = new Map((await heldParts(place, upload)).map((part) => [part.number, part]));
  const parts = wanted.map((part) => {
    const found = held.get(part.number);
    if (found?.etag === part.etag) return found;
    throw partIsOther(upload, part);
  });
  const [first] = parts;
  if (
    !first ||
    parts.some((part, index) => index > 0 && part.number <= (parts[index - 1] as HeldPart).number)
  ) {
    throw new AppError(
      'bad-input',
      `“${upload.key}” cannot be completed: its parts are missing or out of order.`,
    );
  }
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  if (parts.length === 1) {
    await readPart(upload, first, buffer, signal, async () => undefined);
    return { file: first.file, handle: await open(first.file, 'r+'), sizeBytes };
  }

  const temporary = await openTemporary(await bucketFolderOf(place, upload.bucket));
  try {
    const append = async (slice: Uint8Array): Promise<void> => {
      for (let written = 0; written < slice.byteLength; )
        written += (await temporary.handle.write(slice, written, slice.byteLength - written)).bytesWritten;
    };
    for (const part of parts) await readPart(upload, part, buffer, signal, append);
    await temporary.handle.sync();
    return { ...temporary, sizeBytes };
  } catch (error) {
    await temporary.handle.close();
    await rm(temporary.file, { force: true });
    throw error;
  }
}

/**
 * Nothing but its name told so far what a part holds, and nobody looks at the bytes after the join. One that is another one by now is
 * taken away: it is sent anew. Rejects with `integrity`.
 */
async function readPart(
  upload: Upload,
  part: HeldPart,
  buffer: Buffer,
  signal: AbortSignal | undefined,
  take: (slice: Uint8Array) => Promise<void>,
): Promise<void> {
  const hash = createHash('md5');
  const source = await open(part.file, 'r');
  try {
    for (;;) {
      throwIfCancelled(signal);
      const { bytesRead } = await source.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      await take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await source.close();
  }
  if (hash.digest('hex') === part.etag) return;
  await rm(part.file, { force: true });
  throw partIsOther(upload, part);
}

const partIsOther = (upload: Upload, part: Part): AppError =>
  new AppError(
    'integrity',
    `Part ${part.number} of “${upload.key}” is not in the store as it was sent. It will be sent again.`,
    { params: { key: upload.key, part: part.number } },
  );

export async function removeUpload(place: Place, upload: Upload): Promise<void> {
  await rm(await uploadFolder(place, upload), { recursive: true, force: true });
}

/**
 * Unfinished uploads whose key begins with `prefix`, in no particular order. One that was cut off before it was written down what it is
 * for has the name of its own folder as its key.
 */
export async function* listUploads(
  place: Place,
  bucket: string,
  prefix: string,
): AsyncGenerator<MultipartUpload> {
  await requireBucket(place, bucket);
  const folder = path.join(await bucketFolderOf(place, bucket), INTERNAL_FOLDER, 'uploads');
  for (const uploadId of await readdir(folder).catch(() => [])) {
    if (!uploadIdPattern.test(uploadId)) continue;
    const own = path.join(folder, uploadId);
    const text = await readFile(path.join(own, 'upload.json'), 'utf8').catch(() => null);
    const about = text === null ? null : UploadFile.safeParse(parseJson(text));
    const upload = about?.success
      ? { key: about.data.key, uploadId, startedAtMs: about.data.startedAtMs }
      : { key: `${INTERNAL_FOLDER}/uploads/${uploadId}/`, uploadId, startedAtMs: await changedAtMs(own) };
    if (upload.key.startsWith(prefix)) yield { ...upload, sizeBytes: await bytesIn(own) };
  }
}

const changedAtMs = async (folder: string): Promise<number | null> =>
  (await stat(folder).catch(() => null))?.mtimeMs ?? null;

/** What its parts hold, by their names. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  return names.reduce((sum, name) => sum + Number(partPattern.exec(name)?.[2] ?? 0), 0);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
