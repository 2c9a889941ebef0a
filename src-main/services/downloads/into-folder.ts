/** One file of a download into a folder: looks at what is there, fetches, names. Never replaces what is not the same without being told to. */
import { AppError } from '../../../src-shared/app-error';
import type { ConflictChoice } from '../../../src-shared/domain/download';
import type { DownloadJob } from '../../catalogue/catalogue';
import type { UploadPool } from '../../workers/jobs';
import { cutsOf, digestByCatalogue, digestByStore, type ExpectedDigest, judge } from './expected-digest';
import type { Fetched, StoredPlace } from './fetch-file';
import {
  giveName,
  makeFolders,
  partialOf,
  pathOf,
  removeFile,
  statOf,
  type TargetRoot,
} from './folder-target';
import { type ByteRange, isWhole } from './ranges';
import { numbered } from './safe-names';

export interface FolderWork {
  uploads: UploadPool;
  root: TargetRoot;
  token: string;
  knownFolders: Set<string>;
  conflicts: ConflictChoice;
  place: StoredPlace;
  /** Fetches what `have` lacks into this file. */
  fetch(partial: string, have: ByteRange[]): Promise<Fetched>;
  /**
   * Makes of what was fetched, and proven to be what the store has, what gets the name; undefined: it is that itself. Then only the finished
   * file can be compared with what is there: the store's own bytes are not wanted.
   */
  finish?: ((partial: string) => Promise<string>) | undefined;
  /** The name it is to get, written down before it gets it. */
  rename(path: string): void;
  signal: AbortSignal;
}

export type FolderOutcome = 'done' | 'already-there' | 'conflict' | 'left-out';

/** Names that are tried beside a taken one. */
const MOST_NAMES = 1000;
/** Somebody may take the name between the look and the naming; so often it is looked again. */
const MOST_LOOKS = 5;

export async function bringIntoFolder(work: FolderWork, job: DownloadJob): Promise<FolderOutcome> {
  let path = job.path;
  let have = job.have;
  await makeFolders(work.root, path, work.knownFolders);
  const partial = partialOf(pathOf(work.root, job.path), work.token, job.number);
  const half = await statOf(partial);
  if (have.length > 0 && (half?.size ?? -1) < (have.at(-1)?.[1] ?? 0)) {
    // A kill between the naming and its row: it has its name already.
    const same = half === null && isWhole(have, job.sizeBytes) && (await isSame(work, job, path));
    if (same) return 'done';
    have = [];
  }
  // Half of what the object was before.
  if (have.length === 0 && half !== null) await removeFile(partial);
  // A kill between the claim of the name and the renaming (disks without links) leaves an empty file that is ours.
  const claimed = isWhole(have, job.sizeBytes) && half !== null && job.sizeBytes > 0;
  /** What gets the name, once it is here. */
  let ready: string | null = null;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const there = await statOf(pathOf(work.root, path));
    const ours = claimed && looks === 0 && there?.isFile() === true && there.size === 0;
    let replace = ours;
    if (there && !ours) {
      const equal = await compare(work, job, path, ready);
      if (equal === 'same') {
        const named = half !== null && there.ino === half.ino && there.dev === half.dev;
        await removeBoth(partial, ready);
        return named ? 'done' : 'already-there';
      }
      if (equal === 'different') {
        if (work.conflicts === 'ask') {
          // Made again once a person has said what to do.
          if (ready !== null && ready !== partial) await removeFile(ready);
          return 'conflict';
        }
        if (work.conflicts === 'leave-out') {
          await removeBoth(partial, ready);
          return 'left-out';
        }
        if (work.conflicts === 'replace') {
          if (!there.isFile()) throw inTheWay(pathOf(work.root, path));
          replace = true;
        } else {
          const free = await freeName(work, job, ready);
          if (free.same) {
            await removeBoth(partial, ready);
            work.rename(free.path);
            return 'already-there';
          }
          path = free.path;
        }
      }
    }
    if (ready === null) {
      await work.fetch(partial, have);
      ready = (await work.finish?.(partial)) ?? partial;
      // What could not be compared before it was here.
      if (there && !ours && !replace && path === job.path) continue;
    }
    if (path !== job.path) work.rename(path);
    if (await giveName(ready, pathOf(work.root, path), replace)) {
      if (ready !== partial) await removeFile(partial);
      return 'done';
    }
  }
  throw new AppError(
    'already-exists',
    `Another program keeps taking the name “${job.path}”. Try it again later.`,
    {
      retry: 'later',
      params: { path: job.path },
    },
  );
}

