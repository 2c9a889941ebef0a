/** Every format of photo that a photographer has, as a real file: what it shows, small and large, and what it tells. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isWideRgb } from '../../../src-main/media/colour-profiles';
import {
  cr3File,
  dngFile,
  nefFile,
  orfFile,
  quarteredJpeg,
  rafFile,
  rw2File,
} from '../../support/make-camera-files';
import { arwFile, bayerDng, cr2File, deepTiff, psdFile } from '../../support/make-raw-files';
import { fixture, type MediaDesk, openMediaDesk, shown } from '../../support/media-desk';

let desk: MediaDesk;
beforeEach(() => {
  desk = openMediaDesk();
});
afterEach(() => desk.close());

describe('camera RAW', () => {
  const shot = { lens: 'Test 24-70mm F2.8', exposureTimeS: 0.004, fNumber: 2.8, iso: 400, focalLengthMm: 35 };
  test.each([
    ['a.CR2', cr2File, '512x341', '2048x1365', { ...shot, widthPx: 6000, heightPx: 4000 }],
    [
      'a.CR3',
      cr3File,
      '512x341',
      '1620x1080',
      { widthPx: 6000, heightPx: 4000, cameraModel: 'Canon EOS R6' },
    ],
    ['a.NEF', nefFile, '512x339', '640x424', { widthPx: 6000, heightPx: 4000 }],
    ['a.ARW', arwFile, '512x342', '1616x1080', { ...shot, widthPx: 6000, heightPx: 4000 }],
    ['a.RAF', rafFile, '512x341', '1920x1280', { cameraModel: 'Camera' }],
    ['a.DNG', dngFile, '512x342', '2048x1365', { widthPx: 6000, heightPx: 4000 }],
    ['a.ORF', orfFile, '512x384', '640x480', { widthPx: 6000, heightPx: 4000 }],
    ['a.RW2', rw2File, '512x384', '1600x1200', { widthPx: 6000, heightPx: 4000 }],
  ] as const)('%s is shown by the preview in it', async (name, make, small, large, metadata) => {
    writeFileSync(desk.inFolder(name), await make());
    expect(await desk.prepare(name)).toMatchObject({
      metadata: {
        format: name.slice(2).toLowerCase(),
        takenAtLocal: '2024-05-01T10:11:12',
        dhash: expect.stringMatching(/^[0-9a-f]{16}$/),
        sharpness: expect.any(Number),
        ...metadata,
      },
      mediaError: null,
    });
    expect(await shown(desk.thumb)).toBe(`${small} RGBW`);
    await desk.preview(name);
    expect(await shown(desk.previewed)).toBe(`${large} RGBW`);
  });

  test('a CR3 is seen in full size by the JPEG of its first track', async () => {
    writeFileSync(desk.inFolder('a.cr3'), await cr3File({ fullPx: 3000 }));
    await desk.preview('a.cr3');
    expect(await shown(desk.previewed)).toBe('2048x1365 RGBW');
  });

  test.each([1, 3, 6, 8])(
    'without a preview it is developed, upright by orientation %i',
    async (orientation) => {
      writeFileSync(desk.inFolder('a.dng'), await bayerDng({ orientation }));
      const turned = orientation >= 5;
      const order = { 1: 'RGBW', 3: 'BWRG', 6: 'WRGB', 8: 'GBWR' }[orientation];
      expect(await desk.prepare('a.dng')).toMatchObject({
        // The rim around the photo is not counted.
        metadata: {
          orientation,
          cameraMake: 'Test Camera',
          ...(turned ? { widthPx: 464, heightPx: 624 } : { widthPx: 624, heightPx: 464 }),
        },
        mediaError: null,
      });
      expect((await shown(desk.thumb)).slice(-4)).toBe(order);
      await desk.preview('a.dng');
      expect((await shown(desk.previewed)).slice(-4)).toBe(order);
    },
  );

  test('a stamp in it is no preview: it is developed all the same', async () => {
    writeFileSync(desk.inFolder('a.dng'), await bayerDng({ width: 2000, height: 1500, previewPx: 160 }));
    expect((await desk.prepare('a.dng')).thumb).toMatchObject({ widthPx: 512, heightPx: 384 });
    expect((await desk.preview('a.dng')).widthPx).toBeGreaterThan(900);
  });

  test('one that ends too early says so', async () => {
    const whole = await bayerDng({ directoriesFirst: true });
    writeFileSync(desk.inFolder('a.dng'), whole.subarray(0, whole.length * 0.6));
    expect((await desk.prepare('a.dng')).mediaError).toMatchObject({ code: 'media-broken' });
  });

  test('a preview that is large enough is the camera’s own and stays', async () => {
    writeFileSync(desk.inFolder('a.dng'), await bayerDng({ width: 4200, height: 3150, previewPx: 1600 }));
    expect(await desk.preview('a.dng')).toMatchObject({ widthPx: 1600, heightPx: 1200 });
  });
});

describe('HEIC', () => {
  test('of a phone, in Display P3, which stays in its preview', async () => {
    copyFileSync(fixture('quarters-p3.heic'), desk.inFolder('a.heic'));
    expect(await desk.prepare('a.heic')).toMatchObject({
      metadata: { format: 'heic', widthPx: 640, heightPx: 480 },
      thumb: { widthPx: 512, heightPx: 384 },
      mediaError: null,
    });
    expect(await shown(desk.thumb)).toBe('512x384 RGBW');
    await desk.preview('a.heic');
    expect(await shown(desk.previewed)).toBe('640x480 RGBW');
    expect(isWideRgb((await sharp(desk.previewed).metadata()).icc)).toBe(true);
  });

  test('is turned as it says', async () => {
    copyFileSync(fixture('quarters-turned.heic'), desk.inFolder('a.HIF'));
    expect((await desk.prepare('a.HIF')).metadata).toMatchObject({
      format: 'heif',
      widthPx: 480,
      heightPx: 640,
    });
    expect(await shown(desk.thumb)).toBe('384x512 WRGB');
  });

  test('of a camera in HDR is drawn as bright as a screen shows it', async () => {
    copyFileSync(fixture('light-pq.heic'), desk.inFolder('a.hif'));
    await desk.prepare('a.hif');
    const { data, info } = await sharp(desk.thumb).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number) => (24 * info.width + x) * info.channels;
    const [paper = 0, dim = 0] = [data[at(8)], data[at(56)]];
    expect([Math.abs(paper - 190) < 12, Math.abs(dim - 62) < 12]).toEqual([true, true]);
  });

  test('tells what its camera wrote into it', async () => {
    copyFileSync(fixture('quarters-turned.heic'), desk.inFolder('a.heic'));
    expect((await desk.prepare('a.heic')).metadata).toMatchObject({
      cameraMake: 'Test',
      cameraModel: 'Phone',
      takenAtLocal: '2024-05-01T10:11:12',
    });
  });

  test('a broken one says so', async () => {
    const whole = readFileSync(fixture('quarters-p3.heic'));
    writeFileSync(desk.inFolder('a.heic'), whole.subarray(0, whole.length - 400));
    expect((await desk.prepare('a.heic')).mediaError).toMatchObject({ code: 'media-broken' });
  });
});

describe('Photoshop', () => {
  test.each([
    ['RGB', {}],
    ['RGB, packed', { packed: true }],
    ['RGB of 16 bits, packed, large document', { packed: true, bits: 16, isLarge: true }],
    ['CMYK', { mode: 'cmyk', packed: true }],
    ['Lab', { mode: 'lab' }],
    ['indexed', { mode: 'indexed', packed: true }],
  ] as const)('%s', async (_, request) => {
    writeFileSync(desk.inFolder('a.psd'), await psdFile({ width: 1500, height: 900, ...request }));
    expect(await desk.prepare('a.psd')).toMatchObject({
      metadata: {
        format: 'psd',
        widthPx: 1500,
        heightPx: 900,
        cameraModel: 'Test Camera',
        takenAtLocal: '2024-05-01T10:11:12',
      },
      mediaError: null,
    });
    expect(await shown(desk.thumb)).toBe('512x307 RGBW');
    await desk.preview('a.psd');
    expect(await shown(desk.previewed)).toBe('1500x900 RGBW');
  });

  test('grey', async () => {
    writeFileSync(desk.inFolder('a.psb'), await psdFile({ mode: 'grey' }));
    expect(await desk.prepare('a.psb')).toMatchObject({ metadata: { format: 'psd' }, mediaError: null });
    const [first = 0] = await sharp(desk.thumb).raw().toBuffer();
    expect(Math.abs(first - 54)).toBeLessThan(5);
  });

  test('saved without its flattened picture: the stamp is shown, or a sentence', async () => {
    writeFileSync(desk.inFolder('a.psd'), await psdFile({ flattened: false, stamp: true }));
    expect((await desk.prepare('a.psd')).thumb).toMatchObject({ widthPx: 160, heightPx: 120 });
    writeFileSync(desk.inFolder('b.psd'), await psdFile({ flattened: false }));
    expect(await desk.prepare('b.psd')).toMatchObject({
      metadata: { widthPx: 640 },
      thumb: null,
      mediaError: { code: 'unsupported', message: expect.stringContaining('Maximize compatibility') },
    });
  });
});

describe('others', () => {
  test('AVIF, WebP and a TIFF of 16 bits', async () => {
    const jpeg = await quarteredJpeg(1200, 800, 95);
    await sharp(jpeg).avif().toFile(desk.inFolder('a.avif'));
    await sharp(jpeg).webp().toFile(desk.inFolder('a.webp'));
    writeFileSync(desk.inFolder('a.tif'), await deepTiff(1200, 800));
    for (const name of ['a.avif', 'a.webp', 'a.tif']) {
      expect((await desk.prepare(name)).mediaError).toBe(null);
      expect(await shown(desk.thumb)).toBe('512x341 RGBW');
      await desk.preview(name);
      expect(await shown(desk.previewed)).toBe('1200x800 RGBW');
    }
  });

  test('a GIF shows its first picture and says that it moves', async () => {
    const frames = ['#ff0000', '#0000ff'].map((background) => ({
      create: { width: 300, height: 200, channels: 3 as const, background },
    }));
    await sharp(frames as never, { join: { animated: true } })
      .gif({ delay: [100, 100] })
      .toFile(desk.inFolder('a.gif'));
    expect((await desk.prepare('a.gif')).metadata).toMatchObject({
      animated: true,
      widthPx: 300,
      heightPx: 200,
    });
    const [red = 0, , blue = 0] = await sharp(desk.thumb).removeAlpha().raw().toBuffer();
    expect([red > 200, blue < 50]).toEqual([true, true]);
    await desk.preview('a.gif');
    expect((await sharp(desk.previewed).metadata()).height).toBe(200);
    await sharp(frames[0] as never)
      .gif()
      .toFile(desk.inFolder('still.gif'));
    expect((await desk.prepare('still.gif')).metadata.animated).toBeUndefined();
  });
});
