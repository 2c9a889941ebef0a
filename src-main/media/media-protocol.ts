/** What main and the media host say to each other: newline-delimited JSON over stdin and stdout, one job at a time per host process. */
import type { WireError } from '../../src-shared/app-error';
import type { AssetKind, AssetMetadata } from '../../src-shared/domain/asset';

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
}
export type MediaJob = PrepareJob | PreviewJob;

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
export type MediaAnswer =
  | { jobId: number; ok: true; facts: PrepareFacts | PreviewFacts }
  | { jobId: number; ok: false; error: WireError };

/** A line from the host: once `ready`, an answer per job, and (where main cannot see it) its own resident memory while it works. */
export type HostMessage =
  | { type: 'ready' }
  | { type: 'memory'; residentBytes: number }
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
    job: { sourcePath: string; previewPath: string },
    options?: { signal?: AbortSignal },
  ): Promise<PreviewFacts>;
  /** Ends every host process. */
  close(): Promise<void>;
}
