/** A file name for each photo of a share, which it keeps for as long as the share is here. What the sender wrote is data: no path comes of it. */
import { mediaTypeByName } from '../../media/media-type';
import type { Item } from './page-schemas';

const MOST_STEM_CHARACTERS = 120;

/** What a person gets of it: the original where that is allowed, else what can be looked at. null: nothing at all. */
export function shownPlace(item: Item, allowsOriginal: boolean): Item['web'] {
  return (allowsOriginal ? item.original : null) ?? item.web ?? item.poster ?? item.thumb;
}

const extensions: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/png': 'png',
  'image/avif': 'avif',
  'video/mp4': 'mp4',
};

/** `known`: item to key, as given before. Answers the new ones. */
export function nameNew(
  items: readonly Item[],
  allowsOriginal: boolean,
  known: ReadonlyMap<string, string>,
): Map<string, string> {
  const taken = new Set([...known.values()].map(folded));
  const named = new Map<string, string>();
  /** The next number to try for a name: 20,000 photos of one name would be counted through 200 million times. */
  const nextNumber = new Map<string, number>();
  let counted = known.size;
  for (const item of items) {
    if (known.has(item.id)) continue;
    counted += 1;
    const place = shownPlace(item, allowsOriginal);
    if (place === null) continue;
    const isOriginal = place === item.original;
    const given = plainName(item.fileName);
    const number = String(counted).padStart(3, '0');
    const stem = given.stem || `${item.kind}-${number}`;
    // A stand-in has the type of its own bytes; an original keeps its name where that is one of a photo or film.
    const ownType = isOriginal && mediaTypeByName(`x.${given.extension}`)?.kind === item.kind;
    const extension = ownType
      ? given.extension
      : (extensions[place.type] ?? (item.kind === 'video' ? 'mp4' : 'jpg'));
    let key = `${stem}.${extension}`;
    const first = folded(key);
    let n = nextNumber.get(first) ?? 2;
    for (; taken.has(folded(key)); n += 1) key = `${stem} (${n}).${extension}`;
    nextNumber.set(first, n);
    taken.add(folded(key));
    named.set(item.id, key);
  }
  return named;
}

const folded = (key: string): string => key.normalize('NFKC').toLowerCase();

/** One segment without anything that means something to a file system, a terminal or the order of writing. */
function plainName(fileName: string): { stem: string; extension: string } {
  const plain = fileName
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .trim();
  const [, stem = '', extension = ''] = /^(.+?)(?:\.([A-Za-z0-9]{1,8}))?$/.exec(plain) ?? [];
  // From the end, one by one: a pattern would try a thousand dots a million times.
  let end = stem.length;
  while (end > 0 && /[.\s]/.test(stem[end - 1] ?? '')) end -= 1;
  const inner = stem.slice(0, end).replace(/^[.\s]+/, '');
  return { stem: [...inner].slice(0, MOST_STEM_CHARACTERS).join(''), extension };
}

/** A line of words without control characters, for titles and names. */
export const plainLine = (text: string, most: number): string =>
  [
    ...text
      .normalize('NFC')
      .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, most)
    .join('');

/** The same for texts of several lines. */
export const plainText = (text: string, most: number): string =>
  [
    ...text
      .normalize('NFC')
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/gu, '')
      .trim(),
  ]
    .slice(0, most)
    .join('');
