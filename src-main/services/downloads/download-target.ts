/** Where a download goes, in its two forms: opened before the first file, given its name after the last. */
import { dirname } from 'node:path';
import { AppError, toWire, type WireError } from '../../../src-shared/app-error';
import type { ConflictChoice, Download, DownloadState } from '../../../src-shared/domain/download';
import type { DownloadJob } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { allJobs } from './all-jobs';
import type { DownloadFacts } from './download-facts';
import {
  cleanOf,
  giveName,
  openRoot,
  partialOf,
  pathOf,
  removeFile,
  statOf,
  type TargetRoot,
} from './folder-target';
import {
  checkZip,
  endZip,
  factsOfNamed,
  nameZip,
  openZip,
  partialZipOf,
  planZip,
  resetZip,
} from './zip-target';

interface TargetBase {
  root: TargetRoot;
  /** What a file that failed left behind. */
  dropHalf(job: DownloadJob): Promise<void>;
}
export type OpenedTarget =
  | (TargetBase & { form: 'folder'; knownFolders: Set<string> })
  | (TargetBase & { form: 'zip'; partial: string });

/**
 * `doubtful`: what was written before may not be on the disk, or not be ours. Rejects with `file-missing` and `file-denied` of the folder.
 *
 * [Note: What a power cut costs] Bytes that are written outlast a kill of the app at once, so ranges are written down without waiting for
 * the disk: a kill costs what was under way. After a power cut they may be gone although their rows are there. What has a checksum is
 * compared with it before its name is given anyway, and entries of a ZIP are read again; halves of files that nothing can prove are
 * fetched anew. A file of a folder is on the disk before it gets its name.
 */
export async function openDownloadTarget(
  core: Core,
  download: Download,
  facts: DownloadFacts,
  doubtful: boolean,
  signal: AbortSignal,
): Promise<OpenedTarget> {
  const { downloads } = core.catalogue;
  if (download.form === 'folder') {
    const root = await openRoot(download.to);
    if (doubtful) await checkFolder(core, download, root, facts, signal);
    return {
      form: 'folder',
      root,
      knownFolders: new Set(),
      dropHalf: (job) => removeHalf(partialOf(pathOf(root, job.path), facts.token, job.number)),
    };
  }
  const root = await openRoot(dirname(download.to));
  const partial = partialZipOf(download.to, facts.token);
  const neededBytes = await planZip(downloads, download, signal);
  const there = await openZip(partial, facts, download.doneBytes > 0 || download.doneCount > 0);
  if (!there) await resetZip(downloads, download, signal);
  else if (doubtful || ((await statOf(partial))?.size ?? 0) < neededBytes)
    await checkZip(core.uploads, downloads, download, partial, signal);
  return { form: 'zip', root, partial, dropHalf: async () => undefined };
}

async function removeHalf(partial: string): Promise<void> {
  await removeFile(partial);
  await removeFile(cleanOf(partial));
}

/** See [Note: What a power cut costs]. */
async function checkFolder(
  core: Core,
  download: Download,
  root: TargetRoot,
  { token, stripLocation }: DownloadFacts,
  signal: AbortSignal,
): Promise<void> {
  const { downloads } = core.catalogue;
  for await (const job of allJobs(downloads, download, signal)) {
    const target = pathOf(root, job.path);
    if (job.state === 'done' && !(await statOf(target))) {
      // Its bytes were on the disk, its name perhaps not.
      const partial = partialOf(target, token, job.number);
      // The half of one that comes without its place still has it: it never gets the name.
      const named =
        !stripLocation && (await statOf(partial)) !== null && (await giveName(partial, target, false));
      if (!named) downloads.setFile(download.id, job.number, { state: 'queued', have: [], doneBytes: 0 });
    } else if (job.have.length > 0 && job.state === 'queued' && job.md5Hex === null && job.parts === null) {
      downloads.setFile(download.id, job.number, { have: [], doneBytes: 0 });
    }
  }
}

