/** Looks at the card again, as it is now: every file on it with its size and time, and what cannot be read of it. */
import { stat } from 'node:fs/promises';
import type { SkippedFile } from '../../../src-shared/domain/transfer';
import { pathOnDisk } from '../../media/path-on-disk';
import { scanFolder } from '../../media/scan-folder';

export interface CardFile {
  sizeBytes: number;
  modifiedAtMs: number;
}
export interface CardNow {
  /** Photos and videos by path. */
  files: Map<string, CardFile>;
  /** Everything else by path, with its reason. */
  skipped: Map<string, SkippedFile>;
  /** Roots that are not there any more, or on which nothing that the import found is left. */
  gone: Set<string>;
}

const PER_TURN = 500;

/**
 * `rootLists`: the roots of each import, walked as that import walked them. `isKnown`: whether an import found this path; a folder where
 * a card was mounted stays behind empty, and must not be taken for the card.
 */
export async function lookAtCard(
  rootLists: ReadonlyArray<readonly string[]>,
  isKnown: (path: string) => boolean,
  signal: AbortSignal,
): Promise<CardNow> {
  const now: CardNow = { files: new Map(), skipped: new Map(), gone: new Set() };
  const walked = new Set<string>();
  for (const roots of rootLists) {
    const name = JSON.stringify(roots);
    if (walked.has(name)) continue;
    walked.add(name);
    const there: string[] = [];
    for (const root of roots) {
      if (await isThere(root)) there.push(root);
      else now.gone.add(root);
    }
    if (there.length > 0) await walk(now, there, isKnown, signal);
  }
  return now;
}

/** What is there and cannot be read is there: the walk tells why. */
const isThere = (root: string): Promise<boolean> =>
  stat(pathOnDisk(root)).then(
    () => true,
    (error: NodeJS.ErrnoException) => !['ENOENT', 'ENOTDIR', 'ENODEV', 'ENXIO'].includes(error.code ?? ''),
  );

async function walk(
  now: CardNow,
  roots: readonly string[],
  isKnown: (path: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const files = new Map<string, CardFile>();
  const skipped = new Map<string, SkippedFile>();
  let known = 0;
  let seen = 0;
  for await (const entry of scanFolder(roots, { signal })) {
    seen += 1;
    if (seen % PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    const path = entry.type === 'file' ? entry.sourcePath : entry.path;
    if (isKnown(path)) known += 1;
    if (entry.type === 'file') {
      files.set(path, { sizeBytes: entry.sizeBytes, modifiedAtMs: entry.modifiedAtMs });
    } else if (entry.type === 'skipped') {
      skipped.set(path, { path, reason: entry.reason, detail: entry.detail });
    }
  }
  signal.throwIfAborted();
  // An empty mount point says nothing of the card that was in it.
  const unreadable = [...skipped.values()].some(({ reason }) => reason === 'unreadable');
  if (known === 0 && files.size === 0 && !unreadable) {
    for (const root of roots) now.gone.add(root);
    return;
  }
  for (const [path, file] of files) now.files.set(path, file);
  for (const [path, skip] of skipped) if (!now.files.has(path)) now.skipped.set(path, skip);
}
