/** A folder of files, and what the media room makes of them, for tests of formats. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ffprobe from 'ffprobe-static';
import sharp from 'sharp';
import { expect } from 'vitest';
import { makePreview } from '../../src-main/media/make-preview';
import type { PrepareFacts } from '../../src-main/media/media-protocol';
import { prepareMedia } from '../../src-main/media/prepare-media';
import type { ImageSize } from '../../src-main/media/thumbnail';
import { AssetMetadata } from '../../src-shared/domain/asset';

export const fixture = (name: string): string => path.resolve(import.meta.dirname, '../fixtures', name);

export interface MediaDesk {
  inFolder(name: string): string;
  /** Where `prepare` and `preview` write. */
  thumb: string;
  previewed: string;
  strip: string;
  prepare(name: string, options?: { kind?: 'photo' | 'video'; ffmpegPath?: null }): Promise<PrepareFacts>;
  preview(name: string): Promise<ImageSize>;
  close(): void;
}

export function openMediaDesk(): MediaDesk {
  const folder = mkdtempSync(path.join(tmpdir(), 'caos-media-'));
  const inFolder = (name: string) => path.join(folder, name);
  const [thumb, previewed] = [inFolder('cache/1.webp'), inFolder('cache/1.jpg')];
  return {
    inFolder,
    thumb,
    previewed,
    strip: inFolder('cache/1.strip.webp'),
    async prepare(name, { kind = 'photo', ...options } = {}) {
      const job = { jobId: 1, sourcePath: inFolder(name), kind, thumbPath: thumb };
      const facts = await prepareMedia({ ...job, ffprobePath: ffprobe.path, ...options });
      expect(AssetMetadata.parse(facts.metadata)).toEqual(facts.metadata);
      return facts;
    },
    preview(name) {
      const job = { jobId: 2, sourcePath: inFolder(name), previewPath: previewed };
      return makePreview({ ...job, ffprobePath: ffprobe.path });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Size and the colours of the quarters, clockwise from the upper left: R G B W where nothing is turned. */
export async function shown(file: string): Promise<string> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const named = (x: number, y: number): string => {
    const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (red > 160 && green > 160 && blue > 160) return 'W';
    const [most, colour] = [
      [red, 'R'],
      [green, 'G'],
      [blue, 'B'],
    ].sort((a, b) => (b[0] as number) - (a[0] as number))[0] as [number, string];
    return most > 60 ? colour : 'k';
  };
  const corners = [named(0.1, 0.1), named(0.9, 0.1), named(0.9, 0.9), named(0.1, 0.9)].join('');
  return `${info.width}x${info.height} ${corners}`;
}
