/** Rows of receipts and of the files each of them lists. */
import type { Receipt, ReceiptFile, ReceiptFileState } from '../../../src-shared/domain/receipt';
import type { AlbumId, ImportId, IngestId, ReceiptId, UnixMs } from '../../../src-shared/units';

export interface ReceiptTable {
  insert(row: {
    albumIds: AlbumId[];
    importIds: ImportId[];
    ingestId: IngestId | null;
    title: string;
    places: string[];
    roots: string[];
    depth: Receipt['depth'];
    startedAtMs: UnixMs;
  }): ReceiptId;
  get(id: ReceiptId): Receipt | null;
  list(filter: { albumId?: AlbumId; importId?: ImportId; ingestId?: IngestId; limit: number }): Receipt[];
  /** In batches of a few hundred: 500 take 5 to 20 ms. */
  addFiles(id: ReceiptId, files: ReceiptFile[]): void;
  /** Those in doubt first, then by path. */
  files(
    id: ReceiptId,
    filter: { states?: ReceiptFileState[]; offset: number; limit: number },
  ): { total: number; items: ReceiptFile[] };
  /** All files by path (UTF-8 order), in pages, for the digest and for export. */
  pages(id: ReceiptId, pageRows: number): Iterable<ReceiptFile[]>;
  countByState(id: ReceiptId): Record<ReceiptFileState, number>;
  /** The other counts and the bytes (of all that is not skipped) are taken from its files. */
  progress(id: ReceiptId, checkedCount: number, fileCount: number): void;
  end(
    id: ReceiptId,
    facts: Pick<Receipt, 'verdict' | 'digest' | 'error'> & { state: 'done' | 'failed' | 'cancelled' },
    nowMs: UnixMs,
  ): void;
  /** `checking` of an earlier run becomes `cancelled`; keeps the newest `keep` of each album. */
  tidy(nowMs: UnixMs, keep: number): void;
}
