/** Colours beyond sRGB stay in previews, number by number; videos show a frame of them, and frames to look through them. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adobeRgb, displayP3, isWideRgb } from '../../../src-main/media/colour-profiles';
import { quarteredJpeg, TiffWriter } from '../../support/make-camera-files';
import { fixture, type MediaDesk, openMediaDesk, shown } from '../../support/media-desk';

let desk: MediaDesk;
beforeEach(() => {
  desk = openMediaDesk();
});
afterEach(() => desk.close());

describe('colour', () => {
  const flat = (r: number, g: number, b: number) =>
    sharp({ create: { width: 900, height: 600, channels: 3, background: { r, g, b } } });
  const middle = async (file: string) => {
    const { data, info } = await sharp(file, {}).raw().toBuffer({ resolveWithObject: true });
    const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
    return [...data.subarray(at, at + 3)];
  };
  /** The stored numbers, whatever profile stands beside them. */
  const stored = async (file: string) => {
    const { data, info } = await sharp(file, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
    return [...data.subarray(at, at + 3)];
  };
  const near = (a: number[], b: number[]) =>
    a.every((value, index) => Math.abs(value - (b[index] as number)) <= 6);

  test.each([
    ['Display P3', displayP3],
    ['Adobe RGB', adobeRgb],
  ])('%s stays in the preview, number by number, and is sRGB in the thumbnail', async (_, profile) => {
    writeFileSync(desk.inFolder('p.icc'), profile());
    // The pixels 30 200 60 as they are, with the profile beside them.
    const plain = await flat(30, 200, 60).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    writeFileSync(desk.inFolder('a.jpg'), withIcc(plain, profile()));
    expect(near(await stored(desk.inFolder('a.jpg')), [30, 200, 60])).toBe(true);
    await desk.prepare('a.jpg');
    await desk.preview('a.jpg');
    const made = await sharp(desk.previewed).metadata();
    expect(made.icc?.equals(profile())).toBe(true);
    expect(near(await stored(desk.previewed), [30, 200, 60])).toBe(true);
    // Greener than sRGB can say: its red falls to nothing.
    const [red = 99] = await middle(desk.thumb);
    expect(red).toBeLessThan(12);
    expect((await sharp(desk.thumb).metadata()).icc).toBeUndefined();
  });

  test('a turned RAW keeps the colours of its preview too', async () => {
    const jpeg = withIcc(await quarteredJpeg(1800, 1200, 95), adobeRgb());
    writeFileSync(desk.inFolder('a.dng'), await dngWith(jpeg));
    await desk.preview('a.dng');
    expect((await sharp(desk.previewed).metadata()).icc?.equals(adobeRgb())).toBe(true);
    expect(await shown(desk.previewed)).toMatch(/^1200x1800 /);
  });

  test('a camera that names Adobe RGB by its EXIF only is understood', async () => {
    const plain = await flat(30, 200, 60).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    writeFileSync(desk.inFolder('a.jpg'), withExif(plain, dcfExif('R03\0')));
    writeFileSync(desk.inFolder('b.jpg'), withExif(plain, dcfExif('R98\0')));
    await desk.prepare('a.jpg');
    await desk.preview('a.jpg');
    expect((await sharp(desk.previewed).metadata()).icc?.equals(adobeRgb())).toBe(true);
    expect(near(await stored(desk.previewed), [30, 200, 60])).toBe(true);
    expect((await middle(desk.thumb))[0]).toBeLessThan(12);
    await desk.prepare('b.jpg');
    await desk.preview('b.jpg');
    expect((await sharp(desk.previewed).metadata()).icc).toBeUndefined();
    expect(near(await middle(desk.thumb), [30, 200, 60])).toBe(true);
  });

  test('sRGB carries no profile: nothing is gained by it', async () => {
    await flat(10, 20, 30).withIccProfile('srgb').jpeg().toFile(desk.inFolder('a.jpg'));
    await desk.preview('a.jpg');
    expect((await sharp(desk.previewed).metadata()).icc).toBeUndefined();
  });

  test('a profile of a printer does not pass', async () => {
    expect(isWideRgb(Buffer.alloc(50))).toBe(false);
    const cmyk = displayP3();
    cmyk.write('CMYK', 16, 'latin1');
    expect(isWideRgb(cmyk)).toBe(false);
  });
});

function withIcc(jpeg: Buffer, icc: Buffer): Buffer {
  const head = Buffer.from('\xff\xe2\0\0ICC_PROFILE\0\x01\x01', 'latin1');
  head.writeUInt16BE(head.length - 2 + icc.length, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, icc, jpeg.subarray(2)]);
}

