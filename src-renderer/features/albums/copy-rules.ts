/** The state of several copies in one word. Pure. */
import type { AlbumState } from '../../../src-shared/domain/album';

const worstFirst: readonly AlbumState[] = ['attention', 'importing', 'empty', 'stored'];

/** null: there are none. */
export const worstState = (states: readonly AlbumState[]): AlbumState | null =>
  worstFirst.find((state) => states.includes(state)) ?? null;
