/** The pictures of a video: a frame that shows something, and a strip of frames to look through it. */
import sharp from 'sharp';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import { drawFrame, type FrameRequest } from './run-ffmpeg';
import type { Pixels } from './thumbnail';
import { stripPathOf, writeWhole } from './write-whole';

/** Into the film, where a fade from black is over. */
const POSTER_AT = 0.1;
const LATEST_POSTER_MS = 10_000;
/** Tried next where the first one is black. */
const SECOND_POSTER_AT = 0.4;
const DARK_LEVEL = 20;
const STRIP_FRAMES = 12;
const STRIP_PX = 256;
/** Shorter ones are seen whole in their poster. */
const SHORTEST_STRIP_MS = 2_000;
/** What a strip may take; it ends with the frames that there are. */
const STRIP_TIME_MS = 10_000;
/** Up to this size the frames since the last key frame cost little. */
const CHEAP_PIXELS = 1_000_000;

type Film = Pick<FrameRequest, 'plainPath' | 'ffmpegPath'> & { metadata: AssetMetadata };

/** null where the video holds no frame. Throws as `drawFrame` does. */
export async function drawPoster(film: Film, longPx: number): Promise<Pixels | null> {
  const durationMs = film.metadata.durationMs ?? 0;
  const moments = [Math.min(durationMs * POSTER_AT, LATEST_POSTER_MS), durationMs * SECOND_POSTER_AT, 0];
  let darkest: Pixels | null = null;
  for (const atMs of new Set(moments)) {
    const frame = await drawFrame({ ...film, atMs, longPx, exact: isCheap(film.metadata) });
    if (frame && meanOf(frame) > DARK_LEVEL) return frame;
    darkest ??= frame;
  }
  return darkest;
}

/** Writes the frames side by side, evenly spread, and answers how many they are; 0: none. Throws `disk-full`, `io`. */
export async function writeStrip(film: Film, thumbPath: string, jobId: number): Promise<number> {
  const { durationMs = 0 } = film.metadata;
  if (durationMs < SHORTEST_STRIP_MS) return 0;
  const count = Math.min(STRIP_FRAMES, Math.floor(durationMs / 500));
  const frames: Pixels[] = [];
  const endAt = performance.now() + STRIP_TIME_MS;
  for (let frame = 0; frame < count && performance.now() < endAt; frame += 1) {
    const atMs = (durationMs * (frame + 0.5)) / count;
    const exact = isCheap(film.metadata);
    const drawn = await drawFrame({ ...film, atMs, longPx: STRIP_PX, exact }).catch(() => null);
    // The same key frame again says nothing.
    if (drawn && !frames.at(-1)?.data.equals(drawn.data)) frames.push(drawn);
  }
  const { width, height } = frames[0]?.raw ?? { width: 0, height: 0 };
  const alike = frames.filter(({ raw }) => raw.width === width && raw.height === height);
  if (alike.length < 2) return 0;
  const canvas = { width: width * alike.length, height, channels: 3 as const, background: '#000000' };
  const strip = await sharp({ create: canvas })
    .composite(alike.map(({ data, raw }, place) => ({ input: data, raw, left: place * width, top: 0 })))
    .webp({ quality: 70, effort: 2 })
    .toBuffer();
  await writeWhole(stripPathOf(thumbPath), jobId, strip);
  return alike.length;
}

const isCheap = ({ widthPx = Number.MAX_SAFE_INTEGER, heightPx = 1 }: AssetMetadata): boolean =>
  widthPx * heightPx <= CHEAP_PIXELS;

function meanOf({ data }: Pixels): number {
  let sum = 0;
  for (let at = 0; at < data.length; at += 1) sum += data[at] as number;
  return sum / Math.max(1, data.length);
}
