/** Looks at the card again, as it is now: every file on it with its size and time, and what cannot be read of it. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import type { SkippedFile } from '../../../src-shared/domain/transfer';
import { pathOnDisk } from '../../media/path-on-disk';
import { scanFolder } from '../../media/scan-folder';
import { wouldBeMissed } from './verdict';

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
  /** Of `files` those that lie on the card beside what was imported. */
  outside: Set<string>;
}

const PER_TURN = 500;

/**
 * `rootLists`: the roots of each import, walked as that import walked them. `known`: every path that an import found; a folder where
 * a card was mounted stays behind empty, and must not be taken for the card. `cardOf`: mount point of the camera card that a root lies
 * on; null: on none. All of it is looked at: formatting spares nothing.
 */
export async function lookAtCard(
  rootLists: ReadonlyArray<readonly string[]>,
  known: ReadonlySet<string>,
  signal: AbortSignal,
  cardOf: (root: string) => string | null = () => null,
): Promise<CardNow> {
  const now: CardNow = { files: new Map(), skipped: new Map(), gone: new Set(), outside: new Set() };
  const walked = new Set<string>();
  const cards = new Set<string>();
  const named = new Set(rootLists.flat());
  for (const roots of rootLists) {
    const name = JSON.stringify(roots);
    if (walked.has(name)) continue;
    walked.add(name);
    const there: string[] = [];
    for (const root of roots) {
      if (await isThere(root)) there.push(root);
      else now.gone.add(root);
    }
    if (there.length > 0) await walk(now, there, known, signal);
    for (const root of roots) {
      // Also where the root is gone: another card in its place is what would be formatted.
      const card = cardOf(root);
      if (card !== null && !named.has(card)) cards.add(card);
    }
  }
  const imported = new Set(now.files.keys());
  for (const card of cards) {
    await walk(now, [card], known, signal);
    now.gone.delete(card);
  }
  for (const path of now.files.keys()) if (!imported.has(path)) now.outside.add(path);
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
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const files = new Map<string, CardFile>();
  const skipped = new Map<string, SkippedFile>();
  const told: string[] = [];
  let seen = 0;
  try {
    for await (const entry of scanFolder(roots, { signal })) {
      seen += 1;
      if (seen % PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      const path = entry.type === 'file' ? entry.sourcePath : entry.path;
      if (known.has(path)) told.push(path);
      if (entry.type === 'file') {
        files.set(path, { sizeBytes: entry.sizeBytes, modifiedAtMs: entry.modifiedAtMs });
      } else if (entry.type === 'skipped') {
        skipped.set(path, { path, reason: entry.reason, detail: entry.detail });
      }
    }
  } catch (error) {
    // Pulled out since it was there.
    if (!(error instanceof AppError) || error.code !== 'file-missing') throw error;
  }
  signal.throwIfAborted();
  // An empty mount point says nothing of the card that was in it; one that holds film only is another card.
  const speaking = [...skipped.values()].filter(
    (skip) => skip.reason === 'unreadable' || wouldBeMissed(skip),
  );
  if (told.length === 0 && files.size === 0 && speaking.length === 0) {
    for (const root of roots) now.gone.add(root);
    return;
  }
  if (roots.length > 1) {
    const seen = foldersOf([...told, ...files.keys(), ...speaking.map(({ path }) => path)]);
    for (const root of roots) if (!seen.has(bare(root))) now.gone.add(root);
  }
  for (const [path, file] of files) now.files.set(path, file);
  for (const [path, skip] of skipped) if (!now.files.has(path)) now.skipped.set(path, skip);
}

/** `/media/EOS/` -> `/media/EOS`, as `dirname` writes folders. */
const bare = (root: string): string => (dirname(root) === root ? root : root.replace(/[/\\]+$/, ''));

/** The paths and every folder around them. */
function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) for (let at = path; !folders.has(at); at = dirname(at)) folders.add(at);
  return folders;
}
