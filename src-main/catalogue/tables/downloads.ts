/** Rows of downloads and of the files each of them brings. */
import type { WireError } from '../../../src-shared/app-error';
import type {
  ConflictChoice,
  Download,
  DownloadFile,
  DownloadFileState,
  DownloadState,
} from '../../../src-shared/domain/download';
import type { AlbumId, AssetId, DownloadId, UnixMs } from '../../../src-shared/units';
import type { StoredFacts } from './assets';

/** A file that a download brings, as the engine needs it. */
export interface DownloadJob extends Omit<DownloadFile, 'error'> {
  albumId: AlbumId;
  etag: string;
  md5Hex: string | null;
  parts: StoredFacts['parts'];
  modifiedAtMs: UnixMs;
  /** Capture time or file time, UTC: stamp of the entry in a ZIP. */
  sortAtMs: UnixMs;
  /** Half-open byte ranges [start, end) that are on the disk already, ascending, merged. */
  have: Array<[number, number]>;
  /** ZIP only: where its local header begins; CRC-32 once known. */
  zipOffset: number | null;
  crc32: number | null;
  attempts: number;
}

export interface DownloadTable {
  /** Without files and paused: they come by `addFiles`, in the order of their numbers from 1; then `complete` counts them. */
  begin(row: {
    title: string;
    albumId: AlbumId | null;
    form: Download['form'];
    to: string;
    conflicts: ConflictChoice;
    notStoredCount: number;
    startedAtMs: UnixMs;
  }): DownloadId;
  /** Behind those that are there; ones that are not stored any more are left out. Answers how many there are now. */
  addFiles(id: DownloadId, thereCount: number, files: Array<{ assetId: AssetId; path: string }>): number;
  complete(id: DownloadId): void;
  /** Speed and time left are 0 and null. */
  get(id: DownloadId): Download | null;
  list(): Download[];
  /** Running, waiting, paused, asking. */
  open(): Download[];
  setState(
    id: DownloadId,
    state: DownloadState,
    nowMs: UnixMs,
    extra?: { error?: WireError | null; retryAtMs?: UnixMs | null; conflicts?: ConflictChoice },
  ): void;
  /** A ZIP that took another name than the one that was asked for. */
  setTo(id: DownloadId, to: string): void;
  next(id: DownloadId, states: DownloadFileState[], limit: number): DownloadJob[];
  job(id: DownloadId, number: number): DownloadJob | null;
  setFile(
    id: DownloadId,
    number: number,
    change: Partial<
      Pick<DownloadJob, 'state' | 'path' | 'doneBytes' | 'have' | 'zipOffset' | 'crc32' | 'attempts'>
    > & {
      error?: WireError | null;
    },
  ): void;
  files(
    id: DownloadId,
    filter: { states?: DownloadFileState[]; offset: number; limit: number },
  ): { total: number; items: DownloadFile[] };
  remove(id: DownloadId): void;
  /** Small facts that must outlast a kill (e.g. the name of the unfinished ZIP): JSON. */
  value(id: DownloadId): string | null;
  setValue(id: DownloadId, value: string): void;
}
