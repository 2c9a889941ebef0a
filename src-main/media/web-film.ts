/**
 * A film that every browser plays while it is fetched: H.264 and AAC of at most 1280 px in fragments that each begin with a key frame, without
 * metadata. Takes the time it needs: whoever asks is told when it gets on, and may end this process.
 */
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { AppError } from '../../src-shared/app-error';
import { readFilmFragments } from './film-fragments';
import type { FilmFacts, FilmJob } from './media-protocol';
import { openMedia } from './open-media';
import { probeVideo } from './probe-video';
import { drawFrame, findFfmpeg, runFfmpeg } from './run-ffmpeg';
import { drawWatermark } from './watermark';
import { temporaryNameOf } from './write-whole';

const LONG_PX = 1280;
/** Phones decode no more at this size. */
const MOST_FRAMES_PER_SECOND = 60;
const MAX_ALLOC_BYTES = 256 * 1024 * 1024;
/** 4K of ten bits, its reference frames and those being made small. */
const MAX_RESIDENT_BYTES = 2e9;
/** A player begins, and seeks, by whole fragments; the table of a long film has so many at most. */
const FRAGMENT_S = 2;
const MOST_FRAGMENTS = 1800;

export type FilmRequest = Omit<FilmJob, 'type'> & {
  ffprobePath: string;
  /** null: none on this computer. Default: the one that CAOS brings. */
  ffmpegPath?: string | null;
  /** Called whenever the film has become longer. */
  onProgress?: () => void;
};

/** Throws `unsupported`, `media-broken`, `media-timeout`, `file-missing`, `file-denied`, `disk-full`, `io`. */
export async function makeWebFilm(request: FilmRequest): Promise<FilmFacts> {
  const { sourcePath, filmPath, jobId, watermark, fontPath, timeLimitMs } = request;
  const ffmpegPath = request.ffmpegPath === undefined ? findFfmpeg() : request.ffmpegPath;
  if (!ffmpegPath) throw new AppError('unsupported', 'CAOS has no program that makes films on this system.');
  await using source = await openMedia(sourcePath, `${filmPath}.${jobId}.link`);
  const { plainPath } = source;
  const { metadata } = await probeVideo(source, request.ffprobePath);
  // As large as the film will be, and the proof that it can be read.
  const frame = await drawFrame({ plainPath, ffmpegPath, atMs: 0, longPx: LONG_PX, exact: false });
  if (!frame) throw new AppError('unsupported', 'There is no picture in this video that CAOS could draw.');
  const even = (length: number): number => Math.max(2, length - (length % 2));
  const size = { widthPx: even(frame.raw.width), heightPx: even(frame.raw.height) };
  const temporary = temporaryNameOf(filmPath, jobId);
  const markPath = `${temporary}.png`;
  try {
    const mark = watermark === null ? null : await drawWatermark({ text: watermark, fontPath, ...size });
    if (mark) await writeFile(markPath, mark.input);
    const words = [
      ['-v', 'error', '-nostdin', '-y', '-progress', 'pipe:1'],
      ['-max_alloc', String(MAX_ALLOC_BYTES)],
      ['-protocol_whitelist', 'file,pipe'],
      ['-threads', String(threads()), '-i', `file:${plainPath}`],
      ...(mark ? [['-i', `file:${markPath}`]] : []),
      ['-filter_complex', filterOf(size, metadata.framesPerSecond, mark)],
      ['-map', '[film]', '-map', '0:a:0?'],
      ...encoding(metadata.durationMs ?? 0),
      // Where it was taken, by which camera and when: none of it.
      ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-fflags', '+bitexact'],
      ['-movflags', '+frag_keyframe+delay_moov+default_base_moof+global_sidx'],
      ['-f', 'mp4', `file:${temporary}`],
    ].flat();
    const limits = { timeMs: timeLimitMs, residentBytes: MAX_RESIDENT_BYTES };
    await runFfmpeg(ffmpegPath, words, limits, watchProgress(request.onProgress));
    const told = await readFilmFragments(temporary);
    const { size: sizeBytes } = await stat(temporary);
    await rename(temporary, filmPath);
    const durationMs = told?.durationMs ?? metadata.durationMs ?? null;
    return { ...size, sizeBytes, durationMs, fragments: told?.fragments ?? null };
  } finally {
    await Promise.all([rm(markPath, { force: true }), rm(temporary, { force: true })]);
  }
}

/** One core stays for whoever sits before the screen. */
const threads = (): number => Math.min(4, Math.max(1, availableParallelism() - 1));

function filterOf(
  size: { widthPx: number; heightPx: number },
  framesPerSecond: number | undefined,
  mark: { left: number; top: number } | null,
): string {
  const slower =
    framesPerSecond !== undefined && framesPerSecond > MOST_FRAMES_PER_SECOND
      ? `fps=${MOST_FRAMES_PER_SECOND},`
      : '';
  const scaled = `[0:V:0]${slower}scale=${size.widthPx}:${size.heightPx},setsar=1,format=yuv420p`;
  return mark
    ? `${scaled}[plain];[plain][1]overlay=${mark.left}:${mark.top}:format=yuv420[film]`
    : `${scaled}[film]`;
}

function encoding(durationMs: number): string[][] {
  const everyS = Math.max(FRAGMENT_S, Math.ceil(durationMs / 1000 / MOST_FRAGMENTS));
  return [
    ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-maxrate', '4M', '-bufsize', '8M'],
    // Frames in the order in which they are shown: picture and sound begin together in each player, however it reads edit lists.
    ['-bf', '0'],
    ['-threads', String(threads()), '-filter_threads', '1'],
    ['-sc_threshold', '0', '-force_key_frames', `expr:gte(t,n_forced*${everyS})`],
    ['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-ar', '48000'],
  ];
}

/** ffmpeg speaks twice a second, also while it makes no headway. */
function watchProgress(onProgress: (() => void) | undefined): (text: string) => void {
  let [last, rest] = [-1, ''];
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const at = Number(/^frame=\s*(\d+)$/.exec(line)?.[1] ?? -1);
      if (at <= last) continue;
      last = at;
      onProgress?.();
    }
  };
}
