/** Names the files of a group, the same in all places: by the template or as on the card, after their known companions, never twice. */
import type { AlbumId } from '../../../src-shared/units';
import type { AssetTable } from '../../catalogue/catalogue';
import type { NameTemplate } from '../../media/name-template';
import { disambiguate, type KeyLimits, objectKeyFor } from '../../media/object-key';
import type { ScannedFile } from '../../media/scan-folder';
import { type FileGroup, splitExtension } from './group-files';
import type { GroupFacts } from './photo-facts';

/** More names than this that differ only in their "(n)" are a sign of something else; the import then says that it cannot name the file. */
const MAX_SAME_NAMES = 10_000;

export interface Naming {
  /** null: names and folders as on the card. */
  template: NameTemplate | null;
  shoot: string;
}

/** Keys for the files of a group, before anybody looks whether they are taken. `companionKey`: of a file of the group that is named already. */
export function plainKeys(
  naming: Naming,
  group: FileGroup,
  given: { facts: GroupFacts; seq: number; companionKey: string | null; limits: KeyLimits },
): string[] {
  const { template, shoot } = naming;
  if (template === null) return group.files.map((file) => objectKeyFor(file.relativePath, given.limits));
  const stem =
    given.companionKey !== null
      ? splitExtension(given.companionKey).stem
      : template.nameFor({ ...given.facts, ...placeOnCard(group.files[0]), seq: given.seq, shoot });
  return group.files.map((file) =>
    objectKeyFor(stem + splitExtension(file.relativePath).extension, given.limits),
  );
}

function placeOnCard(file: ScannedFile | undefined): { name: string; folder: string } {
  const { stem } = splitExtension(file?.relativePath ?? '');
  const parts = stem.split('/');
  return { name: parts.at(-1) ?? '', folder: parts.at(-2) ?? '' };
}

/**
 * The same "(n)" for all keys of a group, so that companions stay together: the first with which none of them is taken in any of the
 * albums, nor given within this batch (`given` gets them).
 */
export function freeKeys(
  assets: Pick<AssetTable, 'findByKey'>,
  keys: string[],
  at: { albums: AlbumId[]; limits: KeyLimits; given: Set<string>; firstTry: Map<string, number> },
): string[] {
  const mark = (key: string): string => `${at.albums[0]}\n${key}`;
  const taken = (key: string): boolean =>
    at.given.has(mark(key)) || at.albums.some((album) => assets.findByKey(album, key) !== null);
  const plain = mark(keys[0] ?? '');
  let n = at.firstTry.get(plain) ?? 1;
  let tried = keys;
  for (; n <= MAX_SAME_NAMES; n += 1) {
    tried = n === 1 ? keys : keys.map((key) => disambiguate(key, n, at.limits));
    if (!tried.some(taken) && new Set(tried).size === tried.length) break;
    if (n === 1 && new Set(keys).size < keys.length) return oneByOne(keys, taken, mark, at);
  }
  if (n > 1) at.firstTry.set(plain, n);
  for (const key of tried) at.given.add(mark(key));
  return tried;
}

/** Two files of a group want the very same name (`a.jpg` found by bytes and by name): each gets its own number. */
function oneByOne(
  keys: string[],
  taken: (key: string) => boolean,
  mark: (key: string) => string,
  at: { limits: KeyLimits; given: Set<string> },
): string[] {
  return keys.map((key) => {
    let free = key;
    for (let n = 2; taken(free) && n <= MAX_SAME_NAMES; n += 1) free = disambiguate(key, n, at.limits);
    at.given.add(mark(free));
    return free;
  });
}
