import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ffprobe from 'ffprobe-static';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PrepareFacts } from '../../../src-main/media/media-protocol';
import { prepareMedia } from '../../../src-main/media/prepare-media';
import { unpackedPath } from '../../../src-main/media/probe-video';

const fixture = (name: string) => path.resolve(import.meta.dirname, '../../fixtures', name);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'caos-video-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const prepare = (sourcePath: string, ffprobePath = ffprobe.path): Promise<PrepareFacts> =>
  prepareMedia({
    jobId: 1,
    sourcePath,
    kind: 'video',
    thumbPath: path.join(folder, 'cache/1.webp'),
    ffprobePath,
  });

const picture = {
  widthPx: 160,
  heightPx: 90,
  durationMs: 1000,
  videoCodec: 'h264',
  audioCodec: 'aac',
  framesPerSecond: 10,
  bitrateBps: expect.any(Number),
};

describe('what a video says about itself', () => {
  test.each([
    [
      'moov-at-end.mp4',
      {
        format: 'mp4',
        ...picture,
        takenAtLocal: '2024-05-01T08:11:12',
        takenAtOffsetMin: 0,
        latitudeDeg: 48.8577,
        longitudeDeg: 2.295,
      },
    ],
    [
      'moov-in-front.mp4',
      { format: 'mp4', ...picture, takenAtLocal: '2024-05-01T08:11:12', takenAtOffsetMin: 0 },
    ],
    [
      'rotated.mp4',
      {
        format: 'mp4',
        ...picture,
        widthPx: 90,
        heightPx: 160,
        takenAtLocal: '2024-05-01T08:11:12',
        takenAtOffsetMin: 0,
        latitudeDeg: 48.8577,
        longitudeDeg: 2.295,
      },
    ],
    [
      'apple.mov',
      {
        format: 'mov',
        ...picture,
        cameraMake: 'Apple',
        cameraModel: 'iPhone 15',
        takenAtLocal: '2024-05-01T10:11:12',
        takenAtOffsetMin: 120,
        latitudeDeg: 37.5665,
        longitudeDeg: 126.978,
        altitudeM: 38,
      },
    ],
    [
      'plain.mkv',
      {
        format: 'mkv',
        ...picture,
        durationMs: expect.any(Number),
        takenAtLocal: '2024-05-01T08:11:12',
        takenAtOffsetMin: 0,
      },
    ],
  ])('%s', async (name, metadata) => {
    expect(await prepare(fixture(name))).toMatchObject({
      metadata,
      // Its frame as large as it is.
      thumb: { widthPx: metadata.widthPx, heightPx: metadata.heightPx },
      mediaError: null,
    });
  });
});

describe('bad videos', () => {
  test.each(['moov-in-front.mp4', 'moov-at-end.mp4', 'plain.mkv'])(
    '%s cut off is broken, kept with what it still tells',
    async (name) => {
      const whole = readFileSync(fixture(name));
      const cut = path.join(folder, name);
      writeFileSync(cut, whole.subarray(0, whole.length * 0.7));
      expect((await prepare(cut)).mediaError).toMatchObject({
        code: 'media-broken',
        message: 'The video ends too early: a part of it is missing. Copy it from the camera or card again.',
      });
    },
  );

  test('rubbish is broken', async () => {
    writeFileSync(path.join(folder, 'a.mp4'), 'this is no video, whatever its name says');
    expect(await prepare(path.join(folder, 'a.mp4'))).toMatchObject({
      metadata: { format: 'mp4' },
      mediaError: { code: 'media-broken' },
    });
  });

  test.each(['-version.mp4', 'concat:a|b.mp4', "it's 50% [ok] %03d.mp4", 'http:__x.mp4'])(
    'the name %s is only a name',
    async (name) => {
      const file = path.join(folder, name);
      copyFileSync(fixture('moov-at-end.mp4'), file);
      expect(await prepare(file)).toMatchObject({ metadata: { durationMs: 1000 }, mediaError: null });
    },
  );

  test('a missing ffprobe is no fault of the file', async () => {
    await expect(prepare(fixture('apple.mov'), path.join(folder, 'none'))).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('ffprobe'),
    });
  });
});

test('in a package ffprobe is taken from beside the archive', () => {
  const inside = path.join('/opt/CAOS/resources', 'app.asar', 'node_modules/ffprobe-static/bin/ffprobe');
  expect(unpackedPath(inside)).toBe(
    path.join('/opt/CAOS/resources', 'app.asar.unpacked', 'node_modules/ffprobe-static/bin/ffprobe'),
  );
});
