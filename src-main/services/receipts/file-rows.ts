/** Rows of a receipt before anything is known of the file, and of a file that is another one by now. */
import type { ReceiptFile } from '../../../src-shared/domain/receipt';
import type { AlbumId } from '../../../src-shared/units';
import { reasons } from './file-reasons';

export const blank = (path: string, albumId: AlbumId | null): ReceiptFile => ({
  path,
  albumId,
  key: null,
  sizeBytes: null,
  checksum: null,
  state: 'unproven',
  proof: null,
  confirmedAtMs: null,
  skip: null,
  reason: null,
});

export const changedHere = (row: ReceiptFile): ReceiptFile => ({
  ...row,
  state: 'changed-here',
  proof: null,
  confirmedAtMs: null,
  reason: reasons.changedHere,
});
