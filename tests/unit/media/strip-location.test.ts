/** Copies without their place: of every kind, pixel for pixel the same, proven by other readers than ours; what cannot be proven is refused. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exifr from 'exifr';
import fc from 'fast-check';
import ffprobe from 'ffprobe-static';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StripFacts } from '../../../src-main/media/media-protocol';
import { stripLocation } from '../../../src-main/media/strip-location';
import { cameraJpeg, cr3File, rafFile } from '../../support/make-camera-files';
import {
  box,
  placedFiles,
  placedFilm,
  placedHeic,
  placedXmp,
  tellingBytes,
} from '../../support/make-placed-files';

let folder: string;
let files: Record<string, Buffer>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'caos-strip-'));
  files = await placedFiles();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isFilm = (name: string): boolean => /\.(mov|mp4|mkv)$/.test(name);

async function strip(name: string, bytes: Buffer): Promise<{ facts: StripFacts; copy: Buffer | null }> {
  const sourcePath = join(folder, `source-${name}.part`);
  const targetPath = join(folder, `copy-${name}.part`);
  writeFileSync(sourcePath, bytes);
  rmSync(targetPath, { force: true });
  const facts = await stripLocation({
    jobId: 1,
    sourcePath,
    sizeBytes: bytes.length,
    fileName: name,
    kind: isFilm(name) ? 'video' : 'photo',
    targetPath,
    ffprobePath: ffprobe.path,
    linkPath: join(folder, 'link'),
  });
  return { facts, copy: existsSync(targetPath) ? readFileSync(targetPath) : null };
}

const everything = {
  tiff: true,
  ifd1: true,
  exif: true,
  gps: true,
  interop: true,
  xmp: true,
  iptc: true,
  jfif: true,
  multiSegment: true,
  mergeOutput: false,
} as const;
const placeWords = /gps|latitude|longitude|location|"city"|"country"|"state"|Sub-location|Province/i;

/** By exifr, with all it can read; by ffprobe for films. */
async function toldBy(name: string, bytes: Buffer): Promise<string> {
  if (isFilm(name)) {
    const path = join(folder, `probe-${name}`);
    writeFileSync(path, bytes);
    try {
      return execFileSync(ffprobe.path, ['-v', 'quiet', '-of', 'json', '-show_format', path]).toString();
    } catch (error) {
      return String((error as { stdout?: Buffer }).stdout);
    }
  }
  try {
    // Memory of its own: exifr reads beyond the end of a buffer that shares its memory with others.
    const alone = new Uint8Array(bytes);
    return JSON.stringify((await exifr.parse(alone, everything as unknown as object)) ?? {});
  } catch {
    return '';
  }
}

const telling = (copy: Buffer): string[] =>
  tellingBytes.filter((bytes) => copy.includes(bytes)).map((bytes) => bytes.toString('latin1'));

describe('a copy without the place', () => {
  const kinds = 'jpg tif dng nef cr2 arw orf rw2 png webp avif heic mov mp4'.split(' ');
  test.each(kinds)('%s', async (kind) => {
    const name = `a.${kind}`;
    const original = files[name] as Buffer;
    expect(telling(original), 'the original tells it').not.toEqual([]);
    const { facts, copy } = await strip(name, original);
    expect(facts).toEqual({ outcome: 'stripped', sizeBytes: original.length });
    if (!copy) throw new Error('no copy');
    expect(copy.length).toBe(original.length);
    expect(telling(copy)).toEqual([]);
    expect(await toldBy(name, copy)).not.toMatch(placeWords);
  });

  test('the other readers do find the place before', async () => {
    for (const name of ['a.jpg', 'a.tif', 'a.png', 'a.heic', 'a.mov'])
      expect(await toldBy(name, files[name] as Buffer), name).toMatch(placeWords);
  });

  test.each(['jpg', 'tif', 'png', 'webp', 'avif'])('the pixels of %s are the very same', async (kind) => {
    const { copy } = await strip(`a.${kind}`, files[`a.${kind}`] as Buffer);
    const [before, after] = await Promise.all(
      [files[`a.${kind}`] as Buffer, copy as Buffer].map((bytes) => sharp(bytes).raw().toBuffer()),
    );
    expect((before as Buffer).equals(after as Buffer)).toBe(true);
  });

  test('stars, title, caption, camera and time stay', async () => {
    const { copy } = await strip('a.jpg', files['a.jpg'] as Buffer);
    const found = await exifr.parse(copy as Buffer, { ...everything, mergeOutput: true } as object);
    expect(found).toMatchObject({
      Make: 'Test',
      Model: 'Camera',
      Rating: 4,
      ObjectName: 'Title',
      Caption: 'Caption',
    });
    expect((copy as Buffer).includes('시청 앞')).toBe(true);
    expect(found.DateTimeOriginal).toBeInstanceOf(Date);
  });

  test('a file without a place is the same byte for byte', async () => {
    const plain = await cameraJpeg({ width: 300, height: 200, mpfPx: 200 });
    const { facts, copy } = await strip('plain.jpg', plain);
    expect([facts.outcome, copy?.equals(plain)]).toEqual(['stripped', true]);
  });

  test('a film is cleaned in its place: sound, picture and its index stay where they are', async () => {
    const film = files['a.mov'] as Buffer;
    const { copy } = await strip('a.mov', film);
    const data = film.indexOf('mdat');
    expect((copy as Buffer).subarray(data).equals(film.subarray(data))).toBe(true);
    expect((copy as Buffer).includes('Apple')).toBe(true);
  });
});

