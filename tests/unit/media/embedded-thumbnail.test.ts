/** Previews out of camera files, from ranges as a store gives them: what is read, what it shows, and that a hostile file costs little. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeEmbeddedThumbnail } from '../../../src-main/media/embedded-thumbnail';
import type { ByteRange, EmbeddedFacts, FoundPreview } from '../../../src-main/media/media-protocol';
import {
  cameraJpeg,
  cr3File,
  dngFile,
  nefFile,
  orfFile,
  quarteredJpeg,
  rafFile,
  rw2File,
  TiffWriter,
} from '../../support/make-camera-files';

let folder: string;
const inFolder = (name: string) => path.join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'caos-embedded-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const HEAD_BYTES = 64 * 1024;
interface Read {
  facts: EmbeddedFacts;
  ranges: ByteRange[];
  readBytes: number;
}

/** Reads the object range by range, as its fetcher does, until there is an answer. */
async function read(
  fileName: string,
  object: Buffer,
  options: { atLeastPx?: number; found?: FoundPreview; rounds?: number } = {},
): Promise<Read> {
  const ranges: ByteRange[] = options.found
    ? [{ start: options.found.start, end: options.found.end }]
    : [{ start: 0, end: Math.min(object.length, HEAD_BYTES) }];
  for (let round = 0; ; round += 1) {
    writeFileSync(
      inFolder('object.part'),
      Buffer.concat(ranges.map(({ start, end }) => object.subarray(start, end))),
    );
    const facts = await makeEmbeddedThumbnail({
      jobId: 1,
      sourcePath: inFolder('object.part'),
      pieces: ranges,
      sizeBytes: object.length,
      fileName,
      atLeastPx: options.atLeastPx ?? 1,
      found: options.found,
      thumbPath: inFolder('thumb.webp'),
    });
    const readBytes = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    if (facts.outcome !== 'need' || round === (options.rounds ?? 4)) return { facts, ranges, readBytes };
    expect(facts.range.start).toBeGreaterThanOrEqual(0);
    expect(facts.range.end).toBeLessThanOrEqual(object.length);
    expect(facts.range.end).toBeGreaterThan(facts.range.start);
    ranges.push(facts.range);
  }
}

/** Size and the colours of the quarters, clockwise from the upper left: R G B W where nothing is turned. */
async function shown(): Promise<string> {
  const { data, info } = await sharp(inFolder('thumb.webp')).raw().toBuffer({ resolveWithObject: true });
  const named = (x: number, y: number): string => {
    const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (red > 160 && green > 160 && blue > 160) return 'W';
    return red > 128 ? 'R' : green > 128 ? 'G' : blue > 128 ? 'B' : 'k';
  };
  const corners = [named(0.04, 0.04), named(0.96, 0.04), named(0.96, 0.96), named(0.04, 0.96)].join('');
  return `${info.width}x${info.height} ${corners}`;
}

const made = (facts: EmbeddedFacts) => {
  if (facts.outcome !== 'made') throw new Error(`outcome ${facts.outcome}`);
  return facts;
};

