import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makePreview } from '../../../src-main/media/make-preview';
import type { PrepareFacts } from '../../../src-main/media/media-protocol';
import { prepareMedia } from '../../../src-main/media/prepare-media';
import { AssetMetadata } from '../../../src-shared/domain/asset';
import { cr3File, dngFile } from '../../support/make-camera-files';
import { makePhoto } from '../../support/make-photos';

let folder: string;
const inFolder = (name: string) => path.join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'caos-prepare-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function prepare(sourcePath: string): Promise<PrepareFacts> {
  const facts = await prepareMedia({
    jobId: 1,
    sourcePath,
    kind: 'photo',
    thumbPath: inFolder('cache/1.webp'),
    ffprobePath: '/none',
  });
  expect(AssetMetadata.parse(facts.metadata)).toEqual(facts.metadata);
  // What is measured on the pixels has tests of its own.
  const { dhash, sharpness, ...metadata } = facts.metadata;
  expect([dhash !== undefined, sharpness !== undefined]).toEqual([
    facts.thumb !== null,
    facts.thumb !== null && Math.max(facts.thumb.widthPx, facts.thumb.heightPx) === 512,
  ]);
  return { ...facts, metadata };
}

/** The colour in the middle of each quarter, clockwise from the upper left, by its strongest channels. */
async function quartersOf(file: string): Promise<string[]> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const named = (x: number, y: number): string => {
    const at = (Math.round(y * info.height) * info.width + Math.round(x * info.width)) * info.channels;
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    return `${red > 128 ? 'R' : ''}${green > 128 ? 'G' : ''}${blue > 128 ? 'B' : ''}`;
  };
  return [named(0.25, 0.25), named(0.75, 0.25), named(0.75, 0.75), named(0.25, 0.75)];
}

