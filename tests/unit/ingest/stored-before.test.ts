/** "Stored already" rests on the full hash of the file on the card and on what the store says now; of parts, on the hash of each. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ConfirmableAsset } from '../../../src-main/catalogue/catalogue';
import type { ScannedFile } from '../../../src-main/media/scan-folder';
import type { Core } from '../../../src-main/services/core';
import { findStoredBefore } from '../../../src-main/services/ingest/stored-before';
import type { EtagKind, ObjectStore } from '../../../src-main/storage/object-store';
import type { Album } from '../../../src-shared/domain/album';
import { createInlineUploadPool } from '../../support/inline-upload-pool';

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const bytes = Buffer.from('the very bytes of a photo');
const partBytes = 10;
const sums = [0, 10, 20].map((at) => md5(bytes.subarray(at, at + partBytes)));

let folder: string;
let file: ScannedFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-before-'));
  const sourcePath = join(folder, 'a.jpg');
  writeFileSync(sourcePath, bytes);
  file = {
    type: 'file',
    sourcePath,
    relativePath: 'a.jpg',
    kind: 'photo',
    contentType: 'image/jpeg',
    sizeBytes: bytes.length,
    modifiedAtMs: Math.trunc(statSync(sourcePath).mtimeMs),
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `held`: what the store says of the key; `isWhole`: whether the parts of a joined object are there. */
function look(
  asset: Partial<ConfirmableAsset>,
  held: { sizeBytes: number; etag: string; etagKind?: EtagKind } | null,
  isWhole = true,
) {
  const candidate = {
    ...{
      id: 1,
      albumId: 'album',
      key: 'x.jpg',
      sizeBytes: bytes.length,
      etag: 'e',
      md5Hex: null,
      parts: null,
    },
    ...asset,
  };
  const hashed: unknown[] = [];
  const pool = createInlineUploadPool({} as ObjectStore);
  const core = {
    log: { warn: () => undefined },
    uploads: {
      ...pool,
      run: (job: never, options: never) => {
        hashed.push((job as { partBytes?: number }).partBytes ?? 'whole');
        return pool.run(job, options);
      },
    },
    stores: { open: async () => ({ head: async () => held, multipart: { isWhole: async () => isWhole } }) },
    catalogue: {
      albums: { get: () => ({ id: 'album', connectionId: 'c', bucket: 'b', prefix: 'p/' }) },
      assets: { storedAnywhere: () => [candidate] },
    },
  } as unknown as Core;
  const yes = (): boolean => true;
  const no = (_: Album): boolean => false;
  return findStoredBefore(core, file, [yes, no, yes], new AbortController().signal).then((found) => ({
    found,
    hashed,
  }));
}
const same = { sizeBytes: bytes.length, etag: 'e' };
const there = 'album/x.jpg';

it.each([
  ['the same bytes', { md5Hex: md5(bytes) }, same, [there, null, there], ['whole']],
  ['the same parts', { parts: { partBytes, md5Hex: sums } }, same, [there, null, there], [partBytes]],
  [
    'one part differs',
    { parts: { partBytes, md5Hex: [...sums].reverse() } },
    same,
    [null, null, null],
    [partBytes],
  ],
  ['other bytes with the same edges', { md5Hex: md5(Buffer.from('x')) }, same, [null, null, null], ['whole']],
  ['nothing known of its bytes', {}, same, [null, null, null], ['whole']],
  ['the store has nothing', { md5Hex: md5(bytes) }, null, [null, null, null], ['whole']],
  [
    'the store has something else',
    { md5Hex: md5(bytes) },
    { ...same, etag: 'f' },
    [null, null, null],
    ['whole'],
  ],
])('%s', async (_, asset, held, found, hashed) => {
  expect(await look(asset as Partial<ConfirmableAsset>, held)).toEqual({ found, hashed });
});

it('a file that cannot be read is not left out', async () => {
  rmSync(file.sourcePath);
  expect(await look({ md5Hex: md5(bytes) }, same)).toEqual({ found: [null, null, null], hashed: [] });
});

it('an object whose parts are gone holds nothing', async () => {
  const asset = { parts: { partBytes, md5Hex: sums } };
  const joined = { ...same, etagKind: 'parts' as const };
  expect([(await look(asset, joined)).found, (await look(asset, joined, false)).found]).toEqual([
    [there, null, there],
    [null, null, null],
  ]);
});