/** Everything that could be brought is here: the ZIP gets its list and its name. Answers how the download ends. */
export async function endDownload(
  core: Core,
  download: Download,
  target: OpenedTarget,
  facts: DownloadFacts,
  save: (facts: DownloadFacts) => void,
  signal: AbortSignal,
): Promise<{ state: DownloadState; error: WireError | null; conflicts?: ConflictChoice }> {
  const { doneCount, failedCount, conflictCount } = download;
  if (target.form === 'zip') {
    if (doneCount === 0 && failedCount > 0) await removeFile(target.partial);
    else if (!(await giveZipName(core, download, target.partial, facts, save, signal)))
      return { state: 'asking', error: toWire(nameTaken(download.to)) };
  }
  const state = conflictCount > 0 ? 'asking' : failedCount > 0 ? 'failed' : 'done';
  if (state !== 'asking') {
    core.journal({
      type: 'download-ended',
      title: download.title,
      albumId: download.albumId,
      downloadId: download.id,
      params: { done: doneCount + download.alreadyThereCount, failed: failedCount, conflicts: conflictCount },
    });
  }
  // Leave to replace what was there is used up once the ZIP lies there: a retry may find another file in its place.
  const usedUp = target.form === 'zip' && download.conflicts === 'replace' && doneCount > 0;
  return { state, error: null, ...(usedUp && { conflicts: 'ask' }) };
}

async function giveZipName(
  core: Core,
  download: Download,
  partial: string,
  facts: DownloadFacts,
  save: (facts: DownloadFacts) => void,
  signal: AbortSignal,
): Promise<boolean> {
  await endZip(core.catalogue.downloads, download, partial, signal);
  // Before it has its name: after a kill in between it is found by it.
  const named = await factsOfNamed(partial);
  save({ ...facts, named: named && { ...named, path: download.to } });
  const path = await nameZip(partial, download);
  if (path === null) {
    save({ ...facts, named: null });
    return false;
  }
  save({ ...facts, named: await factsOfNamed(path) });
  // What is shown in its folder, and told of, is this ZIP and not the one whose name it could not have.
  core.catalogue.downloads.setTo(download.id, path);
  return true;
}

const nameTaken = (to: string): AppError =>
  new AppError('already-exists', `“${to}” exists already. Replace it, or keep both.`, {
    params: { path: to },
  });

/** A ZIP that was handed over already, and was taken back so that more could be put in, is a person's own: it stays as far as it came. */
async function dropZip(
  core: Core,
  download: Download,
  { token, named }: DownloadFacts,
  signal: AbortSignal,
): Promise<void> {
  const partial = partialZipOf(download.to, token);
  if (named !== null && download.doneCount > 0 && (await statOf(partial)) !== null) {
    await endZip(core.catalogue.downloads, download, partial, signal);
    await nameZip(partial, { ...download, to: named.path, conflicts: 'keep-both' });
    return;
  }
  await removeFile(partial);
}

/** Files that are taken up at once may be ahead of the last one that any row tells of. */
const TAKEN_UP_AT_MOST = 128;

/** What is half is taken away; what is whole stays. */
export async function dropHalves(
  core: Core,
  download: Download,
  facts: DownloadFacts,
  signal: AbortSignal,
): Promise<void> {
  if (download.form === 'zip') return dropZip(core, download, facts, signal);
  const root: TargetRoot = { path: download.to, device: 0 };
  const open: Array<{ number: number; path: string }> = [];
  let lastTouched = 0;
  for await (const { number, path, state, have, attempts } of allJobs(
    core.catalogue.downloads,
    download,
    signal,
  )) {
    if (state !== 'queued' || have.length > 0 || attempts > 0) lastTouched = number;
    if (state !== 'done' && state !== 'already-there') open.push({ number, path });
  }
  for (const { number, path } of open) {
    if (number <= lastTouched + TAKEN_UP_AT_MOST)
      await removeHalf(partialOf(pathOf(root, path), facts.token, number));
  }
}
