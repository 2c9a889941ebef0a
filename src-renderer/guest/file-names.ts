/** Names for what is saved: safe on every system, unique in one download, and made up where the photographer shows none. */
import type { Place, ShareItem } from '../../src-shared/domain/share-page';
import type { Words } from './words/en';

const extensions: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/png': 'png',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'image/tiff': 'tif',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
};
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const MOST_LENGTH = 120;

/** One file name: no folders, no control or direction characters, nothing that hides or that Windows refuses. '' when nothing is left. */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\u2028\u2029]/gu, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const dot = plain.lastIndexOf('.');
  const [stem, end] =
    dot > 0 && plain.length - dot <= 8 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, ''];
  const short = [...stem].slice(0, MOST_LENGTH - end.length).join('') + end;
  return reserved.test(short) ? `_${short}` : short;
}

/** The name of an item's file, of the bytes that are really saved (a web size of a RAW is a JPEG). `number` from 1. */
export function fileNameOf(words: Words, item: ShareItem, place: Place, number: number): string {
  const type = place.type.split(';')[0]?.trim().toLowerCase() ?? '';
  const given = safeName(item.fileName);
  const isOriginal = place === item.original;
  const extension =
    extensions[type] ?? (/^[a-z0-9]{1,8}$/i.exec(given.split('.').at(-1) ?? '')?.[0] || 'bin');
  if (given === '') {
    const word = item.kind === 'video' ? words.filmWord : words.fileWord;
    return `${word}-${String(number).padStart(3, '0')}.${extension}`;
  }
  if (isOriginal && /\.[A-Za-z0-9]{1,8}$/.test(given)) return given;
  return `${given.replace(/\.[A-Za-z0-9]{1,8}$/, '')}.${extension}`;
}

/** `name (2).jpg` for the second of its name; case does not tell files apart everywhere. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length;
    let free = name;
    for (let count = 2; taken.has(free.toLowerCase()); count++) {
      free = `${name.slice(0, dot)} (${count})${name.slice(dot)}`;
    }
    taken.add(free.toLowerCase());
    return free;
  });
}
