/** What main and the media host say to each other: newline-delimited JSON over stdin and stdout, one job at a time per host process. */
import type { WireError } from '../../src-shared/app-error';
import type { AssetKind, AssetMetadata } from '../../src-shared/domain/asset';
import type { FilmFragments } from '../../src-shared/domain/film-fragments';
import type { CannotStrip } from './place-draft';

export interface PrepareJob {
  type: 'prepare';
  jobId: number;
  sourcePath: string;
  kind: AssetKind;
  /** Where the 512 px thumbnail goes (written to a temporary neighbour, then renamed). */
  thumbPath: string;
}
/** A 2048 px preview for the viewer, on demand. */
export interface PreviewJob {
  type: 'preview';
  jobId: number;
  sourcePath: string;
  previewPath: string;
  /** All the pixels there are instead of 2048. */
  full?: boolean;
}
/** A half-open range of bytes of an object. */
export interface ByteRange {
  start: number;
  end: number;
}
/** A thumbnail out of an object of which only some ranges were read so far: from a preview that the camera put into it. */
export interface EmbeddedJob {
  type: 'embedded';
  jobId: number;
  /** Holds the ranges one after another, in the order of `pieces`. */
  sourcePath: string;
  pieces: ByteRange[];
  /** Of the whole object. */
  sizeBytes: number;
  /** Says more than the bytes where both speak of a camera RAW. */
  fileName: string;
  /** The smallest preview with a long side of so many pixels is taken; the largest one where there is none. */
  atLeastPx: number;
  /** Already known where the picture lies: nothing else is read. */
  found?: FoundPreview | undefined;
  thumbPath: string;
}
/** Where a preview lies in its object, and how it is shown. */
export interface FoundPreview extends ByteRange {
  /** EXIF orientation 1..8 of the photo. */
  orientation: number;
  /** Width / height of the stored photo: black bars beyond that are cut off. null: unknown. */
  aspect: number | null;
}
/** What a file says about itself, from its head where that suffices: for its name and its album, before it is taken in. */
export interface FactsJob {
  type: 'facts';
  jobId: number;
  sourcePath: string;
  kind: AssetKind;
}
/** What a guest of a share is shown of it. Nothing that is written says where, when or by what it was taken. */
export interface ShareJob {
  type: 'share';
  jobId: number;
  sourcePath: string;
  webPath: string;
  thumbPath: string;
  /** Words over every picture; null: none. */
  watermark: string | null;
  /** A font of ours to write them in. */
  fontPath: string;
}
/** A video in web size, as long as that takes. */
export interface FilmJob {
  type: 'film';
  jobId: number;
  sourcePath: string;
  /** Written to a temporary neighbour, then renamed. */
  filmPath: string;
  watermark: string | null;
  fontPath: string;
  timeLimitMs: number;
}
/** A copy without the place where it was taken (strip-location.ts). */
export interface StripJob {
  type: 'strip';
  jobId: number;
  sourcePath: string;
  sizeBytes: number;
  /** Of the photo; its name on the way here has no extension. */
  fileName: string;
  kind: AssetKind;
  /** Written anew; gone again where there is no clean copy. */
  targetPath: string;
}
export type MediaJob = PrepareJob | PreviewJob | EmbeddedJob | FactsJob | ShareJob | FilmJob | StripJob;

export interface PrepareFacts {
  metadata: AssetMetadata;
  /** null when none could be made; then `mediaError` says why. */
  thumb: { widthPx: number; heightPx: number; sizeBytes: number } | null;
  /** base64 */
  thumbhash: string | null;
  mediaError: WireError | null;
}
export interface PreviewFacts {
  preview: { widthPx: number; heightPx: number; sizeBytes: number };
}
/** `need`: read this range too and ask again. `whole`: nothing that suffices lies in it, only the whole object gives a picture. */
export type EmbeddedFacts =
  | { outcome: 'need'; range: ByteRange }
  | { outcome: 'whole'; metadata: AssetMetadata }
  | {
      outcome: 'made';
      facts: PrepareFacts;
      /** Where the next better picture lies; `whole`: in the pixels of the photo itself; null: there is none that can be shown. */
      better: FoundPreview | 'whole' | null;
    };
