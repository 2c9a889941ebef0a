/** What a guest is shown: made of real files, with the photographer's words over it, telling nothing of where it was taken. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exifr from 'exifr';
import ffprobe from 'ffprobe-static';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeSharePictures } from '../../../src-main/media/share-pictures';
import { makePhoto } from '../../support/make-photos';

const fontPath = join(
  import.meta.dirname,
  '../../../node_modules/pretendard/dist/public/static/Pretendard-Bold.otf',
);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-share-pictures-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const request = (sourcePath: string, watermark: string | null) => ({
  sourcePath,
  watermark,
  fontPath,
  jobId: 1,
  webPath: join(folder, 'web.jpg'),
  thumbPath: join(folder, 'thumb.webp'),
  ffprobePath: ffprobe.path,
});

it('a photo: two sizes without metadata, the words in the lower right of both', async () => {
  const source = join(folder, 'photo.jpg');
  await makePhoto({
    path: source,
    width: 3000,
    height: 2000,
    quarters: ['#204060', '#204060', '#204060', '#204060'],
    about: { make: 'SecretCamera', latitude: 33.4, longitude: 126.5 },
  });
  const made = await makeSharePictures(request(source, 'Kim <b> & 김 Studio'));
  expect([made.web?.widthPx, made.web?.heightPx, made.thumb?.widthPx, made.video]).toEqual([
    2048,
    1365,
    512,
    null,
  ]);
  for (const name of ['web.jpg', 'thumb.webp']) {
    const path = join(folder, name);
    expect(await exifr.parse(path, true).catch(() => undefined)).toBeUndefined();
    expect(readFileSync(path).includes('SecretCamera')).toBe(false);
    const { width = 0, height = 0 } = await sharp(path).metadata();
    const brightest = async (left: number, top: number): Promise<number> => {
      const part = { left, top, width: Math.floor(width / 2), height: Math.floor(height / 4) };
      const { channels } = await sharp(await sharp(path).extract(part).png().toBuffer()).stats();
      return Math.min(...channels.map(({ max }) => max));
    };
    expect(await brightest(0, 0)).toBeLessThan(80);
    expect(await brightest(Math.floor(width / 2), Math.floor((height * 3) / 4))).toBeGreaterThan(150);
  }
});

it('a film: a poster, and how long it is', async () => {
  const source = join(import.meta.dirname, '../../fixtures/moov-at-end.mp4');
  const made = await makeSharePictures(request(source, 'Kim'));
  expect([made.web !== null, made.thumb !== null]).toEqual([true, true]);
  expect(made.video?.durationMs).toBeGreaterThan(500);
});
