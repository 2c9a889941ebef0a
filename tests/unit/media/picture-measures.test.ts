/** What is measured on the pixels, and the facts that files tell of people, places and bursts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lensOfRange } from '../../../src-main/media/exif-metadata';
import { readBurst, readNoteLens } from '../../../src-main/media/maker-notes';
import { wholeBytes } from '../../../src-main/media/partial-bytes';
import { measurePicture } from '../../../src-main/media/picture-measures';
import { readIptc } from '../../../src-main/media/read-iptc';
import { readPhotoMetadata } from '../../../src-main/media/read-metadata';
import { readXmp } from '../../../src-main/media/read-xmp';
import { openImage, pixelsOf } from '../../../src-main/media/thumbnail';
import { TiffWriter } from '../../support/make-camera-files';
import { makePhoto } from '../../support/make-photos';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'caos-measures-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Soft hills of light, other ones for each seed: what two photos of different things look like. */
async function scene(seed: number): Promise<Buffer> {
  const [width, height] = [900, 600];
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const light =
        128 +
        60 * Math.sin(x / (40 + seed * 13) + seed) +
        60 * Math.cos(y / (30 + seed * 17) + x / (90 + seed * 5)) +
        (((x * 31 + y * 17) % 13) - 6);
      pixels.fill(Math.max(0, Math.min(255, light)), (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}
const measured = async (image: Buffer) =>
  measurePicture(await pixelsOf(openImage(image).resize(512, 512, { fit: 'inside' })), true);
const bitsApart = (a: string, b: string): number =>
  [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter((bit) => bit === '1').length;

describe('difference hash', () => {
  test('says where it grows darker to the right', () => {
    const ramp = (darker: boolean) => ({
      data: Buffer.from(Array.from({ length: 90 * 40 }, (_, at) => (darker ? 89 - (at % 90) : at % 90))),
      raw: { width: 90, height: 40, channels: 1 as const },
    });
    expect(measurePicture(ramp(true), false)).toEqual({ dhash: 'ffffffffffffffff' });
    expect(measurePicture(ramp(false), false)).toEqual({ dhash: '0000000000000000' });
  });

  test('is nearly the same for the same photo smaller, brighter and worse, and another for another', async () => {
    const hashes = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => (await measured(await scene(seed))).dhash),
    );
    const again = await sharp(await scene(1))
      .resize(400)
      .modulate({ brightness: 1.2 })
      .jpeg({ quality: 40 })
      .toBuffer();
    expect(bitsApart((await measured(again)).dhash, hashes[0] as string)).toBeLessThanOrEqual(5);
    for (const [index, hash] of hashes.entries())
      for (const other of hashes.slice(index + 1)) expect(bitsApart(hash, other)).toBeGreaterThan(12);
  });

  test('a picture of one pixel has one too', () => {
    const dot = { data: Buffer.from([7]), raw: { width: 1, height: 1, channels: 1 as const } };
    expect(measurePicture(dot, true)).toEqual({ dhash: '0000000000000000', sharpness: 0 });
  });
});

test('sharpness falls with every blur, and is 0 for an empty sky', async () => {
  const photo = await scene(2);
  const levels: number[] = [];
  for (const sigma of [0, 1, 2, 4]) {
    const image = sigma === 0 ? photo : await sharp(photo).blur(sigma).jpeg({ quality: 92 }).toBuffer();
    levels.push((await measured(image)).sharpness ?? -1);
  }
  expect(levels).toEqual([...levels].sort((a, b) => b - a));
  expect(levels[0]).toBeGreaterThan((levels[3] as number) * 5);
  const sky = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#80a0ff' } })
    .png()
    .toBuffer();
  expect((await measured(sky)).sharpness).toBe(0);
});

describe('who, where, which camera', () => {
  test('XMP', () => {
    const packet = `<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="서울"
      photoshop:State="Seoul" photoshop:Country="대한민국" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
      Iptc4xmpCore:Location="경복궁" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="042"
      xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:BurstID="b-1">
      <dc:creator><rdf:Seq><rdf:li>Zoë</rdf:li><rdf:li>Jun</rdf:li></rdf:Seq></dc:creator></rdf:Description>`;
    expect(readXmp(packet)).toEqual({
      city: '서울',
      region: 'Seoul',
      country: '대한민국',
      location: '경복궁',
      cameraSerial: '042',
      burstId: 'b-1',
      creator: 'Zoë, Jun',
    });
  });

  test('IPTC, and EXIF where neither says it', async () => {
    const file = path.join(folder, 'a.jpg');
    await makePhoto({
      path: file,
      about: {
        iptc: [
          [80, 'Zoë'],
          [90, 'Köln'],
          [92, 'Dom'],
          [95, 'NRW'],
          [101, 'Deutschland'],
        ],
      },
    });
    const words = { creator: 'Zoë', city: 'Köln', location: 'Dom', region: 'NRW', country: 'Deutschland' };
    expect(await readPhotoMetadata(file, null)).toMatchObject(words);
    expect(readIptc(Buffer.from('no datasets'))).toEqual({});
  });

  test('a lens that tells its range only', () => {
    expect(lensOfRange([24, 70, 2.8, 2.8])).toBe('24-70mm f/2.8');
    expect(lensOfRange([18, 200, 3.5, 5.6])).toBe('18-200mm f/3.5-5.6');
    expect(lensOfRange([50, 50, 1.4, 1.4])).toBe('50mm f/1.4');
    expect(lensOfRange([50, 50, Number.NaN, Number.NaN])).toBe('50mm');
    expect(lensOfRange([0, 0, 0, 0])).toBeUndefined();
    expect(lensOfRange('24-70')).toBeUndefined();
  });

  test('the lens of older cameras from their notes', () => {
    const canon = new TiffWriter();
    const nameAt = canon.add(Buffer.from('EF24-105mm f/4L IS USM\0'));
    const note = canon.directory([[0x0095, 2, 23, nameAt]]);
    const bytes = wholeBytes(canon.finish(canon.directory([[0x0100, 4, 1, 1]])));
    expect(readNoteLens(bytes, 0, note)).toBe('EF24-105mm f/4L IS USM');
    const nikon = new TiffWriter();
    const range = Buffer.alloc(32);
    for (const [index, value] of [240, 1200, 35, 56].entries()) {
      range.writeUInt32LE(value, index * 8);
      range.writeUInt32LE(10, index * 8 + 4);
    }
    const rangeAt = nikon.add(range);
    const inside = nikon.finish(nikon.directory([[0x0084, 5, 4, rangeAt]]));
    const whole = Buffer.concat([
      Buffer.from('II*\0\x08\0\0\0'),
      Buffer.from('Nikon\0\x02\x11\0\0', 'latin1'),
      inside,
    ]);
    expect(readNoteLens(wholeBytes(whole), 0, 8)).toBe('24-120mm f/3.5-5.6');
  });
});

describe('bursts', () => {
  const note = (
    name: string,
    at: number,
    little: boolean,
    tag: number,
    type: number,
    count: number,
    value: Buffer,
  ): Buffer => {
    const bytes = Buffer.alloc(at + 2 + 12 + 4 + 64);
    bytes.write(name, 0, 'latin1');
    const short = (number: number, where: number) =>
      little ? bytes.writeUInt16LE(number, where) : bytes.writeUInt16BE(number, where);
    const long = (number: number, where: number) =>
      little ? bytes.writeUInt32LE(number, where) : bytes.writeUInt32BE(number, where);
    short(1, at);
    short(tag, at + 2);
    short(type, at + 4);
    long(count, at + 6);
    if (value.length > 4) {
      long(at + 18, at + 10);
      value.copy(bytes, at + 18);
    } else value.copy(bytes, at + 10);
    return bytes;
  };

  test.each([
    [
      'an iPhone names it',
      note(
        'Apple iOS\0\0\x01MM',
        14,
        false,
        0x0b,
        2,
        37,
        Buffer.from('6A1B2C3D-0000-4000-8000-ABCDEFABCDEF\0'),
      ),
      { burstId: '6A1B2C3D-0000-4000-8000-ABCDEFABCDEF' },
    ],
    ['a Sony counts', note('SONY DSC \0\0\0', 12, true, 0xb04a, 3, 1, Buffer.from([4, 0])), { sequence: 4 }],
    [
      'a single shot counts nothing',
      note('SONY DSC \0\0\0', 12, true, 0xb04a, 3, 1, Buffer.from([0, 0])),
      {},
    ],
    [
      'a Panasonic counts',
      note('Panasonic\0\0\0', 12, true, 0x2b, 4, 1, Buffer.from([7, 0, 0, 0])),
      { sequence: 7 },
    ],
    ['others say nothing', Buffer.from('FUJIFILM\x0c\0\0\0'), {}],
    ['cut off', Buffer.from('Apple iOS\0'), {}],
    ['nothing but noise', Buffer.alloc(300, 0xff), {}],
  ] as const)('%s', (_, bytes, facts) => {
    expect(readBurst(bytes)).toEqual(facts);
  });

  test('is read out of a photo', async () => {
    const apple = note('Apple iOS\0\0\x01MM', 14, false, 0x0b, 2, 5, Buffer.from('b-12\0'));
    const tiff = new TiffWriter();
    const noteAt = tiff.add(apple);
    const exifAt = tiff.directory([[0x927c, 7, apple.length, noteAt]]);
    const exif = tiff.finish(tiff.directory([[0x8769, 4, 1, exifAt]]));
    const segment = Buffer.concat([Buffer.from('\xff\xe1\0\0Exif\0\0', 'latin1'), exif]);
    segment.writeUInt16BE(segment.length - 2, 2);
    const jpeg = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#804020' } })
      .jpeg()
      .toBuffer();
    const photo = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
    expect(await readPhotoMetadata(photo, null)).toMatchObject({ burstId: 'b-12' });
  });
});