describe('JPEG', () => {
  test('the stamp in its head is enough, without its black bars, and all facts of the photo come along', async () => {
    const object = await cameraJpeg({ fillBytes: 3_000_000 });
    const { facts, ranges } = await read('a.jpg', object);
    expect(facts).toEqual({
      outcome: 'made',
      facts: {
        metadata: {
          format: 'jpeg',
          widthPx: 1200,
          heightPx: 800,
          orientation: 1,
          takenAtLocal: '2024-05-01T10:11:12',
          cameraMake: 'Test',
          cameraModel: 'Camera',
          // How sharp it is cannot be told from a stamp.
          dhash: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
        thumb: { widthPx: 160, heightPx: 106, sizeBytes: expect.any(Number) },
        thumbhash: expect.stringMatching(/^[A-Za-z0-9+/]{20,}={0,2}$/),
        mediaError: null,
      },
      better: 'whole',
    });
    expect(ranges).toEqual([{ start: 0, end: HEAD_BYTES }]);
    expect(await shown()).toBe('160x106 RGBW');
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'orientation %i is shown as sharp shows the photo itself',
    async (orientation) => {
      const object = await cameraJpeg({ orientation, width: 900, height: 600 });
      made((await read('a.jpg', object)).facts);
      const fromStamp = (await shown()).slice(-4);
      await sharp(object).autoOrient().resize(100).webp().toFile(inFolder('thumb.webp'));
      expect(fromStamp).toBe((await shown()).slice(-4));
    },
  );

  test('a photo of an upright camera has its bars at the sides', async () => {
    await read('a.jpg', await cameraJpeg({ width: 800, height: 1200 }));
    expect(await shown()).toBe('80x120 RGBW');
  });

  test('a dark photo of the shape of its stamp keeps every line', async () => {
    const stamp = await sharp({ create: { width: 160, height: 120, channels: 3, background: '#020202' } })
      .jpeg()
      .toBuffer();
    const object = await cameraJpeg({ width: 1200, height: 900, about: { thumbnail: stamp } });
    expect(made((await read('a.jpg', object)).facts).facts.thumb).toMatchObject({
      widthPx: 160,
      heightPx: 120,
    });
  });

  test('a larger preview is named, and read by its exact range when one is wanted', async () => {
    const object = await cameraJpeg({ mpfPx: 1620, orientation: 6, fillBytes: 2_000_000 });
    const first = await read('a.jpg', object);
    const { better } = made(first.facts);
    expect(first.readBytes).toBe(HEAD_BYTES);
    expect(better).toEqual({ start: expect.any(Number), end: object.length, orientation: 6, aspect: 1.5 });
    const second = await read('a.jpg', object, { found: better as FoundPreview });
    expect(second.ranges).toEqual([{ start: (better as FoundPreview).start, end: object.length }]);
    expect(second.facts).toMatchObject({
      outcome: 'made',
      facts: { thumb: { widthPx: 341, heightPx: 512 } },
      better: null,
    });
    expect(await shown()).toBe('341x512 WRGB');
  });

  test('without a stamp the larger preview is taken at once', async () => {
    const object = await cameraJpeg({ mpfPx: 1620, stamp: false, fillBytes: 2_000_000 });
    const { facts, ranges } = await read('a.jpg', object);
    expect(ranges).toEqual([
      { start: 0, end: HEAD_BYTES },
      { start: expect.any(Number), end: object.length },
    ]);
    expect(facts).toMatchObject({ outcome: 'made', facts: { thumb: { widthPx: 512 } }, better: null });
  });

  test('without any preview only the whole photo gives a picture, but its facts are known', async () => {
    const object = await cameraJpeg({ stamp: false });
    const { facts } = await read('a.jpg', object);
    expect(facts).toEqual({
      outcome: 'whole',
      metadata: expect.objectContaining({ takenAtLocal: '2024-05-01T10:11:12', widthPx: 1200 }),
    });
  });

  test('a stamp that is no picture is passed over', async () => {
    const object = await cameraJpeg({ about: { thumbnail: Buffer.alloc(3000, 0xff) } });
    expect((await read('a.jpg', object)).facts.outcome).toBe('whole');
  });

  test('a stamp behind a long segment is fetched by one more read', async () => {
    const plain = await cameraJpeg();
    const long = Buffer.alloc(65_000);
    long.writeUInt16BE(0xffe5, 0);
    long.writeUInt16BE(long.length - 2, 2);
    const object = Buffer.concat([plain.subarray(0, 2), long, plain.subarray(2), Buffer.alloc(2_000_000)]);
    const { facts, readBytes } = await read('a.jpg', object);
    expect(made(facts).facts.thumb).toMatchObject({ widthPx: 160 });
    expect(readBytes).toBeLessThan(2 * HEAD_BYTES);
  });
});

describe('camera RAW', () => {
  test('DNG: the smallest preview that is large enough, not the stamp, not the RAW', async () => {
    const object = await dngFile({ orientation: 8 });
    const { facts, ranges } = await read('a.dng', object);
    expect(made(facts)).toMatchObject({
      facts: {
        metadata: { format: 'dng', takenAtLocal: '2024-05-01T10:11:12', orientation: 8 },
        thumb: { widthPx: 342, heightPx: 512 },
      },
      better: null,
    });
    expect(await shown()).toBe('342x512 GBWR');
    expect(ranges[1]?.start).toBe(420_000);
    expect(ranges).toHaveLength(2);
  });

  test.each([
    ['a.nef', nefFile, '512x339'],
    ['a.orf', orfFile, '512x384'],
    ['a.rw2', rw2File, '512x384'],
    ['a.raf', rafFile, '512x341'],
    ['a.cr3', cr3File, '512x341'],
  ])('%s', async (name, make, size) => {
    const object = await make();
    const { facts, readBytes } = await read(name, object);
    expect(made(facts)).toMatchObject({
      facts: {
        metadata: { format: name.slice(2), takenAtLocal: '2024-05-01T10:11:12' },
        mediaError: null,
      },
      better: null,
    });
    expect(await shown()).toBe(`${size} RGBW`);
    expect(readBytes).toBeLessThan(object.length);
  });

  test('one without any preview is developed, for which it is needed whole', async () => {
    const { facts } = await read('a.nef', Buffer.concat([new TiffWriter().finish(0), Buffer.alloc(200_000)]));
    expect(facts).toEqual({ outcome: 'whole', metadata: { format: 'nef' } });
  });
});

describe('files that lie', () => {
  const endless = (): Buffer => {
    const tiff = new TiffWriter();
    const at = tiff.directory([[0x0112, 3, 1, 1]], 8);
    return Buffer.concat([tiff.finish(at), Buffer.alloc(70_000)]);
  };
  const longChain = (): Buffer => {
    const chain = Buffer.alloc(8 + 20_000 * 18);
    chain.write('II*\0\x08', 0, 'latin1');
    for (let at = 8; at < chain.length; at += 18) {
      chain.writeUInt16LE(1, at);
      chain.writeUInt32LE(at + 18, at + 14);
    }
    return chain;
  };
  const manySubDirectories = (): Buffer => {
    const tiff = new TiffWriter();
    const list = Buffer.alloc(4 * 5000);
    for (let at = 0; at < 5000; at += 1) list.writeUInt32LE(30_000 + at * 14, at * 4);
    const listAt = tiff.add(list);
    const head = tiff.finish(tiff.directory([[0x014a, 4, 0xffffffff, listAt]]));
    return Buffer.concat([head, Buffer.alloc(120_000, 1)]);
  };
  const outside = (): Buffer => {
    const tiff = new TiffWriter();
    const at = tiff.directory([
      [0x0201, 4, 1, 0xfffffff0],
      [0x0202, 4, 1, 0x7fffffff],
      [0x8769, 4, 1, 0xffffffff],
      [0x014a, 4, 0x40000000, 0x10],
    ]);
    return Buffer.concat([tiff.finish(at), Buffer.alloc(70_000)]);
  };
  const boxesOfZero = (): Buffer =>
    Buffer.concat([Buffer.from('\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'latin1'), Buffer.alloc(100_000)]);
  const hugeBox = (): Buffer => {
    const head = Buffer.from(
      '\0\0\0\x18ftypcrx \0\0\0\x01crx isom\0\0\0\x01moov\xff\xff\xff\xff\xff\xff\xff\xff',
      'latin1',
    );
    return Buffer.concat([head, Buffer.alloc(100_000)]);
  };

  test.each([
    ['a chain of directories that bites its tail', 'a.dng', endless],
    ['a chain of directories without end', 'a.dng', longChain],
    ['a count of sub-directories beyond all bounds', 'a.dng', manySubDirectories],
    ['offsets outside the file', 'a.arw', outside],
    ['boxes of no size', 'a.cr3', boxesOfZero],
    ['a box larger than the file', 'a.cr3', hugeBox],
    [
      'a RAF that points outside itself',
      'a.raf',
      () => Buffer.concat([Buffer.from('FUJIFILMCCD-RAW 0201'), Buffer.alloc(80_000, 0xff)]),
    ],
    ['nothing but noise', 'a.cr2', () => Buffer.alloc(100_000, 0xa5)],
  ])('%s', async (_, name, make) => {
    const startedAt = performance.now();
    const { facts, readBytes } = await read(name, make());
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(facts.outcome).toBe('whole');
    expect(readBytes).toBeLessThanOrEqual(HEAD_BYTES * 2);
  });

  test('a JPEG that begins like one and ends at once asks for the whole', async () => {
    expect((await read('a.jpg', Buffer.from([0xff, 0xd8, 0xff]))).facts.outcome).toBe('whole');
  });

  test('a preview that is cut off is none', async () => {
    const object = await cameraJpeg({ mpfPx: 1620, stamp: false });
    const cut = Buffer.from(object);
    cut.fill(0, object.length - 20_000);
    expect((await read('a.jpg', cut)).facts.outcome).toBe('whole');
  });

  test('a JPEG by another name is believed by its bytes', async () => {
    expect(made((await read('a.png', await cameraJpeg())).facts).facts.metadata.format).toBe('jpeg');
  });

  test('a preview beyond the bound of bytes is not asked for', async () => {
    const tiff = new TiffWriter();
    const head = tiff.finish(
      tiff.directory([
        [0x0201, 4, 1, 100_000],
        [0x0202, 4, 1, 9_000_000],
      ]),
    );
    const object = Buffer.concat([head, Buffer.alloc(10_000_000)]);
    const { facts, readBytes } = await read('a.arw', object);
    expect(facts.outcome).toBe('whole');
    expect(readBytes).toBe(HEAD_BYTES);
  });

  test('bytes changed at random never break the reader, and never lead it outside the object', async () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const samples: Array<[string, Buffer]> = [
      ['a.jpg', await cameraJpeg({ mpfPx: 1620, width: 300, height: 200 })],
      ['a.dng', await dngFile()],
      ['a.nef', await nefFile()],
      ['a.orf', await orfFile()],
      ['a.rw2', await rw2File()],
      ['a.raf', await rafFile()],
      ['a.cr3', await cr3File()],
    ];
    const broken: string[] = [];
    for (let run = 0; run < 140; run += 1) {
      const [name, sample] = samples[run % samples.length] as [string, Buffer];
      const object = Buffer.from(sample);
      for (let change = 0; change < 1 + random() * 12; change += 1) {
        // Where structures lie: at the beginning, and around what the sample's own offsets point to.
        const at = Math.floor(random() * Math.min(object.length, random() < 0.7 ? 400 : 70_000));
        object[at] = [0, 0xff, 0x7f, Math.floor(random() * 256)][Math.floor(random() * 4)] ?? 0;
      }
      await read(name, object).catch((error: unknown) => broken.push(`${name} run ${run}: ${error}`));
    }
    expect(broken).toEqual([]);
  }, 60_000);

  test('small photos come whole in the first read', async () => {
    const object = await quarteredJpeg(300, 200);
    expect(await read('a.jpg', object)).toMatchObject({
      facts: { outcome: 'whole' },
      readBytes: object.length,
    });
  });
});
