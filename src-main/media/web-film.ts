/** A film that every browser plays while it loads: H.264 of at most 1280 px without metadata, made within a time or not at all. */
import { execFile } from 'node:child_process';
import { rm, stat, writeFile } from 'node:fs/promises';
import { unpackedPath } from './probe-video';
import { drawFrame } from './run-ffmpeg';
import { drawWatermark } from './watermark';

const LONG_PX = 1280;
const MAX_ALLOC_BYTES = 256 * 1024 * 1024;

/** null: it took too long, or cannot be read. */
export async function writeWebFilm(request: {
  plainPath: string;
  ffmpegPath: string;
  targetPath: string;
  watermark: { text: string; fontPath: string } | null;
  timeLimitMs: number;
}): Promise<{ widthPx: number; heightPx: number; sizeBytes: number } | null> {
  const { plainPath, ffmpegPath, targetPath, watermark } = request;
  const endAt = performance.now() + request.timeLimitMs;
  // As large as the film will be, and the proof that it can be read.
  const frame = await drawFrame({ plainPath, ffmpegPath, atMs: 0, longPx: LONG_PX, exact: false });
  if (!frame) return null;
  const even = (length: number): number => Math.max(2, length - (length % 2));
  const size = { widthPx: even(frame.raw.width), heightPx: even(frame.raw.height) };
  const markPath = `${targetPath}.png`;
  const mark = watermark && (await drawWatermark({ ...watermark, ...size }));
  if (mark) await writeFile(markPath, mark.input);
  const scaled = `[0:V:0]scale=${size.widthPx}:${size.heightPx},setsar=1,format=yuv420p[film]`;
  const filter = mark ? `${scaled};[film][1]overlay=${mark.left}:${mark.top}:format=yuv420[out]` : scaled;
  const words = [
    ['-v', 'error', '-nostdin', '-y'],
    ['-max_alloc', String(MAX_ALLOC_BYTES)],
    ['-protocol_whitelist', 'file'],
    ['-i', `file:${plainPath}`],
    ...(mark ? [['-i', `file:${markPath}`]] : []),
    ['-filter_complex', filter, '-map', mark ? '[out]' : '[film]', '-map', '0:a:0?'],
    ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-threads', '1', '-filter_threads', '1'],
    ['-c:a', 'aac', '-b:a', '128k', '-ac', '2'],
    // Where it was taken, by which camera and when: none of it.
    ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn'],
    ['-movflags', '+faststart', '-f', 'mp4', `file:${targetPath}`],
  ].flat();
  try {
    const isMade = await run(
      unpackedPath(ffmpegPath),
      words,
      Math.max(500, Math.round(endAt - performance.now())),
    );
    return isMade ? { ...size, sizeBytes: (await stat(targetPath)).size } : null;
  } finally {
    await rm(markPath, { force: true });
  }
}

function run(program: string, words: string[], timeLimitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, words, { timeout: timeLimitMs, killSignal: 'SIGKILL', windowsHide: true }, (error) =>
      resolve(error === null),
    );
  });
}