async function removeBoth(partial: string, ready: string | null): Promise<void> {
  await removeFile(partial);
  if (ready !== null && ready !== partial) await removeFile(ready);
}

/** `name (2).jpg` and so on: the first that is free, or the one that holds these very bytes. */
async function freeName(
  work: FolderWork,
  job: DownloadJob,
  fetchedPartial: string | null,
): Promise<{ path: string; same: boolean }> {
  const first = job.path;
  for (let n = 2; n < MOST_NAMES; n += 1) {
    const path = numbered(first, n);
    if (!(await statOf(pathOf(work.root, path)))) return { path, same: false };
    if ((await compare(work, job, path, fetchedPartial)) === 'same') return { path, same: true };
  }
  throw new AppError(
    'already-exists',
    `There are a thousand files named like “${first}”. Choose another folder.`,
    {
      retry: 'after-user',
      params: { path: first },
    },
  );
}

/** `unknown`: only the bytes themselves, once they are here, can tell. */
async function compare(
  work: FolderWork,
  job: DownloadJob,
  path: string,
  fetchedPartial: string | null,
): Promise<'same' | 'different' | 'unknown'> {
  const there = await statOf(pathOf(work.root, path));
  if (!there?.isFile() || there.size !== job.sizeBytes) return 'different';
  if (fetchedPartial !== null) {
    const [ours, theirs] = await Promise.all([
      sumsOf(work, fetchedPartial, job.sizeBytes, [job.sizeBytes]),
      sumsOf(work, pathOf(work.root, path), job.sizeBytes, [job.sizeBytes]),
    ]);
    return ours[0] === theirs[0] ? 'same' : 'different';
  }
  if (work.finish) return 'unknown';
  const digest = await digestOf(work, job);
  const sums = await sumsOf(work, pathOf(work.root, path), job.sizeBytes, cutsOf(digest, job.sizeBytes));
  const verdict = judge(digest, sums, work.place.store);
  return verdict.type === 'same' ? 'same' : verdict.type === 'differs' ? 'different' : 'unknown';
}

const isSame = async (work: FolderWork, job: DownloadJob, path: string): Promise<boolean> =>
  (await compare(work, job, path, null)) === 'same';

async function digestOf({ place, signal }: FolderWork, job: DownloadJob): Promise<ExpectedDigest> {
  const known = digestByCatalogue(job);
  if (known.type !== 'none') return known;
  const info = await place.store.head(place.bucket, place.key, { signal });
  if (!info || info.sizeBytes !== job.sizeBytes || info.etag !== job.etag) return { type: 'none' };
  const told = { etag: info.etag, etagKind: info.etagKind };
  return digestByStore(place.store, { ...place, sizeBytes: job.sizeBytes }, told, signal);
}

async function sumsOf(
  { uploads, signal }: FolderWork,
  path: string,
  sizeBytes: number,
  cuts: number[],
): Promise<string[]> {
  const target = { path, offset: 0 };
  const { partSums } = await uploads.run(
    { type: 'seal-file', target, sizeBytes, cuts, crc: false },
    { signal },
  );
  return partSums;
}

const inTheWay = (path: string): AppError =>
  new AppError('already-exists', `“${path}” is no file and cannot be replaced. Move it away.`, {
    retry: 'after-user',
    params: { path },
  });
