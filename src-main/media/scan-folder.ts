/** Walks dropped folders and files and tells of each thing found either what photo or video it is, or why it is none. Nothing is left out. */
import type { BigIntStats, Dirent } from 'node:fs';
import { constants } from 'node:fs';
import { access, lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../src-shared/app-error';
import type { AssetKind } from '../../src-shared/domain/asset';
import type { SkipReason } from '../../src-shared/domain/transfer';
import {
  companionReason,
  MAGIC_BYTES,
  type MediaType,
  mediaTypeByBytes,
  mediaTypeByName,
} from './media-type';
import { childPath, pathOfBytes, pathOnDisk, readableName } from './path-on-disk';
import { isSystemLitter } from './system-litter';

export interface ScannedFile {
  type: 'file';
  /** Absolute; give it through `pathOnDisk` before opening. */
  sourcePath: string;
  /** NFC, `/` between folders: inside the one dropped folder, or `<its name>/…` when several things were dropped. */
  relativePath: string;
  kind: AssetKind;
  contentType: string;
  sizeBytes: number;
  /** Whole milliseconds (rounded down), as in `Number((await stat(path, { bigint: true })).mtimeMs)`. */
  modifiedAtMs: number;
}
export interface ScanSkip {
  type: 'skipped';
  path: string;
  reason: SkipReason;
  /** A plain sentence, or for `link-outside` and `duplicate` the path it leads to; null when the reason says all. */
  detail: string | null;
}
export type ScanEntry = ScannedFile | ScanSkip;

/** What a scan asks of the disk; tests inject faults here. */
export interface ScanFileSystem {
  readFolder(folder: string): Promise<Dirent<Buffer>[]>;
  lstat(file: string): Promise<BigIntStats>;
  stat(file: string): Promise<BigIntStats>;
  realpath(file: string): Promise<string>;
  /** Rejects when this user may not read the file. */
  checkReadable(file: string): Promise<void>;
  /** The first `length` bytes, fewer when the file is shorter. */
  readHead(file: string, length: number): Promise<Uint8Array>;
}

export const diskFileSystem: ScanFileSystem = {
  // Names as bytes: on Linux they need not be UTF-8, and as strings such files could never be opened again.
  readFolder: (folder) => readdir(pathOnDisk(folder), { withFileTypes: true, encoding: 'buffer' }),
  lstat: (file) => lstat(pathOnDisk(file), { bigint: true }),
  stat: (file) => stat(pathOnDisk(file), { bigint: true }),
  realpath: async (file) => pathOfBytes(await realpath(pathOnDisk(file), { encoding: 'buffer' })),
  checkReadable: (file) => access(pathOnDisk(file), constants.R_OK),
  readHead: async (file, length) => {
    await using handle = await open(pathOnDisk(file), 'r');
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  },
};

export interface ScanOptions {
  fs?: ScanFileSystem;
  /** `names`: no file is opened, so one without a known extension counts as no media. For a quick count. */
  look?: 'bytes' | 'names';
  signal?: AbortSignal;
}

/** So many files of one folder are looked at together: enough to hide the latency of a network drive, few enough to stay small. */
const BATCH = 64;

interface Walk {
  fs: ScanFileSystem;
  look: 'bytes' | 'names';
  signal: AbortSignal | undefined;
  /** Real paths of what was dropped: a link may lead anywhere inside them. */
  realRoots: string[];
  /** dev:ino of every folder entered, so that a circle of links ends. */
  foldersEntered: Set<string>;
  /** dev:ino of every file met, so that a link to one that is there already adds nothing. */
  filesMet: Set<string>;
  /** dev:ino of files reached through a link first -> that link, so that the file itself adds nothing later. */
  filesByLink: Map<string, string>;
  /** Links to folders, walked after everything else, so that what they lead to comes in under its own path where it has one. */
  linkedFolders: FolderToWalk[];
}

interface FolderToWalk {
  folder: string;
  relativePath: string;
}

/**
 * Every photo and video below `roots` (absolute paths of folders or files), and everything else with the reason why it is left out, in
 * an order that is the same each time: natural and case-insensitive, a folder's files before its sub-folders.
 * Reads one folder at a time, so its memory is that of the largest folder and 20 bytes or so per file.
 * Links are followed when they stay inside the roots, each target once. Throws `file-missing` when no root exists, and the
 * signal's reason when it is aborted; whatever else goes wrong is an entry.
 */
export async function* scanFolder(
  roots: readonly string[],
  options: ScanOptions = {},
): AsyncGenerator<ScanEntry> {
  const fs = options.fs ?? diskFileSystem;
  const realRoots: string[] = [];
  const gone: string[] = [];
  for (const root of roots) {
    try {
      realRoots.push(await fs.realpath(root));
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') gone.push(root);
    }
  }
  if (gone.length === roots.length) throw missingError(gone);
  const walk: Walk = {
    fs,
    look: options.look ?? 'bytes',
    signal: options.signal,
    realRoots,
    foldersEntered: new Set(),
    filesMet: new Set(),
    filesByLink: new Map(),
    linkedFolders: [],
  };
  const rootNames = namesOfRoots(roots);
  for (const [index, root] of roots.entries()) {
    options.signal?.throwIfAborted();
    if (gone.includes(root)) yield skip(root, 'unreadable', 'It is not there any more.');
    else yield* scanRoot(walk, root, rootNames[index] ?? '', roots.length === 1);
  }
  for (let next = walk.linkedFolders.shift(); next; next = walk.linkedFolders.shift())
    yield* scanTree(walk, next);
}

async function* scanRoot(walk: Walk, root: string, name: string, alone: boolean): AsyncGenerator<ScanEntry> {
  let stats: BigIntStats;
  try {
    stats = await walk.fs.stat(root); // a root that is a link was chosen by the person, so it is followed
  } catch (error) {
    yield skip(root, 'unreadable', sentenceOf(error));
    return;
  }
  if (!stats.isDirectory()) {
    yield await lookAtFile(walk, root, name, stats);
    return;
  }
  yield* scanTree(walk, { folder: root, relativePath: alone ? '' : name });
}

async function* scanTree(walk: Walk, top: FolderToWalk): AsyncGenerator<ScanEntry> {
  // A stack of folders, not recursion: each yield through nested generators costs, and depth is not ours to bound.
  const stack: FolderToWalk[] = [top];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const folders: FolderToWalk[] = [];
    yield* scanOneFolder(walk, next, folders);
    stack.push(...folders.reverse());
  }
}

