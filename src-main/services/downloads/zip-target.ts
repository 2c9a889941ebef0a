/**
 * The ZIP that a download writes: every entry is stored and of known size, so its place is known before the first byte, and entries
 * arrive in any order. A file that could not be had leaves its place empty (zip-gaps.ts): the ZIP is valid without it, and a retry puts it in.
 */
import { open, rename, stat } from 'node:fs/promises';
import type { Download } from '../../../src-shared/domain/download';
import type { DownloadJob, DownloadTable } from '../../catalogue/catalogue';
import type { TargetFile, TargetFinish, UploadPool } from '../../workers/jobs';
import { targetError } from '../../workers/target-file';
import { allJobs } from './all-jobs';
import type { DownloadFacts } from './download-facts';
import { giveName, makeFile, removeFile, statOf } from './folder-target';
import { numbered } from './safe-names';
import { centralHeader, endRecords, localHeader, localHeaderBytes, type ZipEntry } from './zip-format';
import { fillGap } from './zip-gaps';

const MOST_NAMES = 1000;

export const partialZipOf = (to: string, token: string): string => `${to}.${token}.part`;

const entryOf = (job: DownloadJob): Omit<ZipEntry, 'offset'> => ({
  name: job.path,
  sizeBytes: job.sizeBytes,
  timeMs: job.sortAtMs,
});

/** Gives every entry its place; those that have one keep it. Answers how long the file must be for what the rows tell of it. */
export async function planZip(
  downloads: DownloadTable,
  download: Download,
  signal: AbortSignal,
): Promise<number> {
  let offset = 0;
  let writtenTo = 0;
  for await (const job of allJobs(downloads, download, signal)) {
    if (job.zipOffset === null) downloads.setFile(download.id, job.number, { zipOffset: offset });
    else offset = job.zipOffset;
    offset += localHeaderBytes(entryOf(job));
    const haveTo = job.state === 'done' ? job.sizeBytes : (job.have.at(-1)?.[1] ?? 0);
    if (haveTo > 0) writtenTo = Math.max(writtenTo, offset + haveTo);
    offset += job.sizeBytes;
  }
  return writtenTo;
}

/** Where the bytes of an entry go, and the header that is written once they are all there. */
export function placeInZip(partial: string, job: DownloadJob): { target: TargetFile; finish: TargetFinish } {
  const header = localHeader(entryOf(job));
  const at = job.zipOffset ?? 0;
  return {
    target: { path: partial, offset: at + header.length },
    finish: { header: { at, bytes: header }, sync: false },
  };
}

/**
 * The unfinished ZIP, made or found. Answers false when what the rows tell of is not there (any more): then everything is missing. A ZIP
 * that got its name already and is still as it was then goes on from there.
 */
export async function openZip(partial: string, facts: DownloadFacts, begun: boolean): Promise<boolean> {
  if (await statOf(partial)) return true;
  const path = facts.named && (await findNamed(facts.named));
  if (path) {
    await rename(path, partial).catch((error) => {
      throw targetError(error, path);
    });
    return true;
  }
  await makeFile(partial);
  return !begun;
}

/** Under its name; after a kill in the middle of the naming perhaps under one beside it. */
async function findNamed({
  path,
  sizeBytes,
  modifiedAtMs,
}: NonNullable<DownloadFacts['named']>): Promise<string | null> {
  for (let n = 1; n < MOST_NAMES; n += 1) {
    const name = n === 1 ? path : numbered(path, n);
    const found = await statOf(name);
    if (found?.size === sizeBytes && Math.abs(found.mtimeMs - modifiedAtMs) <= 1) return name;
    if (!found) return null;
  }
  return null;
}

/** What was written may not be on the disk after a power cut: entries that are not as they were, and halves, are fetched again. */
export async function checkZip(
  uploads: UploadPool,
  downloads: DownloadTable,
  download: Download,
  partial: string,
  signal: AbortSignal,
): Promise<void> {
  for await (const job of allJobs(downloads, download, signal)) {
    if (job.state !== 'done') {
      if (job.have.length > 0) reset(downloads, download, job.number);
      continue;
    }
    // Its header may be lost although its bytes are there: it is written again.
    const { target, finish } = placeInZip(partial, job);
    const found = await uploads
      .run({ type: 'seal-file', target, sizeBytes: job.sizeBytes, cuts: [], crc: true, finish }, { signal })
      .catch((error: unknown) => {
        if (signal.aborted) throw error;
        return null;
      });
    if (found?.crc32 !== job.crc32) reset(downloads, download, job.number);
  }
}

/** Everything is to come again. */
export async function resetZip(
  downloads: DownloadTable,
  download: Download,
  signal: AbortSignal,
): Promise<void> {
  for await (const job of allJobs(downloads, download, signal)) {
    if (job.state !== 'failed') reset(downloads, download, job.number);
  }
}

const reset = (downloads: DownloadTable, { id }: Download, number: number): void =>
  downloads.setFile(id, number, { state: 'queued', have: [], doneBytes: 0 });

/** The list at its end; then it is whole, and on the disk. Answers its size. */
export async function endZip(
  downloads: DownloadTable,
  download: Download,
  partial: string,
  signal: AbortSignal,
): Promise<number> {
  const handle = await open(partial, 'r+').catch((error) => {
    throw targetError(error, partial);
  });
  try {
    let entryCount = 0;
    let centralOffset = 0;
    const central: Buffer[] = [];
    for await (const job of allJobs(downloads, download, signal)) {
      if (job.state !== 'done' || job.crc32 === null) continue;
      const offset = job.zipOffset ?? 0;
      if (offset > centralOffset) await fillGap(handle, centralOffset, offset, signal);
      central.push(centralHeader({ ...entryOf(job), offset }, job.crc32));
      entryCount += 1;
      centralOffset = offset + localHeaderBytes(entryOf(job)) + job.sizeBytes;
    }
    const bytes = Buffer.concat(central);
    const end = endRecords(entryCount, centralOffset, bytes.length);
    await writeAt(handle, bytes, centralOffset);
    await writeAt(handle, end, centralOffset + bytes.length);
    const sizeBytes = centralOffset + bytes.length + end.length;
    await handle.truncate(sizeBytes);
    await handle.sync();
    return sizeBytes;
  } catch (error) {
    throw targetError(error, partial);
  } finally {
    await handle.close();
  }
}

async function writeAt(
  handle: Awaited<ReturnType<typeof open>>,
  bytes: Buffer,
  position: number,
): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Answers the name it got; null: it is taken, and a person must say what to do. */
export async function nameZip(partial: string, download: Download): Promise<string | null> {
  const { to, conflicts } = download;
  const [there, ours] = [await statOf(to), await statOf(partial)];
  if (there && ours && there.ino === ours.ino && there.dev === ours.dev) {
    // A kill between the two halves of the naming: it has its name already.
    await removeFile(partial);
    return to;
  }
  if (await giveName(partial, to, conflicts === 'replace')) return to;
  if (conflicts !== 'keep-both') return null;
  for (let n = 2; n < MOST_NAMES; n += 1) {
    const beside = numbered(to, n);
    if (await giveName(partial, beside, false)) return beside;
  }
  return null;
}

export const factsOfNamed = async (path: string): Promise<DownloadFacts['named']> => {
  const { size, mtimeMs } = await stat(path);
  return { path, sizeBytes: size, modifiedAtMs: mtimeMs };
};
