/** Films in web size, made of real ones: in fragments that the table tells truly, for every player, without what the camera said. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ffprobe from 'ffprobe-static';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { drawFrame, findFfmpeg } from '../../../src-main/media/run-ffmpeg';
import { makeWebFilm } from '../../../src-main/media/web-film';
import { areFilmFragments } from '../../../src-shared/domain/film-fragments';
import { makeRealFilm } from '../../support/make-real-film';

const fontPath = join(
  import.meta.dirname,
  '../../../node_modules/pretendard/dist/public/static/Pretendard-Bold.otf',
);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-web-film-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const request = (sourcePath: string, watermark: string | null = null) => ({
  sourcePath,
  watermark,
  fontPath,
  jobId: 1,
  filmPath: join(folder, 'film.mp4'),
  ffprobePath: ffprobe.path,
  timeLimitMs: 60_000,
});
const probe = (path: string, ...words: string[]): never =>
  JSON.parse(
    execFileSync(ffprobe.path, ['-v', 'error', '-print_format', 'json', ...words, path], {
      encoding: 'utf8',
    }),
  ) as never;

it('fragments that lie where the table says, each playable by itself behind the head', async () => {
  makeRealFilm(join(folder, 'source.mov'), { seconds: 7 });
  let told = 0;
  const film = await makeWebFilm({ ...request(join(folder, 'source.mov')), onProgress: () => (told += 1) });
  const bytes = readFileSync(join(folder, 'film.mp4'));
  expect(film).toMatchObject({ widthPx: 320, heightPx: 180, sizeBytes: bytes.length, durationMs: 7000 });
  expect(told).toBeGreaterThan(0);
  const { fragments } = film;
  if (!fragments) throw new Error('there is no table');
  expect(fragments.codecs).toMatch(/^avc1\.64[0-9a-f]{4},mp4a\.40\.2$/);
  expect(fragments.durationsMs).toEqual([2000, 2000, 2000, 1000]);
  expect(areFilmFragments(fragments, { sizeBytes: bytes.length })).toBe(true);
  let at = fragments.headBytes;
  for (const size of fragments.sizesBytes) {
    expect(bytes.toString('latin1', at + 4, at + 8)).toBe('moof');
    const alone = join(folder, 'alone.mp4');
    writeFileSync(
      alone,
      Buffer.concat([bytes.subarray(0, fragments.headBytes), bytes.subarray(at, at + size)]),
    );
    const { packets } = probe(alone, '-show_packets', '-select_streams', 'v:0') as {
      packets: Array<{ flags: string }>;
    };
    expect([
      packets[0]?.flags.startsWith('K'),
      packets.filter(({ flags }) => flags.startsWith('K')).length,
    ]).toEqual([true, 1]);
    at += size;
  }
  expect(bytes.toString('latin1', at + 4, at + 8)).toBe('mfra');
  expect(readdirSync(folder).sort()).toEqual(['alone.mp4', 'film.mp4', 'source.mov']);
});

it('saved as a file it says its duration, and nothing of camera and place', async () => {
  makeRealFilm(join(folder, 'source.mov'), { seconds: 3, sound: false });
  expect(readFileSync(join(folder, 'source.mov')).includes('SecretCamera')).toBe(true);
  const film = await makeWebFilm(request(join(folder, 'source.mov')));
  expect(film.fragments?.codecs).toMatch(/^avc1\.[0-9a-f]{6}$/);
  const bytes = readFileSync(join(folder, 'film.mp4'));
  for (const word of ['SecretCamera', '+33.4', 'Lavf']) expect(bytes.includes(word), word).toBe(false);
  // In the head as well, for players that do not look at all fragments first.
  const mehd = bytes.indexOf('mehd');
  expect(Number(bytes.readBigUInt64BE(mehd + 8))).toBe(3000);
  const { format, streams } = probe(join(folder, 'film.mp4'), '-show_format', '-show_streams') as {
    format: { duration: string; tags: Record<string, string> };
    streams: Array<{ codec_name: string; start_time: string }>;
  };
  expect(Number(format.duration)).toBeCloseTo(3, 1);
  expect(Object.keys(format.tags).sort()).toEqual(['compatible_brands', 'major_brand', 'minor_version']);
  expect(streams).toMatchObject([{ codec_name: 'h264', start_time: '0.000000' }]);
});

it('large and fast ones are made smaller and slower, with the words over them', async () => {
  const source = join(folder, 'source.mov');
  makeRealFilm(source, { seconds: 1, size: '1920x1080', rate: 120, sound: false, picture: 'plain' });
  const film = await makeWebFilm(request(source, 'Kim & 김'));
  expect([film.widthPx, film.heightPx]).toEqual([1280, 720]);
  const { streams } = probe(join(folder, 'film.mp4'), '-show_streams') as {
    streams: Array<{ avg_frame_rate: string }>;
  };
  expect(streams[0]?.avg_frame_rate).toBe('60/1');
  expect(await brightest(join(folder, 'film.mp4'), 0, 0)).toBeLessThan(120);
  expect(await brightest(join(folder, 'film.mp4'), 640, 540)).toBeGreaterThan(150);
});

it('what is no film is said, and leaves nothing', async () => {
  writeFileSync(join(folder, 'source.mov'), 'no film at all');
  await expect(makeWebFilm(request(join(folder, 'source.mov')))).rejects.toMatchObject({
    code: 'unsupported',
  });
  await expect(
    makeWebFilm({ ...request(join(folder, 'source.mov')), ffmpegPath: null }),
  ).rejects.toMatchObject({
    code: 'unsupported',
  });
  expect(readdirSync(folder)).toEqual(['source.mov']);
});

/** Of a part of its first picture, from that place to the right and down. */
async function brightest(plainPath: string, left: number, top: number): Promise<number> {
  const ffmpegPath = findFfmpeg() ?? '';
  const frame = await drawFrame({ plainPath, ffmpegPath, atMs: 0, longPx: 1280, exact: false });
  if (!frame) throw new Error('no frame');
  const part = { left, top, width: 640, height: 180 };
  const cut = await sharp(frame.data, { raw: frame.raw }).extract(part).png().toBuffer();
  const { channels } = await sharp(cut).stats();
  return Math.min(...channels.map(({ max }) => max));
}