/** Yields what lies directly in the folder and appends its sub-folders to `folders`. */
async function* scanOneFolder(
  walk: Walk,
  at: FolderToWalk,
  folders: FolderToWalk[],
): AsyncGenerator<ScanEntry> {
  let entries: Dirent<Buffer>[];
  try {
    const stats = await walk.fs.stat(at.folder);
    if (walk.foldersEntered.has(idOf(stats))) {
      yield skip(at.folder, 'duplicate', 'The same folder was already read by another path.');
      return;
    }
    walk.foldersEntered.add(idOf(stats));
    entries = await walk.fs.readFolder(at.folder);
  } catch (error) {
    yield skip(at.folder, 'unreadable', sentenceOf(error));
    return;
  }
  const named = entries
    .map((entry) => ({ entry, name: readableName(entry.name) }))
    .map(({ entry, name }) => ({ entry, name, order: naturalOrder(name) }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.name < b.name ? -1 : 1));
  for (let start = 0; start < named.length; start += BATCH) {
    walk.signal?.throwIfAborted();
    const batch = named.slice(start, start + BATCH).map(({ entry, name }) => ({
      entry,
      name,
      sourcePath: childPath(at.folder, entry.name),
      relativePath: (at.relativePath === '' ? name : `${at.relativePath}/${name}`).normalize('NFC'),
    }));
    // Only plain files are looked at together: links must see what came before them.
    const plain = await Promise.all(
      batch.map((child) =>
        child.entry.isFile() && !isSystemLitter(child.name)
          ? lookAtPlainFile(walk, child.sourcePath, child.relativePath)
          : null,
      ),
    );
    for (const [index, child] of batch.entries()) {
      const { entry, name, sourcePath, relativePath } = child;
      const looked = plain[index];
      let found: ScanEntry | null = null;
      if (looked) found = unlessLinkCame(walk, looked);
      else if (isSystemLitter(name)) found = skip(sourcePath, 'hidden', null);
      else if (entry.isDirectory()) folders.push({ folder: sourcePath, relativePath });
      else if (entry.isSymbolicLink()) found = await followLink(walk, sourcePath, relativePath);
      else found = await lookAtUnknown(walk, sourcePath, relativePath, folders);
      if (found) yield found;
    }
  }
}

interface Looked {
  entry: ScanEntry;
  id: string;
}

async function lookAtPlainFile(walk: Walk, sourcePath: string, relativePath: string): Promise<Looked> {
  try {
    const stats = await walk.fs.lstat(sourcePath);
    return { entry: await lookAtFile(walk, sourcePath, relativePath, stats), id: idOf(stats) };
  } catch (error) {
    return { entry: skip(sourcePath, 'unreadable', sentenceOf(error)), id: '' };
  }
}

/** The entry of a plain file, unless a link brought the same file in before. Hard links are two files and stay two. */
function unlessLinkCame(walk: Walk, { entry, id }: Looked): ScanEntry {
  const link = walk.filesByLink.get(id);
  if (link !== undefined && entry.type === 'file') return skip(entry.sourcePath, 'duplicate', link);
  if (entry.type === 'file') walk.filesMet.add(id);
  return entry;
}

