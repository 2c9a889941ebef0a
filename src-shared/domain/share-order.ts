/** The order in which a share shows its photos, and its cover. Pure: the same for the page that is sent and for its preview. */
import type { AssetKind } from './asset';
import type { ShareOptions } from './share';

export interface Orderable {
  fileName: string;
  /** When it was taken, or else came to be. */
  sortAtMs: number;
}

/** `IMG_9` before `IMG_10`, wherever it is sorted. */
const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Those of one moment, or one name, stay as they were chosen. */
export function inShareOrder<Photo extends Orderable>(
  photos: readonly Photo[],
  order: ShareOptions['order'],
): Photo[] {
  if (order === 'taken') return [...photos].sort((one, other) => one.sortAtMs - other.sortAtMs);
  if (order === 'name') return [...photos].sort((one, other) => byName.compare(one.fileName, other.fileName));
  return [...photos];
}

/** Of the photos in their order: the chosen one if it is among them, else the first that is no video, else the first. null: there is none. */
export function coverIdOf<Id extends number>(
  photos: ReadonlyArray<{ id: Id; kind: AssetKind }>,
  chosen: number | null | undefined,
): Id | null {
  const cover =
    photos.find(({ id }) => id === chosen) ?? photos.find(({ kind }) => kind === 'photo') ?? photos[0];
  return cover?.id ?? null;
}
