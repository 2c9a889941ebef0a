/** What a plain file cannot say of itself (ETag, content type, metadata): a small record beside each object, never trusted blindly. */
import { createHash, randomUUID } from 'node:crypto';
import { type BigIntStats, createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { multipartEtag } from '../../multipart-etag';
import { INTERNAL_FOLDER } from './object-path';

const ObjectRecord = z.object({
  /** The file these facts were made from, as seal() names it. */
  seal: z.string(),
  sizeBytes: z.number(),
  etag: z.string(),
  /** Sizes of the parts of a multipart upload: its ETag can be made again only with them. */
  partBytes: z.array(z.number()).optional(),
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});
export type ObjectRecord = z.infer<typeof ObjectRecord>;
export type ObjectFacts = Omit<ObjectRecord, 'seal' | 'sizeBytes'>;
/** `opaque`: it names the state of a file that we did not write, and is no checksum. */
export type KnownFacts = ObjectFacts & { etagKind?: 'opaque' };

/**
 * Names one state of one file. The change time is in it because a photo editor may keep both size and modification time
 * (exiftool -P does), but nothing can set the change time back.
 */
export const seal = (stats: BigIntStats): string =>
  `${stats.ino}.${stats.size}.${stats.mtimeNs}.${stats.ctimeNs}`;

/** Another one as soon as the file is another one; never taken for an MD5. */
const foreignEtag = (stats: BigIntStats): string =>
  `file-${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}-${stats.ctimeNs.toString(36)}`;

export function recordPath(bucketFolder: string, key: string): string {
  const name = createHash('sha256').update(key).digest('hex');
  return path.join(bucketFolder, INTERNAL_FOLDER, 'records', name.slice(0, 2), `${name.slice(2, 34)}.json`);
}

/** null when there is none. One that cannot be read as one says nothing, but that the file is ours. */
async function readRecord(file: string): Promise<ObjectRecord | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return ObjectRecord.parse(JSON.parse(text));
  } catch {
    return { seal: '', sizeBytes: -1, etag: '' };
  }
}

/** `stats` is of the very file the facts are about, taken through its open handle after it got its name. */
export async function writeRecord(
  bucketFolder: string,
  key: string,
  stats: BigIntStats,
  facts: ObjectFacts,
): Promise<void> {
  const record = { seal: seal(stats), sizeBytes: Number(stats.size), ...facts };
  await storeRecord(recordPath(bucketFolder, key), record);
}

async function storeRecord(file: string, record: ObjectRecord): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  const text = JSON.stringify(record);
  const write = () => writeFile(temporary, text, { flag: 'wx' });
  try {
    await write().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await mkdir(path.dirname(file), { recursive: true });
      await write();
    });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Says before an object gets its name that it will be ours: should its record be lost in a crash, it is read again instead of being taken
 * for a file of someone else. A record that is there already does the same.
 */
export async function announceRecord(bucketFolder: string, key: string, facts: ObjectFacts): Promise<void> {
  if ((await readRecord(recordPath(bucketFolder, key))) !== null) return;
  await storeRecord(recordPath(bucketFolder, key), { ...facts, seal: '', sizeBytes: -1 });
}

/** A record that was being written and is still not in its place after a day never will be. */
const UNPLACED_MS = 24 * 60 * 60 * 1000;
const unplacedName = /\.json\.[0-9a-f-]{36}$/;

/** Removes records that a kill cut off. Faults do not matter: the next time tries again. */
export async function sweepRecords(bucketFolder: string, nowMs: number): Promise<void> {
  const records = path.join(bucketFolder, INTERNAL_FOLDER, 'records');
  for (const shard of await readdir(records).catch(() => [])) {
    for (const name of await readdir(path.join(records, shard)).catch(() => [])) {
      if (!unplacedName.test(name)) continue;
      const file = path.join(records, shard, name);
      const stats = await stat(file).catch(() => null);
      if (stats && nowMs - stats.mtimeMs > UNPLACED_MS)
        await rm(file, { force: true }).catch(() => undefined);
    }
  }
}

export async function removeRecord(bucketFolder: string, key: string): Promise<void> {
  await rm(recordPath(bucketFolder, key), { force: true });
}

/** MD5 of a file whose bytes nobody vouched for yet. */
export const md5Of = async (file: string, signal: AbortSignal | undefined): Promise<string> =>
  (await etagsOf(file, undefined, signal)).plain;

/** Reads a file once and answers its plain MD5 and, when it was made of parts, the ETag of those. */
async function etagsOf(
  file: string,
  partBytes: readonly number[] | undefined,
  signal: AbortSignal | undefined,
): Promise<{ plain: string; parts: string | null }> {
  const whole = createHash('md5');
  const partEtags: string[] = [];
  let part = createHash('md5');
  let left = partBytes?.[0] ?? 0;
  for await (const chunk of createReadStream(file, {
    highWaterMark: 1 << 20,
    ...(signal && { signal }),
  }) as AsyncIterable<Buffer>) {
    whole.update(chunk);
    for (let offset = 0; partBytes && offset < chunk.length && partEtags.length < partBytes.length; ) {
      const take = Math.min(left, chunk.length - offset);
      part.update(chunk.subarray(offset, offset + take));
      offset += take;
      left -= take;
      if (left === 0) {
        partEtags.push(part.digest('hex'));
        part = createHash('md5');
        left = partBytes[partEtags.length] ?? 0;
      }
    }
  }
  return { plain: whole.digest('hex'), parts: partBytes ? multipartEtag(partEtags) : null };
}

/**
 * The facts of the object at `file` in the state `stats`. A record of that very state answers at once. With a record of another state the
 * file was changed by hand (or copied with its album to another disk): it is read again, and what the record said is kept as far as the
 * content proves to be the same. A file without a record was put there by someone else: it is not read, and nothing is written beside it.
 */
export async function factsOf(
  object: { bucketFolder: string; key: string; file: string; stats: BigIntStats },
  signal: AbortSignal | undefined,
): Promise<KnownFacts> {
  const { bucketFolder, key, file, stats } = object;
  const record = await readRecord(recordPath(bucketFolder, key));
  if (!record) return { etag: foreignEtag(stats), etagKind: 'opaque' };
  if (record.seal === seal(stats)) return record;

  const size = record.partBytes?.reduce((sum, bytes) => sum + bytes, 0);
  const partBytes = size === Number(stats.size) ? record.partBytes : undefined;
  const etags = await etagsOf(file, partBytes, signal);
  const unchanged = record.etag === etags.plain || record.etag === etags.parts;
  const facts: ObjectFacts = unchanged
    ? {
        etag: record.etag,
        ...(record.partBytes && { partBytes: record.partBytes }),
        ...(record.contentType && { contentType: record.contentType }),
        ...(record.metadata && { metadata: record.metadata }),
      }
    : { etag: etags.plain };
  // Kept only when the file stood still meanwhile; a disk that cannot be written still answers, it only costs a reading each time.
  const after = await stat(file, { bigint: true }).catch(() => null);
  if (after && seal(after) === seal(stats))
    await writeRecord(bucketFolder, key, stats, facts).catch(() => undefined);
  return facts;
}
