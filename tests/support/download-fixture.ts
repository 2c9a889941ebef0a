/** Downloads of a test: an album in a store, a folder to bring it to, and what came. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Core } from '../../src-main/services/core';
import {
  createDownloads,
  type Downloads,
  type StartDownload,
} from '../../src-main/services/downloads/open-downloads';
import type { ObjectStore } from '../../src-main/storage/object-store';
import type { Download, DownloadState } from '../../src-shared/domain/download';
import type { AlbumId, AssetId, DownloadId } from '../../src-shared/units';
import { openTestCore, type TestCore } from './test-core';

export interface DownloadFixture {
  test: TestCore;
  readonly downloads: Downloads;
  /** Where to; made, empty. */
  to: string;
  /** Puts an object of somebody else into the album and knows it as stored. */
  give(objects: Record<string, Uint8Array>, albumId?: AlbumId): Promise<AssetId[]>;
  start(asked?: Partial<StartDownload>): Promise<DownloadId>;
  /** Resolves when the download has come to one of these states. */
  until(id: DownloadId, states?: DownloadState[]): Promise<Download>;
  /** As a kill would: nothing is told, the next look begins with what the rows say. */
  restart(boot?: string): Promise<void>;
  close(): Promise<void>;
}

const endStates: DownloadState[] = ['done', 'failed', 'cancelled', 'asking', 'paused', 'waiting'];

/** `store`: null for the one that `given.config` describes, with real threads. */
export async function openDownloadFixture(
  store: ObjectStore | null,
  given: Parameters<typeof openTestCore>[1] = {},
): Promise<DownloadFixture> {
  const test = await openTestCore(store, given);
  const to = mkdtempSync(join(tmpdir(), 'caos-to-'));
  const open = (boot = 'first'): Downloads => createDownloads(test.core, { boot, paces: () => [] });
  let downloads = open();
  return {
    test,
    get downloads() {
      return downloads;
    },
    to,
    async give(objects, albumId = test.albumId) {
      const album = test.core.catalogue.albums.get(albumId);
      if (!album) throw new Error('no such album');
      const opened = await test.core.stores.open(album.connectionId);
      const listed = [];
      for (const [key, bytes] of Object.entries(objects)) {
        await opened.put(album.bucket, album.prefix + key, bytes);
        const info = await opened.head(album.bucket, album.prefix + key);
        listed.push({
          key,
          kind: 'photo' as const,
          contentType: 'image/jpeg',
          sizeBytes: bytes.length,
          etag: info?.etag ?? '',
          modifiedAtMs: Date.UTC(2024, 4, 1, 10, 11, 12),
        });
      }
      const { addedIds: ids } = test.core.catalogue.assets.addListed(albumId, listed, test.core.now());
      return ids;
    },
    start: (asked = {}) =>
      downloads.start({
        ...(asked.assetIds === undefined && { albumId: test.albumId }),
        form: 'folder',
        to,
        conflicts: 'ask',
        ...asked,
      }),
    until: (id, states = endStates) => stateOf(test.core, id, states),
    async restart(boot) {
      await downloads.stop();
      await test.restart();
      downloads = open(boot);
      downloads.resumeInterrupted();
    },
    async close() {
      await downloads.stop();
      await test.close();
      rmSync(to, { recursive: true, force: true });
    },
  };
}

/** Buffers of megabytes are compared by their sums: a test's own comparison goes byte by byte. */
export const sumOf = (bytes: Uint8Array): string =>
  `${bytes.length} ${createHash('sha256').update(bytes).digest('hex')}`;
export const sumsOf = (objects: Record<string, Uint8Array>): Record<string, string> =>
  Object.fromEntries(Object.entries(objects).map(([name, bytes]) => [name, sumOf(bytes)]));

/** Every file below a folder, hidden ones too: path with `/` -> sum of its content. */
export function filesBelow(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => [relative(folder, path).split(sep).join('/'), sumOf(readFileSync(path))]),
  );
}

/** Bytes that no two seeds share. */
export function noise(sizeBytes: number, seed: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at + 4 <= sizeBytes; at += 4)
    bytes.writeUInt32LE((Math.imul(at + 1, 2654435761) ^ (seed * 40503)) >>> 0, at);
  return bytes;
}

/** Brings an album into a folder and says what the command says. */
export async function downloadAlbum(
  core: Core,
  albumId: AlbumId,
  to: string,
): Promise<{ written: number; alreadyThere: number; failed: Array<[key: string, code: string]> }> {
  const downloads = createDownloads(core, { boot: 'first', paces: () => [] });
  const id = await downloads.start({ albumId, form: 'folder', to, conflicts: 'ask' });
  const ended = await stateOf(core, id, endStates);
  await downloads.stop();
  const { items } = core.catalogue.downloads.files(id, {
    states: ['failed', 'conflict'],
    offset: 0,
    limit: 100,
  });
  return {
    written: ended.doneCount,
    alreadyThere: ended.alreadyThereCount,
    failed: items.map(({ key, state, error }) => [key, error?.code ?? state]),
  };
}

/** Resolves when the download has come to one of these states. */
export const stateOf = (core: Core, id: DownloadId, states: DownloadState[]): Promise<Download> =>
  new Promise((resolve) => {
    const look = (): boolean => {
      const row = core.catalogue.downloads.get(id);
      if (!row || !states.includes(row.state)) return false;
      off();
      resolve(row);
      return true;
    };
    const off = core.changes.listen(() => void look());
    look();
  });

/** What the system's own program makes of a ZIP, once it found no error in it. */
export function unzipped(path: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'caos-unzip-'));
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  try {
    execFileSync('unzip', ['-tqq', path], { env });
    execFileSync('unzip', ['-q', path, '-d', folder], { env });
    return filesBelow(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names of the entries of a ZIP in the order of a program that reads it from its front; fails where one does not follow upon the other. */
export function entriesFromTheFront(path: string): string[] {
  const bytes = readFileSync(path);
  const names: string[] = [];
  let at = 0;
  for (; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const [sizeBytes, nameBytes, extraBytes] = [
      bytes.readUInt32LE(at + 18),
      bytes.readUInt16LE(at + 26),
      bytes.readUInt16LE(at + 28),
    ];
    const from = at + 30 + nameBytes + extraBytes;
    const name = bytes.toString('utf8', at + 30, at + 30 + nameBytes);
    const sum = crc32(bytes.subarray(from, from + sizeBytes));
    if (sum !== bytes.readUInt32LE(at + 14)) throw new Error(`${name} differs from its checksum`);
    names.push(name);
    at = from + sizeBytes;
  }
  if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error(`No entry and no list at byte ${at}`);
  return names;
}
