/** The index of words that photos are found by. */
import type { AssetMetadata } from '../../../src-shared/domain/asset';
import type { AssetEdits } from '../../../src-shared/domain/edits';
import type { AssetId } from '../../../src-shared/units';

/** A photo whose words are new or other since they were indexed. */
export interface PendingWords {
  id: AssetId;
  /** null: it is gone. */
  photo: { key: string; metadata: AssetMetadata; edits: AssetEdits | null } | null;
}

export interface PhotoWordsTable {
  pending(limit: number): PendingWords[];
  isPending(): boolean;
  /** One small step of putting what was written together, so that reading stays fast; true while there is more to do. */
  merge(): boolean;
  /** Folded words, each in its column; null: the photo is found by none any more. It is pending no longer. */
  write(
    id: AssetId,
    words: { name: string; words: string; keywords: string; gear: string; place: string } | null,
  ): void;
}