describe('what a photo says about itself', () => {
  test('a JPEG as cameras and editors write it, whole', async () => {
    const file = inFolder('full.jpg');
    await makePhoto({
      path: file,
      width: 1200,
      height: 800,
      about: {
        make: 'SONY',
        model: 'ILCE-7M4',
        lens: 'FE 24-70mm F2.8 GM II',
        orientation: 6,
        takenAt: '2024-05-01T10:11:12',
        offset: '+05:30',
        subSecond: '045',
        exposureTimeS: 1 / 250,
        fNumber: 2.8,
        iso: 400,
        focalLengthMm: 35.5,
        latitudeDeg: -33.8568,
        longitudeDeg: 151.2153,
        altitudeM: -4.5,
        caption: 'EXIF caption',
        copyright: '© EXIF',
        xmp: {
          rating: -1,
          label: 'Rot',
          title: 'Größe & <Maß>',
          description: 'Zeile',
          rights: '© 2024 Zoë',
          keywords: ['日本', '007', '2024', '日本'],
        },
        iptc: [
          [25, 'older keyword'],
          [5, 'older title'],
        ],
      },
    });
    const facts = await prepare(file);
    expect(facts).toEqual({
      metadata: {
        format: 'jpeg',
        widthPx: 800,
        heightPx: 1200,
        orientation: 6,
        takenAtLocal: '2024-05-01T10:11:12.045',
        takenAtOffsetMin: 330,
        cameraMake: 'SONY',
        cameraModel: 'ILCE-7M4',
        lens: 'FE 24-70mm F2.8 GM II',
        exposureTimeS: 0.004,
        fNumber: 2.8,
        iso: 400,
        focalLengthMm: 35.5,
        latitudeDeg: -33.8568,
        longitudeDeg: 151.2153,
        altitudeM: -4.5,
        rating: -1,
        label: 'Rot',
        title: 'Größe & <Maß>',
        caption: 'Zeile',
        keywords: ['日本', '007', '2024'],
        copyright: '© 2024 Zoë',
      },
      thumb: { widthPx: 341, heightPx: 512, sizeBytes: expect.any(Number) },
      thumbhash: expect.stringMatching(/^[A-Za-z0-9+/]{20,}={0,2}$/),
      mediaError: null,
    });
    expect(readdirSync(inFolder('cache'))).toEqual(['1.grid.jpg', '1.webp']);
  });

  test.each([
    ['declared UTF-8', [[25, 'Straße']], ['Straße']],
    ['undeclared UTF-8', [[25, '서울']], ['서울']],
    ['Latin-1', [[25, Buffer.from('Straße', 'latin1')]], ['Straße']],
  ])('IPTC keywords in %s', async (_, iptc, keywords) => {
    await makePhoto({ path: inFolder('a.jpg'), about: { iptc } });
    expect((await prepare(inFolder('a.jpg'))).metadata.keywords).toEqual(keywords);
  });

  test('what cannot be true is left out, the rest stays', async () => {
    await makePhoto({
      path: inFolder('absurd.jpg'),
      about: {
        make: '\0\0\0',
        model: 'Real\0rubbish',
        takenAt: '0000-00-00T00:00:00',
        offset: '+99:00',
        exposureTimeS: 0,
        fNumber: 0,
        latitudeDeg: 95,
        longitudeDeg: 10,
        orientation: 9,
        xmp: { rating: 99 },
      },
    });
    expect((await prepare(inFolder('absurd.jpg'))).metadata).toEqual({
      format: 'jpeg',
      widthPx: 600,
      heightPx: 400,
      orientation: 1, // there is no 9: shown as it lies
      cameraModel: 'Real',
    });
  });

  test('without a zone the wall clock stays without one', async () => {
    await makePhoto({ path: inFolder('a.jpg'), about: { takenAt: '2019-12-31T23:59:59' } });
    expect((await prepare(inFolder('a.jpg'))).metadata).toEqual({
      format: 'jpeg',
      widthPx: 600,
      heightPx: 400,
      takenAtLocal: '2019-12-31T23:59:59',
    });
  });

  test.each(['png', 'webp', 'avif', 'tiff'] as const)('%s carries EXIF and XMP too', async (format) => {
    const file = inFolder(`a.${format}`);
    await sharp({ create: { width: 300, height: 200, channels: 3, background: '#c03030' } })
      .withExif({
        IFD0: { Make: 'Maker' },
        IFD2: { DateTimeOriginal: '2024:05:01 10:11:12', OffsetTimeOriginal: '-02:00' },
      })
      .withXmp(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xap="http://ns.adobe.com/xap/1.0/" xap:Rating="4"/></rdf:RDF></x:xmpmeta>',
      )
      .toFormat(format)
      .toFile(file);
    const { metadata, thumb, mediaError } = await prepare(file);
    // sharp writes no EXIF into TIFF, so that one has only XMP here.
    const exif =
      format === 'tiff'
        ? {}
        : { cameraMake: 'Maker', takenAtLocal: '2024-05-01T10:11:12', takenAtOffsetMin: -120 };
    const { orientation: _, ...rest } = metadata;
    expect(rest).toEqual({ format, widthPx: 300, heightPx: 200, rating: 4, ...exif });
    expect([thumb?.widthPx, thumb?.heightPx, mediaError]).toEqual([300, 200, null]);
  });
});

