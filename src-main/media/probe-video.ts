/** Asks ffprobe what a video is, from the whole local file (an MP4's index may lie at its end), and checks that the file is all there. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { AppError } from '../../src-shared/app-error';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import { cleanText } from './clean-text';
import { endsTooEarly } from './container-length';
import { isoOfExifDate, offsetMinutes } from './exif-metadata';
import type { OpenedMedia } from './open-media';
import { checked } from './read-metadata';

/** Good files take 15 ms; half of the pool's limit leaves it time to answer. */
const TIME_LIMIT_MS = 15_000;
/** The longest answers (many streams, chapters) are some 100 KB. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** No single index of a real file is larger. */
const MAX_ALLOC_BYTES = 256 * 1024 * 1024;

interface ProbeAnswer {
  streams?: Array<{
    codec_type?: string;
    codec_name?: string;
    width?: number;
    height?: number;
    avg_frame_rate?: string;
    disposition?: { attached_pic?: number };
    tags?: Record<string, string>;
    side_data_list?: Array<{ rotation?: number | string }>;
  }>;
  format?: { duration?: string; bit_rate?: string; tags?: Record<string, string> };
}

/** A broken video still tells what it can: `damage` says what is wrong. Throws `io` when ffprobe itself cannot be started. */
export async function probeVideo(
  source: OpenedMedia,
  ffprobePath: string,
): Promise<{ metadata: AssetMetadata; damage: AppError | null }> {
  const format = source.type?.format;
  const asked = await runFfprobe(source.plainPath, ffprobePath);
  if (asked instanceof AppError) return { metadata: checked({ format }), damage: asked };
  const metadata = metadataOf(asked, format);
  const shows = asked.streams?.some((stream) => stream.codec_type === 'video');
  if (!shows)
    return { metadata, damage: new AppError('media-broken', 'There is no picture in this video file.') };
  return { metadata, damage: (await endsTooEarly(source.plainPath, source.sizeBytes)) ? cutOff() : null };
}

/** In a package ffprobe lies beside the archive, since nothing can be run from inside it. */
export function unpackedPath(binary: string): string {
  return binary.replace(`app.asar${path.sep}`, `app.asar.unpacked${path.sep}`);
}

function runFfprobe(plainPath: string, ffprobePath: string): Promise<ProbeAnswer | AppError> {
  const words = [
    ['-v', 'error'],
    ['-max_alloc', String(MAX_ALLOC_BYTES)],
    // A file can name others to be read with it: from this disk only, and ffprobe tells no content of them.
    ['-protocol_whitelist', 'file'],
    ['-print_format', 'json'],
    ['-show_format', '-show_streams'],
    // `file:` and an absolute path: a name like `-y` or `concat:a|b` stays a name.
    ['-i', `file:${plainPath}`],
  ].flat();
  return new Promise((resolve, reject) => {
    execFile(
      unpackedPath(ffprobePath),
      words,
      {
        timeout: TIME_LIMIT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_ANSWER_BYTES,
        windowsHide: true,
        encoding: 'utf8',
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(parseAnswer(stdout));
        if (['ENOENT', 'EACCES', 'ENOEXEC'].includes(String(error.code))) {
          return reject(
            new AppError('io', 'CAOS could not start ffprobe, which reads videos. Install CAOS again.', {
              details: String(error.code),
            }),
          );
        }
        if (error.killed) {
          return resolve(
            new AppError('media-timeout', 'Reading this video took too long. The file itself is kept.'),
          );
        }
        resolve(/moov atom not found|truncat|end of file/i.test(stderr) ? cutOff(stderr) : damaged(stderr));
      },
    );
  });
}

function parseAnswer(stdout: string): ProbeAnswer | AppError {
  try {
    return JSON.parse(stdout) as ProbeAnswer;
  } catch {
    return damaged('ffprobe gave no JSON');
  }
}

const cutOff = (details = ''): AppError =>
  new AppError(
    'media-broken',
    'The video ends too early: a part of it is missing. Copy it from the camera or card again.',
    {
      details: details.trim().slice(0, 500),
    },
  );
const damaged = (details: string): AppError =>
  new AppError(
    'media-broken',
    'This file is damaged or not the video its name says. Copy it from the camera or card again.',
    {
      details: details.trim().slice(0, 500),
    },
  );

function metadataOf(answer: ProbeAnswer, format: string | undefined): AssetMetadata {
  const video = answer.streams?.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
  );
  const audio = answer.streams?.find((stream) => stream.codec_type === 'audio');
  const tags = { ...video?.tags, ...answer.format?.tags };
  const rotation = Number(
    video?.tags?.rotate ?? video?.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0,
  );
  const turned = Math.abs(rotation) % 180 === 90;
  return checked({
    format,
    widthPx: turned ? video?.height : video?.width,
    heightPx: turned ? video?.width : video?.height,
    durationMs: finite(Number(answer.format?.duration ?? Number.NaN) * 1000),
    videoCodec: cleanText(video?.codec_name),
    audioCodec: cleanText(audio?.codec_name),
    bitrateBps: finite(Number(answer.format?.bit_rate ?? Number.NaN)),
    framesPerSecond: rate(video?.avg_frame_rate),
    cameraMake: cleanText(tags['com.apple.quicktime.make'] ?? tags['com.android.manufacturer'] ?? tags.make),
    cameraModel: cleanText(tags['com.apple.quicktime.model'] ?? tags['com.android.model'] ?? tags.model),
    title: cleanText(tags.title),
    ...takenAt(tags),
    ...position(tags['com.apple.quicktime.location.ISO6709'] ?? tags.location),
  });
}

const finite = (value: number): number | undefined =>
  Number.isFinite(value) ? Math.round(value) : undefined;

/** `30000/1001` -> 29.97 */
function rate(fraction: string | undefined): number | undefined {
  const [above = 0, below = 0] = (fraction ?? '').split('/').map(Number);
  return below > 0 && above > 0 ? Math.round((above / below) * 1000) / 1000 : undefined;
}

/** Apple writes the wall clock with its zone; `creation_time` is UTC by the standard, and its zero (1904 or 1970) means unknown. */
function takenAt(tags: Record<string, string>): Pick<AssetMetadata, 'takenAtLocal' | 'takenAtOffsetMin'> {
  const text = tags['com.apple.quicktime.creationdate'] ?? tags.creation_time ?? tags.DATE;
  const match = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?$/.exec(text ?? '');
  const takenAtLocal = match ? isoOfExifDate(match[1], match[2]?.replace(/0+$/, '')) : undefined;
  if (takenAtLocal === undefined || takenAtLocal < '1971') return {};
  const takenAtOffsetMin = offsetMinutes(match?.[3]);
  return { takenAtLocal, ...(takenAtOffsetMin !== undefined && { takenAtOffsetMin }) };
}

/** ISO 6709 in decimal degrees: `+48.8577-002.2950+035.000/`. */
function position(
  text: string | undefined,
): Pick<AssetMetadata, 'latitudeDeg' | 'longitudeDeg' | 'altitudeM'> {
  const match = /^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?/.exec(text ?? '');
  if (!match) return {};
  return {
    latitudeDeg: Number(match[1]),
    longitudeDeg: Number(match[2]),
    ...(match[3] !== undefined && { altitudeM: Number(match[3]) }),
  };
}
