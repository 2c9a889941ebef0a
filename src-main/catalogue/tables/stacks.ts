/** Which photos stand for which: what stacks are made of, and what a person decided about them. */
import type { AssetKind, AssetMetadata } from '../../../src-shared/domain/asset';
import type { AlbumId, AssetId } from '../../../src-shared/units';

export interface StackedAsset {
  id: AssetId;
  albumId: AlbumId;
  /** null: it stands alone. */
  top: AssetId | null;
  /** A person decided it. */
  chosen: boolean;
}

export interface StackCandidate extends StackedAsset {
  key: string;
  kind: AssetKind;
  metadata: AssetMetadata;
}

export interface StackTable {
  /** Albums in which something changed since their stacks were made, with how much. */
  pending(): Array<{ albumId: AlbumId; changes: number }>;
  /** The stacks of the album are made; unless more changed meanwhile. */
  settled(albumId: AlbumId, changes: number): void;
  /** Photos of the album that are not in the trash, by key. */
  candidates(albumId: AlbumId, afterKey: string | null, limit: number): StackCandidate[];
  /** In the order of the ids; those that are not there any more are left out. */
  get(ids: readonly AssetId[]): StackedAsset[];
  /** Every photo that one of these stands for, itself among them. */
  members(tops: readonly AssetId[]): StackedAsset[];
  /** In one transaction. */
  set(rows: ReadonlyArray<Pick<StackedAsset, 'id' | 'top' | 'chosen'>>): void;
}
