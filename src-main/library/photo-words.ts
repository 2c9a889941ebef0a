/** The words by which a photo is found, folded, in the columns of the index of words. */
import type { AssetMetadata } from '../../src-shared/domain/asset';
import { type AssetEdits, shownWords } from '../../src-shared/domain/edits';
import { cameraName } from '../../src-shared/domain/photo-list';
import { foldText } from './fold-text';
import { placeWords } from './row-facts';

export interface PhotoWords {
  /** Folders and file name, and the parts of the name. */
  name: string;
  /** Title, caption, creator. */
  words: string;
  keywords: string;
  /** Camera and lens. */
  gear: string;
  place: string;
}

/** Longer ones are no words to search for, but a text that was pasted. */
const MOST_CHARS = 8000;

export function wordsOf(photo: {
  key: string;
  metadata: AssetMetadata;
  edits: AssetEdits | null;
}): PhotoWords {
  const { metadata } = photo;
  const shown = shownWords(metadata, photo.edits);
  const camera = cameraName(metadata.cameraMake, metadata.cameraModel);
  return {
    name: withParts([photo.key]),
    words: folded([shown.title, shown.caption, shown.creator]),
    keywords: folded(shown.keywords ?? []),
    gear: withParts([metadata.cameraMake, camera, metadata.lens]),
    place: folded(placeWords(metadata)),
  };
}

const folded = (texts: ReadonlyArray<string | null | undefined>): string =>
  foldText(texts.filter(Boolean).join(' ').slice(0, MOST_CHARS));

/** `DSC01234` is found by `dsc`, `01234` and `1234`, too, `RF24-70mm` by `24-70`. */
function withParts(texts: ReadonlyArray<string | null | undefined>): string {
  const text = texts.filter(Boolean).join(' ').slice(0, MOST_CHARS);
  const parts = splitAtDigits(text);
  const numbers = [...parts.matchAll(/\b0+([1-9]\d*)\b/g)].map(([, number]) => number);
  const all = [text, parts === text ? '' : parts, numbers.join(' ')];
  return foldText(all.filter(Boolean).join(' '));
}

/** A space wherever letters meet digits, and before a capital within a word. */
export const splitAtDigits = (text: string): string =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L})/gu, '$1 $2');