function withExif(jpeg: Buffer, exif: Buffer): Buffer {
  const head = Buffer.from('\xff\xe1\0\0Exif\0\0', 'latin1');
  head.writeUInt16BE(head.length - 2 + exif.length, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}

/** With an interoperability directory of this index. */
function dcfExif(index: string): Buffer {
  const tiff = new TiffWriter();
  const interoperability = tiff.directory([[0x0001, 2, 4, Buffer.from(index, 'latin1').readUInt32LE(0)]]);
  const exif = tiff.directory([
    [0xa001, 3, 1, 0xffff],
    [0xa005, 4, 1, interoperability],
  ]);
  return tiff.finish(tiff.directory([[0x8769, 4, 1, exif]]));
}

/** A DNG held upright by its camera whose only preview is this JPEG of 1,800 x 1,200. */
async function dngWith(jpeg: Buffer): Promise<Buffer> {
  const tiff = new TiffWriter();
  const at = tiff.add(jpeg);
  return tiff.finish(
    tiff.directory([
      [0x0112, 3, 1, 6],
      [0x0201, 4, 1, at],
      [0x0202, 4, 1, jpeg.length],
    ]),
  );
}

describe('video', () => {
  test.each([
    ['seconds.mp4', 'h264'],
    ['seconds-hevc.mp4', 'hevc'],
  ])('%s has a poster, a preview and a strip to look through it', async (name, videoCodec) => {
    copyFileSync(fixture(name), desk.inFolder(name));
    const facts = await desk.prepare(name, { kind: 'video' });
    expect(facts).toMatchObject({
      metadata: {
        videoCodec,
        widthPx: 320,
        heightPx: 180,
        durationMs: 6000,
        stripFrames: 6,
        dhash: expect.any(String),
      },
      thumb: { widthPx: 320, heightPx: 180 },
      thumbhash: expect.any(String),
      mediaError: null,
    });
    // It begins black; the poster is of the time after.
    const [red = 0, green = 0, blue = 0] = await sharp(desk.thumb).removeAlpha().raw().toBuffer();
    expect(red + green + blue).toBeGreaterThan(150);
    const strip = await sharp(desk.strip).raw().toBuffer({ resolveWithObject: true });
    expect([strip.info.width, strip.info.height]).toEqual([256 * 6, 144]);
    // Second by second; a frame that says nothing new is left out.
    const colours = Array.from({ length: 6 }, (_, frame) => {
      const at = (72 * strip.info.width + frame * 256 + 128) * strip.info.channels;
      return [...strip.data.subarray(at, at + 3)].map((value) => (value > 128 ? 1 : 0)).join('');
    });
    expect(colours).toEqual(['000', '100', '010', '001', '110', '111']);
    expect(await desk.preview(name)).toMatchObject({ widthPx: 320, heightPx: 180 });
  });

  test('a turned one is shown upright', async () => {
    copyFileSync(fixture('rotated.mp4'), desk.inFolder('a.mp4'));
    expect((await desk.prepare('a.mp4', { kind: 'video' })).thumb).toMatchObject({
      widthPx: 90,
      heightPx: 160,
    });
    expect(existsSync(desk.strip)).toBe(false); // a second is seen whole in its poster
  });

  test('what cannot be drawn keeps its facts and says why', async () => {
    const bytes = Buffer.from(readFileSync(fixture('seconds.mp4')));
    // The frames themselves are destroyed, the index of the file is not.
    const data = bytes.indexOf('mdat', 0, 'latin1');
    bytes.fill(0, data + 8, data + 8 + bytes.readUInt32BE(data - 4) - 8);
    writeFileSync(desk.inFolder('a.mp4'), bytes);
    expect(await desk.prepare('a.mp4', { kind: 'video' })).toMatchObject({
      metadata: { videoCodec: 'h264', durationMs: 6000 },
      thumb: null,
      mediaError: { code: 'unsupported' },
    });
    await expect(desk.preview('a.mp4')).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('without ffmpeg on this computer a video has facts only, and no error', async () => {
    copyFileSync(fixture('seconds.mp4'), desk.inFolder('a.mp4'));
    const facts = await desk.prepare('a.mp4', { kind: 'video', ffmpegPath: null });
    expect(facts).toMatchObject({ metadata: { durationMs: 6000 }, thumb: null, mediaError: null });
  });
});
