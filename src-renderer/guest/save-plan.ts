/** What a download consists of: which bytes of which photos, under which names, in parts that the browser can hold. */
import type { Place, ShareItem, ShareManifest } from '../../src-shared/domain/share-page';
import type { SaveEntry, SaveTarget } from './engine-protocol';
import { fileNameOf, safeName, uniqueNames } from './file-names';
import type { Words } from './words/en';

export type SaveSize = 'original' | 'web';

export interface SavePart {
  fileName: string;
  entries: SaveEntry[];
  /** Of the files in it. */
  sizeBytes: number;
  zip: boolean;
  type: string;
}

/** Parts stay below 2 GB, so that every program opens them; what is held in memory below 200 MB. */
export const partLimitBytes: Record<SaveTarget['kind'], number> = {
  file: 1_900_000_000,
  disk: 1_900_000_000,
  memory: 200_000_000,
};

/** A ZIP without extensions counts up to 65,535. */
const MOST_ENTRIES = 60_000;

/** What of an item may be saved in a size; the next best where it has not the one asked for. */
export function placeToSave(
  { allow }: Pick<ShareManifest, 'allow'>,
  item: ShareItem,
  size: SaveSize,
): Place | null {
  const original = allow.original ? item.original : null;
  const web = allow.web || (allow.original && item.original === null) ? item.web : null;
  return size === 'original' ? (original ?? web) : (web ?? original);
}

export function sizesToSave(manifest: ShareManifest): SaveSize[] {
  const has = (place: (item: ShareItem) => Place | null) =>
    manifest.items.some((item) => place(item) !== null);
  return [
    ...(manifest.allow.original && has((item) => item.original) ? (['original'] as const) : []),
    ...(manifest.allow.web && has((item) => item.web) ? (['web'] as const) : []),
  ];
}

export function entriesToSave(
  words: Words,
  manifest: ShareManifest,
  items: ShareItem[],
  size: SaveSize,
): SaveEntry[] {
  const found = items.flatMap((item) => {
    const place = placeToSave(manifest, item, size);
    return place ? [{ item, place, number: manifest.items.indexOf(item) + 1 }] : [];
  });
  const names = uniqueNames(found.map(({ item, place, number }) => fileNameOf(words, item, place, number)));
  return found.map(({ item, place }, index) => ({
    name: names[index] ?? `${index}`,
    place,
    takenAtMs: item.takenAtMs,
  }));
}

/** In order; a file that is larger than a part is one by itself, as it is. */
export function planParts(title: string, entries: SaveEntry[], limitBytes: number): SavePart[] {
  const groups: SaveEntry[][] = [];
  let roomBytes = 0;
  for (const entry of entries) {
    // Name, heads and directory of a ZIP, generously.
    const needBytes = entry.place.sizeBytes + 1_000;
    const group = groups.at(-1);
    if (group && group.length < MOST_ENTRIES && needBytes <= roomBytes) {
      group.push(entry);
      roomBytes -= needBytes;
    } else {
      groups.push([entry]);
      roomBytes = limitBytes - needBytes;
    }
  }
  const base = safeName(title) || 'photos';
  return groups.map((group, index) => {
    const [only] = group;
    const isSingle =
      group.length === 1 &&
      only !== undefined &&
      (groups.length === 1 || only.place.sizeBytes + 1_000 > limitBytes);
    const suffix = groups.length > 1 ? ` (${index + 1} of ${groups.length})` : '';
    return {
      fileName: isSingle ? only.name : `${base}${suffix}.zip`,
      entries: group,
      sizeBytes: group.reduce((sum, { place }) => sum + place.sizeBytes, 0),
      zip: !isSingle,
      type: isSingle ? only.place.type : 'application/zip',
    };
  });
}
