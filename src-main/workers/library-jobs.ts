/** What main and the library thread say to each other. */
import type { WireError } from '../../src-shared/app-error';
import type { AssetIndex } from '../../src-shared/domain/asset';
import type { TwinKind, TwinsFound } from '../../src-shared/domain/duplicates';
import type {
  KnownRows,
  PhotoFacets,
  PhotoList,
  PhotoQuery,
  PhotoScope,
} from '../../src-shared/domain/photo-list';

export type LibraryQuestion =
  | { kind: 'index'; list: PhotoList }
  | { kind: 'ids'; list: PhotoList }
  | { kind: 'fits'; list: PhotoList; known: KnownRows }
  | { kind: 'facets'; scope: PhotoScope; query: PhotoQuery }
  | { kind: 'twins'; scope: PhotoScope; which: TwinKind };

export interface LibraryAnswers {
  index: AssetIndex;
  ids: Uint32Array;
  fits: Uint8Array | null;
  facets: PhotoFacets;
  twins: TwinsFound;
}

/** What happened since the last word of it. */
export interface LibraryChanges {
  /** Photos that are new, other, or gone. */
  ids: Uint32Array;
  /** Albums came, went, or became copies. */
  albums: boolean;
}

export type LibraryRequest =
  | { type: 'ask'; questionId: number; question: LibraryQuestion }
  | { type: 'changed'; changes: LibraryChanges }
  /** A question may come soon. */
  | { type: 'load' }
  | { type: 'close' };

export type LibraryMessage =
  /** All photos are read: from now on questions are answered at once. */
  | { type: 'loaded' }
  | { type: 'answer'; questionId: number; answer: LibraryAnswers[keyof LibraryAnswers] }
  | { type: 'failed'; questionId: number; error: WireError };
