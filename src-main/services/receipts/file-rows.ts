/** Rows of a receipt that rest on what lies on the card alone: a file that is new, another one by now, or of no kind that is taken in. */
import type { WireError } from '../../../src-shared/app-error';
import type { ReceiptFile } from '../../../src-shared/domain/receipt';
import type { SkippedFile } from '../../../src-shared/domain/transfer';
import type { AlbumId } from '../../../src-shared/units';
import { reasons } from './file-reasons';
import type { CardFile, CardNow } from './look-at-card';
import { isHarmless, wouldBeMissed } from './verdict';

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

/** A file of the card that the walk left out. */
export function leftOut(skip: SkippedFile): ReceiptFile {
  const missed = wouldBeMissed(skip);
  const state = isHarmless(skip.reason) && !missed ? 'skipped' : 'not-stored';
  const reason = missed ? reasons.otherKind : detailOf(skip);
  return { ...blank(skip.path, null), state, skip: skip.reason, reason };
}

/** Files that are on the card now and were not, or not like this, when the check began. What is lost without harm is not told of. */
export function cameMeanwhile(before: CardNow, now: CardNow): ReceiptFile[] {
  const files = [...now.files].flatMap(([path, file]): ReceiptFile[] => {
    const known = before.files.get(path);
    if (known && isSameStamp(known, file)) return [];
    const row = { ...blank(path, null), sizeBytes: file.sizeBytes };
    return [known ? changedHere(row) : { ...row, state: 'new-here', reason: reasons.newHere }];
  });
  const others = [...now.skipped.values()].filter(({ path }) => !before.skipped.has(path)).map(leftOut);
  return [...files, ...others.filter(({ state }) => state !== 'skipped')];
}

/** File times pass through floating point on their way: one millisecond is no difference (as for workers/source-file.ts). */
export const isSameStamp = (one: CardFile, other: CardFile): boolean =>
  one.sizeBytes === other.sizeBytes && Math.abs(one.modifiedAtMs - other.modifiedAtMs) <= 1;

/** Sentences of the walk are for a person; of other reasons the detail is a name. */
export const detailOf = ({ reason, detail }: SkippedFile): WireError | null =>
  detail !== null && reason === 'unreadable'
    ? { code: 'file-denied', message: detail, retry: 'after-user' }
    : null;