export interface ReadFacts {
  metadata: AssetMetadata;
}
export interface SharePictures {
  /** 2048 px JPEG; of a video its poster. null: there is no picture in it. */
  web: { widthPx: number; heightPx: number; sizeBytes: number } | null;
  /** 512 px WebP. */
  thumb: { widthPx: number; heightPx: number; sizeBytes: number } | null;
  /** base64 */
  thumbhash: string | null;
  /** What a video says of itself; null: it is none that can be played. */
  video: { durationMs: number | null } | null;
}
export interface FilmFacts {
  widthPx: number;
  heightPx: number;
  sizeBytes: number;
  durationMs: number | null;
  /** null: it can only be played once all of it is there. */
  fragments: FilmFragments | null;
}
/** A clean copy is exactly as long as its original. `details` are for the log. */
export type StripFacts =
  | { outcome: 'stripped'; sizeBytes: number }
  | { outcome: 'cannot'; reason: CannotStrip; details: string };
export type MediaFacts =
  | PrepareFacts
  | PreviewFacts
  | EmbeddedFacts
  | ReadFacts
  | SharePictures
  | FilmFacts
  | StripFacts;
export type MediaAnswer =
  | { jobId: number; ok: true; facts: MediaFacts }
  | { jobId: number; ok: false; error: WireError };

/**
 * A line from the host: once `ready`, an answer per job, that a film gets on, and (where main cannot see it) its own resident memory while
 * it works.
 */
export type HostMessage =
  | { type: 'ready' }
  | { type: 'memory'; residentBytes: number }
  | { type: 'progress' }
  | { type: 'answer'; answer: MediaAnswer };

/**
 * The pool of media hosts, as services see it (implemented in workers/media-pool.ts). Rejects only with AppError:
 * `media-timeout`, `media-crashed`, `cancelled`, `disk-full`, `file-missing`, `file-denied`.
 * A broken file is no rejection of `prepare`: its facts carry `mediaError`.
 */
export interface MediaPool {
  prepare(
    job: { sourcePath: string; kind: AssetKind; thumbPath: string },
    options?: { signal?: AbortSignal },
  ): Promise<PrepareFacts>;
  preview(
    job: { sourcePath: string; previewPath: string; full?: boolean },
    options?: { signal?: AbortSignal },
  ): Promise<PreviewFacts>;
  /** A file that is none of what its name says gives `whole` or facts with `mediaError`; no range asked for lies outside the object. */
  embedded(
    job: Omit<EmbeddedJob, 'type' | 'jobId'>,
    options?: { signal?: AbortSignal },
  ): Promise<EmbeddedFacts>;
  /** A broken file tells less; ahead of all that is prepared in the background, since the upload of a card waits for it. */
  facts(job: { sourcePath: string; kind: AssetKind }, options?: { signal?: AbortSignal }): Promise<ReadFacts>;
  /** Behind all that somebody looks at. */
  share(job: Omit<ShareJob, 'type' | 'jobId'>, options?: { signal?: AbortSignal }): Promise<SharePictures>;
  /** One at a time, beside all the others and behind them; `durationMs` of the video says how long it may take. */
  film(
    job: Omit<FilmJob, 'type' | 'jobId' | 'timeLimitMs'> & { durationMs: number | null },
    options?: { signal?: AbortSignal },
  ): Promise<FilmFacts>;
  /** Behind what the window waits for; a large film takes its time. */
  strip(job: Omit<StripJob, 'type' | 'jobId'>, options?: { signal?: AbortSignal }): Promise<StripFacts>;
  /** Ends every host process. */
  close(): Promise<void>;
}