describe('what cannot be proven clean is refused, and leaves nothing', () => {
  const photo = (): Buffer => files['a.jpg'] as Buffer;
  const xmpJpeg = (packet: string): Buffer => {
    const body = Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), Buffer.from(packet)]);
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([photo().subarray(0, 2), head, body, photo().subarray(2)]);
  };
  const cases: Array<[name: string, bytes: () => Buffer | Promise<Buffer>, reason: string]> = [
    ['a.cr3', () => cr3File(), 'kind'],
    ['a.raf', () => rafFile(), 'kind'],
    ['a.mkv', () => Buffer.from('1a45dfa30000000000000000', 'hex'), 'kind'],
    ['empty.jpg', () => Buffer.alloc(0), 'kind'],
    ['cut.jpg', () => photo().subarray(0, -400), 'structure'],
    ['tail.jpg', () => Buffer.concat([photo(), Buffer.from('SEFH maker data')]), 'hidden'],
    ['xmp.jpg', () => xmpJpeg(placedXmp().replace('</rdf:RDF>', '')), 'structure'],
    ['doctype.jpg', () => xmpJpeg(`<!DOCTYPE x [<!ENTITY a "b">]>${placedXmp()}`), 'structure'],
    ['track.mov', () => placedFilm({ handler: 'meta' }), 'track'],
    ['words.mov', () => placedFilm({ handler: 'sbtl' }), 'track'],
    ['dashcam.mp4', () => Buffer.concat([placedFilm(), box('gps ', 'x')]), 'hidden'],
    [
      'item.heic',
      () => Buffer.from(placedHeic().toString('latin1').replace('hvc1', 'uri '), 'latin1'),
      'hidden',
    ],
  ];
  test.each(cases)('%s', async (name, bytes, reason) => {
    const { facts, copy } = await strip(name, await bytes());
    expect([facts.outcome, 'reason' in facts && facts.reason, copy]).toEqual(['cannot', reason, null]);
  });

  test('a picture hidden as text in XMP', async () => {
    const inner = Buffer.concat([
      Buffer.from('ffd8ffe1', 'hex'),
      Buffer.from('xxExif\0\0'),
      Buffer.alloc(600, 1),
    ]);
    const { facts } = await strip('image.jpg', xmpJpeg(placedXmp(`xmp:x="${inner.toString('base64')}"`)));
    expect(facts).toMatchObject({ outcome: 'cannot', reason: 'hidden' });
  });
});

describe('damaged and hostile files', () => {
  const names = ['a.jpg', 'a.tif', 'a.png', 'a.webp', 'a.avif', 'a.heic', 'a.mov'];
  const change = fc.record({
    kind: fc.constantFrom('set', 'set', 'flip', 'flip', 'cut', 'copy', 'zero'),
    /** In millionths; of a film in front of its pictures. */
    where: fc.noBias(fc.integer({ min: 0, max: 999_999 })),
    value: fc.nat(255),
    length: fc.integer({ min: 1, max: 64 }),
  });

  test.each(names)(
    '%s: never a crash, never a copy that tells the place',
    async (name) => {
      const original = files[name] as Buffer;
      const picture = name === 'a.mov' ? original.indexOf('mdat') : original.length;
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
          let bytes = Buffer.from(original);
          for (const { kind, where, value, length } of changes) {
            const at = Math.floor((where / 1e6) * Math.min(picture, bytes.length));
            if (kind === 'set') bytes[at] = value;
            else if (kind === 'flip') bytes[at] = (bytes[at] as number) ^ (1 << (value % 8));
            else if (kind === 'cut')
              bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
            else if (kind === 'copy') bytes.copy(bytes, at, Math.floor(at / 2), Math.floor(at / 2) + length);
            else bytes.fill(0, at, Math.min(bytes.length, at + length));
          }
          const { facts, copy } = await strip(name, bytes);
          if (facts.outcome === 'cannot') {
            expect(copy).toBeNull();
            return;
          }
          expect(await toldBy(name, copy as Buffer)).not.toMatch(/latitude|longitude|location/i);
          // Bytes that lost what pointed to them are no place to any reader; whole coordinates must be gone all the same.
          expect(telling(copy as Buffer).filter((text) => !/^[A-Z]/.test(text))).toEqual([]);
        }),
        { seed: 20_241_122, numRuns: name === 'a.mov' ? 60 : 150 },
      );
    },
    120_000,
  );
});