/** null when it leads to a folder inside, which is walked later. */
async function followLink(walk: Walk, link: string, relativePath: string): Promise<ScanEntry | null> {
  let target: string;
  let stats: BigIntStats;
  try {
    target = await walk.fs.realpath(link);
    stats = await walk.fs.stat(target);
  } catch (error) {
    const broken = ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error));
    return skip(link, broken ? 'link-broken' : 'unreadable', sentenceOf(error));
  }
  if (!walk.realRoots.some((root) => isInside(root, target))) return skip(link, 'link-outside', target);
  if (stats.isDirectory()) {
    walk.linkedFolders.push({ folder: link, relativePath });
    return null;
  }
  if (walk.filesMet.has(idOf(stats)) || walk.filesByLink.has(idOf(stats))) {
    return skip(link, 'duplicate', walk.filesByLink.get(idOf(stats)) ?? target);
  }
  const entry = await lookAtFile(walk, link, relativePath, stats);
  if (entry.type === 'file') walk.filesByLink.set(idOf(stats), link);
  return entry;
}

/** Some network file systems do not tell the type of an entry with its name; sockets, pipes and devices come here as well. */
async function lookAtUnknown(
  walk: Walk,
  file: string,
  relativePath: string,
  folders: FolderToWalk[],
): Promise<ScanEntry | null> {
  try {
    const stats = await walk.fs.lstat(file);
    if (stats.isSymbolicLink()) return await followLink(walk, file, relativePath);
    if (!stats.isDirectory()) return await lookAtFile(walk, file, relativePath, stats);
    folders.push({ folder: file, relativePath });
    return null;
  } catch (error) {
    return skip(file, 'unreadable', sentenceOf(error));
  }
}

async function lookAtFile(
  walk: Walk,
  sourcePath: string,
  relativePath: string,
  stats: BigIntStats,
): Promise<ScanEntry> {
  if (!stats.isFile()) return skip(sourcePath, 'special-file', 'A socket, pipe or device.');
  if (isSystemLitter(relativePath.slice(relativePath.lastIndexOf('/') + 1)))
    return skip(sourcePath, 'hidden', null);
  const companion = companionReason(relativePath);
  if (companion !== null) return skip(sourcePath, 'not-media', companion);
  let type: MediaType | null;
  try {
    // A known extension is believed without opening the file: 10,000 opens are slow on a card or a network drive, and a photo whose
    // bytes are broken is kept all the same (the media host marks it). Only a name that does not tell costs one read of 32 bytes.
    type = mediaTypeByName(relativePath);
    if (stats.size > 0n && type !== null) await walk.fs.checkReadable(sourcePath);
    if (stats.size > 0n && type === null && walk.look === 'bytes') {
      type = mediaTypeByBytes(await walk.fs.readHead(sourcePath, MAGIC_BYTES));
    }
  } catch (error) {
    return skip(sourcePath, 'unreadable', sentenceOf(error));
  }
  if (stats.size === 0n) return skip(sourcePath, 'empty', null);
  if (type === null) return skip(sourcePath, 'not-media', null);
  return {
    type: 'file',
    sourcePath,
    relativePath,
    kind: type.kind,
    contentType: type.contentType,
    sizeBytes: Number(stats.size),
    modifiedAtMs: Number(stats.mtimeMs),
  };
}

/** Names that several roots get in keys: their own, made distinct (`Photos`, `Photos (2)`) since two cards may both be `DCIM`. */
function namesOfRoots(roots: readonly string[]): string[] {
  const taken = new Set<string>();
  return roots.map((root) => {
    const bytes = pathOnDisk(
      path.resolve(root) === root || root.startsWith('bytes:') ? root : path.resolve(root),
    );
    const whole = typeof bytes === 'string' ? bytes : readableName(bytes);
    const base = (path.basename(whole) || 'Photos').normalize('NFC');
    let name = base;
    for (let n = 2; taken.has(name); n += 1) name = withNumber(base, n);
    taken.add(name);
    return name;
  });
}

function withNumber(base: string, n: number): string {
  const { name, ext } = path.parse(base);
  return `${name} (${n})${ext}`;
}

/** Sorts `img2` before `img10` and `B` after `a`, by plain comparison: each number is led by its count of digits. No locale is asked. */
function naturalOrder(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\d+/g, (digits) => {
      const significant = digits.replace(/^0+(?=\d)/, '');
      return `0${String.fromCharCode(0x30 + significant.length)}${significant}`;
    });
}

const idOf = (stats: BigIntStats): string => `${stats.dev}:${stats.ino}`;
const isInside = (root: string, target: string): boolean =>
  target === root || target.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
const skip = (at: string, reason: SkipReason, detail: string | null): ScanSkip => ({
  type: 'skipped',
  path: at,
  reason,
  detail,
});

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function sentenceOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM')
    return 'This user may not read it. Change its permissions and import again.';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'It is not there any more.';
  if (code === 'ELOOP') return 'The link leads to itself.';
  if (code === 'EIO') return 'The disk or card failed while it was read. Copy it elsewhere and import again.';
  if (code === 'ENAMETOOLONG') return 'Its path is too long for this computer.';
  return `It could not be read (${code || String(error)}).`;
}

function missingError(gone: string[]): AppError {
  const first = gone[0] ?? '';
  return new AppError(
    'file-missing',
    `${first} is not there. Choose a folder that exists, or connect its disk or card.`,
    {
      params: { path: first },
    },
  );
}
