/** ZIPs beyond what 16 and 32 bits hold, and a full disk. The large ones only in the long run: CAOS_LONG=1. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import type { ObjectInfo, ObjectStore } from '../../../src-main/storage/object-store';
import {
  type DownloadFixture,
  filesBelow,
  noise,
  openDownloadFixture,
  sumsOf,
} from '../../support/download-fixture';

const long = process.env.CAOS_LONG === '1';
const MiB = 1024 * 1024;
let fixture: DownloadFixture;
afterEach(() => fixture.close());

const inPython = (script: string, ...args: string[]): string =>
  execFileSync('python3', ['-c', script, ...args], { encoding: 'utf8' }).trim();

interface MadeObject {
  key: string;
  sizeBytes: number;
  /** Half-open range of its bytes. */
  bytes(start: number, end: number): Iterable<Buffer>;
}

/** Objects that are made as they are asked for, since nobody could hold them all. */
async function giveMade(made: MadeObject[]): Promise<void> {
  const byKey = new Map(made.map((object) => [object.key, object]));
  const memory = createMemoryStore();
  const infoOf = ({ key, sizeBytes }: MadeObject): ObjectInfo => ({
    ...{ key, sizeBytes, modifiedAtMs: 0 },
    ...{ etag: 'made', etagKind: 'opaque' },
  });
  const store: ObjectStore = {
    ...memory,
    async head(bucket, key, options) {
      const object = byKey.get(key);
      return object ? infoOf(object) : memory.head(bucket, key, options);
    },
    async get(bucket, key, options = {}) {
      const object = byKey.get(key);
      if (!object) return memory.get(bucket, key, options);
      const body = object.bytes(options.start ?? 0, options.end ?? object.sizeBytes);
      return { info: infoOf(object), body: Readable.from(body, { objectMode: false }) };
    },
  };
  fixture = await openDownloadFixture(store);
  fixture.test.core.catalogue.assets.addListed(
    fixture.test.albumId,
    made.map(({ key, sizeBytes }) => ({
      ...{ key, sizeBytes, modifiedAtMs: 0, etag: 'made' },
      ...{ kind: 'photo' as const, contentType: 'image/jpeg' },
    })),
    0,
  );
}

describe.skipIf(!long)('a large ZIP', () => {
  const checked = (zip: string): void => {
    expect(spawnSync('unzip', ['-tqq', zip]).status).toBe(0);
    expect(spawnSync('7z', ['t', zip]).status ?? 0).toBe(0);
  };

  it('of more than 65,535 photos is read by every program', { timeout: 600_000 }, async () => {
    const count = 66_000;
    await giveMade(
      Array.from({ length: count }, (_, index) => ({
        key: `${index % 100}/사진 ${index}.jpg`,
        sizeBytes: `photo ${index}`.length,
        bytes: () => [Buffer.from(`photo ${index}`)],
      })),
    );
    const zip = join(fixture.to, 'many.zip');
    expect((await fixture.until(await fixture.start({ form: 'zip', to: zip }))).state).toBe('done');
    checked(zip);
    const script =
      "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(len(z.infolist()), z.read('99/사진 65999.jpg').decode())";
    expect(inPython(script, zip)).toBe(`${count} photo 65999`);
  });

  it('with a photo of more than 4 GiB, and one behind it, is read by every program', {
    timeout: 900_000,
  }, async () => {
    const sizeBytes = 4.25 * 1024 * MiB;
    const chunk = Buffer.alloc(MiB, 7);
    await giveMade([
      {
        key: 'huge.mov',
        sizeBytes,
        *bytes(start, end) {
          for (let at = start; at < end; at += MiB) yield chunk.subarray(0, Math.min(MiB, end - at));
        },
      },
      { key: 'z.jpg', sizeBytes: 5000, bytes: () => [noise(5000, 1)] },
    ]);
    const zip = join(fixture.to, 'huge.zip');
    expect((await fixture.until(await fixture.start({ form: 'zip', to: zip }))).state).toBe('done');
    expect(statSync(zip).size).toBeGreaterThan(sizeBytes);
    checked(zip);
    const script =
      'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint([(i.filename, i.file_size) for i in z.infolist()])';
    expect(inPython(script, zip)).toBe(`[('huge.mov', ${sizeBytes}), ('z.jpg', 5000)]`);
  });
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canMount)('a full disk (needs root for a small disk of its own; skipped elsewhere)', () => {
  let disk: string;
  beforeEach(async () => {
    fixture = await openDownloadFixture(createMemoryStore());
    disk = join(fixture.to, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]);
  });
  afterEach(() => void spawnSync('umount', ['-l', disk]));

  it('waits for a person with one sentence, loses nothing, and goes on once there is space', async () => {
    const objects = { 'a.jpg': noise(MiB, 1), 'b.jpg': noise(2 * MiB, 2), 'film.mp4': noise(12 * MiB, 3) };
    await fixture.give(objects);
    writeFileSync(join(disk, 'in the way'), noise(4 * MiB, 4));
    const id = await fixture.start({ to: disk });
    const full = await fixture.until(id);
    expect([full.state, full.error?.code, full.failedCount]).toEqual(['paused', 'disk-full', 0]);
    expect(full.error?.message).toMatch(
      /^The disk that holds “.*” is full\. Free some space, then try again\.$/,
    );
    execFileSync('mount', ['-o', 'remount,size=32m', disk]);
    await fixture.downloads.resume(id);
    expect((await fixture.until(id, ['done', 'failed', 'waiting'])).state).toBe('done');
    expect(filesBelow(disk)).toEqual(sumsOf({ ...objects, 'in the way': noise(4 * MiB, 4) }));
    expect(readdirSync(disk).sort()).toEqual(['a.jpg', 'b.jpg', 'film.mp4', 'in the way']);
  });
});