describe('thumbnails', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is shown upright', async (orientation) => {
    // Drawn so that, turned as the tag says, it reads red, green, blue, white clockwise from the upper left.
    const [R, G, B, W] = ['#ff0000', '#00ff00', '#0000ff', '#ffffff'];
    const stored: Record<number, [string, string, string, string]> = {
      1: [R, G, B, W],
      2: [G, R, W, B],
      3: [B, W, R, G],
      4: [W, B, G, R],
      5: [R, W, B, G],
      6: [G, B, W, R],
      7: [B, G, R, W],
      8: [W, R, G, B],
    };
    const turned = orientation >= 5;
    await makePhoto({
      path: inFolder('a.jpg'),
      width: 640,
      height: 320,
      quarters: stored[orientation] ?? [R, G, B, W],
      about: { orientation },
    });
    const { metadata, thumb } = await prepare(inFolder('a.jpg'));
    expect(await quartersOf(inFolder('cache/1.webp'))).toEqual(['R', 'G', 'B', 'RGB']);
    expect([metadata.widthPx, metadata.heightPx]).toEqual(turned ? [320, 640] : [640, 320]);
    expect([thumb?.widthPx, thumb?.heightPx]).toEqual(turned ? [256, 512] : [512, 256]);
  });

  test('a TIFF of 16 bits, a grey PNG, one with transparency and a GIF', async () => {
    await sharp({ create: { width: 1000, height: 500, channels: 3, background: '#20d050' } })
      .toColourspace('rgb16')
      .tiff({ compression: 'lzw' })
      .toFile(inFolder('deep.tif'));
    await sharp({ create: { width: 100, height: 50, channels: 3, background: '#a0a0a0' } })
      .greyscale()
      .png()
      .toFile(inFolder('grey.png'));
    await sharp({
      create: { width: 100, height: 50, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } },
    })
      .png()
      .toFile(inFolder('alpha.png'));
    await sharp({ create: { width: 100, height: 50, channels: 3, background: '#0000ff' } })
      .gif()
      .toFile(inFolder('a.gif'));
    expect((await sharp(inFolder('deep.tif')).metadata()).depth).toBe('ushort');
    const shown: unknown[] = [];
    for (const name of ['deep.tif', 'grey.png', 'alpha.png', 'a.gif']) {
      const { thumb, mediaError } = await prepare(inFolder(name));
      const { channels } = await sharp(inFolder('cache/1.webp')).stats();
      shown.push([
        thumb?.widthPx,
        thumb?.heightPx,
        channels.length,
        channels.slice(0, 3).map(({ mean }) => Math.round(mean) >> 6),
        mediaError,
      ]);
    }
    expect(shown).toEqual([
      [512, 256, 3, [0, 3, 1], null],
      [100, 50, 3, [2, 2, 2], null],
      [100, 50, 4, [3, 0, 0], null],
      [100, 50, 3, [0, 0, 3], null],
    ]);
  });

  test('a grid gets a smaller picture of what is opaque and larger, and none of an older one', async () => {
    const plain = (name: string, widthPx: number, channels: 3 | 4) =>
      sharp({ create: { width: widthPx, height: widthPx / 2, channels, background: '#20d050' } }).toFile(
        inFolder(name),
      );
    await plain('large.jpg', 1000, 3);
    await plain('alpha.png', 1000, 4);
    await plain('small.jpg', 352, 3);
    const grids: unknown[] = [];
    for (const name of ['large.jpg', 'alpha.png', 'large.jpg', 'small.jpg']) {
      await prepare(inFolder(name));
      const made = readdirSync(inFolder('cache')).filter((file) => file !== '1.webp');
      const sizes = made.map(async (file) => {
        const { format, width, height } = await sharp(inFolder(`cache/${file}`)).metadata();
        return `${file}: ${format} ${width}x${height}`;
      });
      grids.push(await Promise.all(sizes));
    }
    expect(grids).toEqual([['1.grid.jpg: jpeg 352x176'], [], ['1.grid.jpg: jpeg 352x176'], []]);
  });

  test('a preview fits 2048 px, white behind what is transparent', async () => {
    await sharp({
      create: { width: 3000, height: 1000, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toFile(inFolder('a.png'));
    const preview = (name: string) =>
      makePreview({
        sourcePath: inFolder(name),
        previewPath: inFolder('p.jpg'),
        jobId: 1,
        ffprobePath: '/none',
      });
    expect(await preview('a.png')).toEqual({
      widthPx: 2048,
      heightPx: 683,
      sizeBytes: expect.any(Number),
    });
    expect(await quartersOf(inFolder('p.jpg'))).toEqual(['RGB', 'RGB', 'RGB', 'RGB']);
    writeFileSync(inFolder('bad.jpg'), 'no photo');
    await expect(preview('bad.jpg')).rejects.toMatchObject({
      code: 'media-broken',
    });
  });
});

describe('bad files', () => {
  const broken = { code: 'media-broken', retry: 'never' };

  test('a cut-off JPEG gives what is there, and says that a part is missing', async () => {
    const whole = await makePhoto({ path: inFolder('whole.jpg'), width: 1600, height: 1000 });
    writeFileSync(inFolder('cut.jpg'), whole.subarray(0, whole.length * 0.6));
    expect(await prepare(inFolder('cut.jpg'))).toMatchObject({
      metadata: { format: 'jpeg', widthPx: 1600, heightPx: 1000 },
      thumb: { widthPx: 512, heightPx: 320 },
      mediaError: {
        ...broken,
        message:
          'The file ends too early: a part of the picture is missing. Copy it from the camera or card again.',
      },
    });
  });

  test.each([
    ['text.jpg', Buffer.from('I am no photo at all')],
    ['header.jpg', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')],
    ['noise.png', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500, 0xa5)])],
    ['noise.webp', Buffer.concat([Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 '), Buffer.alloc(90, 7)])],
    ['one-byte.tif', Buffer.from('I')],
  ])('%s has no thumbnail and is marked as broken', async (name, bytes) => {
    writeFileSync(inFolder(name), bytes);
    const { thumb, thumbhash, mediaError } = await prepare(inFolder(name));
    expect([thumb, thumbhash]).toEqual([null, null]);
    expect(mediaError).toMatchObject(broken);
  });

  test('a tiny PNG that says it has 4 billion pixels is not opened', async () => {
    writeFileSync(inFolder('bomb.png'), pngThatSays(65_000, 65_000));
    expect(await prepare(inFolder('bomb.png'))).toMatchObject({
      thumb: null,
      mediaError: { code: 'unsupported' },
    });
  });

  test('RAW shows the preview that is large enough, and tells what it knows', async () => {
    writeFileSync(inFolder('a.dng'), await dngFile({ orientation: 6 }));
    writeFileSync(inFolder('a.CR3'), await cr3File());
    expect(await prepare(inFolder('a.dng'))).toMatchObject({
      metadata: { format: 'dng', orientation: 6, takenAtLocal: '2024-05-01T10:11:12' },
      thumb: { widthPx: 342, heightPx: 512 },
      mediaError: null,
    });
    expect(await quartersOf(inFolder('cache/1.webp'))).toEqual(['RGB', 'R', 'G', 'B']);
    expect(await prepare(inFolder('a.CR3'))).toMatchObject({
      metadata: { format: 'cr3', cameraModel: 'Canon EOS R6', takenAtLocal: '2024-05-01T10:11:12' },
      thumb: { widthPx: 512, heightPx: 341 },
      mediaError: null,
    });
  });

  test('RAW without a thumbnail inside is kept, with a plain sentence', async () => {
    writeFileSync(inFolder('a.CR3'), Buffer.concat([Buffer.from('\0\0\0\x18ftypcrx '), Buffer.alloc(100)]));
    expect(await prepare(inFolder('a.CR3'))).toEqual({
      metadata: { format: 'cr3' },
      thumb: null,
      thumbhash: null,
      mediaError: {
        code: 'unsupported',
        message:
          'CAOS keeps this RAW file whole, but cannot show it: there is no preview in it, and its kind cannot be developed here.',
        retry: 'never',
        details: 'LibRaw refused it',
      },
    });
  });

  test('a missing file, one in a missing folder, and a full place for thumbnails are errors of the job', async () => {
    await expect(prepare(inFolder('gone.jpg'))).rejects.toMatchObject({
      code: 'file-missing',
      params: { path: inFolder('gone.jpg') },
    });
    await makePhoto({ path: inFolder('a.jpg') });
    mkdirSync(inFolder('cache'));
    symlinkSync('/dev/full', inFolder('cache/1.webp.1.tmp'));
    await expect(prepare(inFolder('a.jpg'))).rejects.toMatchObject({
      code: 'disk-full',
      retry: 'after-user',
    });
    expect(readdirSync(inFolder('cache'))).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')('a name that is no UTF-8 is read like any other', async () => {
    const bytes = await makePhoto({ path: inFolder('a.jpg') });
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.jpg')]),
      bytes,
    );
    expect(await prepare(`bytes:${folder}/caf%E9.jpg`)).toMatchObject({
      thumb: { widthPx: 512 },
      mediaError: null,
    });
    expect(readdirSync(inFolder('cache'))).toEqual(['1.grid.jpg', '1.webp']);
    expect((await readFile(inFolder('cache/1.webp'))).subarray(8, 12).toString()).toBe('WEBP');
  });
});

function pngThatSays(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const whole = Buffer.alloc(8 + body.length);
    whole.writeUInt32BE(data.length, 0);
    body.copy(whole, 4);
    whole.writeUInt32BE(crc32(body), 4 + body.length);
    return whole;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
