/** Runs ffmpeg, a program of its own, held to a time and (where it can be seen) to a memory limit; draws single frames of a video by it. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '../../src-shared/app-error';
import { unpackedPath } from './probe-video';
import type { Pixels } from './thumbnail';

/** A key frame of 8K takes a second. */
const TIME_LIMIT_MS = 8_000;
const MAX_ALLOC_BYTES = 256 * 1024 * 1024;
/** Largest frame that is decoded: 16K. */
const MAX_FRAME_PIXELS = 16_384 * 8_640;
/** For one frame at a time. */
const MAX_RESIDENT_BYTES = 1e9;
const MEMORY_CHECK_MS = 100;

export interface FrameRequest {
  plainPath: string;
  ffmpegPath: string;
  atMs: number;
  /** Long side; a smaller video is not made larger. */
  longPx: number;
  /** The very frame of that moment, at the price of all frames since the key frame; else the key frame before it. */
  exact: boolean;
}

/** ffmpeg of this system, from its package; null where that has none for it. */
export function findFfmpeg(platform = process.platform, arch = process.arch): string | null {
  // There is none for Windows on ARM; that system runs the x64 one.
  const built = platform === 'win32' && arch === 'arm64' ? 'x64' : arch;
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `@ffmpeg-installer/${platform}-${built}/package.json`,
    );
    return path.join(path.dirname(manifest), platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');
  } catch {
    return null;
  }
}

/** The frame, upright and with square pixels; null where there is none at that moment. Throws `media-timeout`, `unsupported`, `io`. */
export async function drawFrame(request: FrameRequest): Promise<Pixels | null> {
  const { longPx } = request;
  // Square pixels first; then within the square, never larger than it is.
  const fit = `scale=w='min(${longPx},iw)':h='min(${longPx},ih)':force_original_aspect_ratio=decrease:flags=bicubic`;
  const words = [
    ['-v', 'error', '-nostdin'],
    ['-max_alloc', String(MAX_ALLOC_BYTES)],
    ['-protocol_whitelist', 'file'],
    ['-threads', '1', '-max_pixels', String(MAX_FRAME_PIXELS)],
    ...(request.exact ? [] : [['-skip_frame', 'nokey', '-noaccurate_seek']]),
    ['-ss', (request.atMs / 1000).toFixed(3)],
    ['-i', `file:${request.plainPath}`],
    ['-map', '0:V:0', '-frames:v', '1', '-an', '-sn', '-dn'],
    ['-vf', `scale=w='trunc(iw*sar/2)*2':h=ih,setsar=1,${fit}`],
    [
      '-threads',
      '1',
      '-filter_threads',
      '1',
      '-pix_fmt',
      'rgb24',
      '-c:v',
      'ppm',
      '-f',
      'image2pipe',
      'pipe:1',
    ],
  ].flat();
  const limits = { timeMs: TIME_LIMIT_MS, residentBytes: MAX_RESIDENT_BYTES };
  return pixelsOfPpm(await runFfmpeg(request.ffmpegPath, words, limits));
}

/** What it wrote to its standard output. Throws `media-timeout`, `disk-full`, `unsupported` (its details say what ffmpeg said), `io`. */
export function runFfmpeg(
  ffmpegPath: string,
  words: string[],
  limits: { timeMs: number; residentBytes: number },
  onOutput?: (text: string) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let isTooLarge = false;
    const child = execFile(
      unpackedPath(ffmpegPath),
      words,
      {
        timeout: limits.timeMs,
        killSignal: 'SIGKILL',
        maxBuffer: 64e6,
        windowsHide: true,
        encoding: 'buffer',
      },
      (error, stdout, stderr) => {
        clearInterval(watching);
        if (!error) return resolve(stdout);
        const details = stderr.toString('utf8').trim().slice(0, 500);
        if (['ENOENT', 'EACCES', 'ENOEXEC'].includes(String(error.code)))
          return reject(
            new AppError('io', 'CAOS could not start ffmpeg, which draws videos. Install CAOS again.', {
              details: String(error.code),
            }),
          );
        if (/No space left on device/i.test(details))
          return reject(new AppError('disk-full', 'There is no space left on this computer. Free some.'));
        if (error.killed || isTooLarge)
          return reject(
            new AppError(
              'media-timeout',
              'Reading this video took too long or too much memory. The file itself is kept.',
            ),
          );
        reject(undrawable(details));
      },
    );
    if (onOutput) child.stdout?.on('data', (bytes: Buffer) => onOutput(bytes.toString('latin1')));
    const watching = setInterval(() => {
      void residentBytes(child.pid).then((bytes) => {
        if (bytes <= limits.residentBytes) return;
        isTooLarge = true;
        child.kill('SIGKILL');
      });
    }, MEMORY_CHECK_MS);
  });
}

/** 0 where it cannot be seen: ffmpeg's own limit for one allocation must do there. */
async function residentBytes(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

const undrawable = (details: string): AppError =>
  new AppError(
    'unsupported',
    'CAOS keeps this video whole, but cannot draw a picture of it: its codec is not known here, or it is damaged.',
    { details },
  );

/** `P6`, width, height, 255, then the pixels (netpbm). */
function pixelsOfPpm(bytes: Buffer): Pixels | null {
  const head = /^P6\s(\d+)\s(\d+)\s255\s/.exec(bytes.toString('latin1', 0, 40));
  if (!head) return null;
  const [width, height] = [Number(head[1]), Number(head[2])];
  const data = bytes.subarray(head[0].length, head[0].length + width * height * 3);
  return data.length === width * height * 3 ? { data, raw: { width, height, channels: 3 } } : null;
}
