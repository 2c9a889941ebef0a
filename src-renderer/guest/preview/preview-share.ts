/** The share of a preview, as the envelope and the manifest of a real one would tell it. Pure. */
import { coverIdOf } from '../../../src-shared/domain/share-order';
import type { Place, ShareGreeting, ShareItem } from '../../../src-shared/domain/share-page';
import type { PreviewPhoto, PreviewWords } from '../../../src-shared/domain/share-preview';
import type { OpenedShare } from '../engine-protocol';

/** What a place of a preview means: nothing is sealed here, so its number says which picture it is. */
export type Pictured = 'logo' | { photo: PreviewPhoto; size: 'thumb' | 'web' };

const LOGO = 0;
const place = (object: number, sizeBytes: number): Place => ({
  ...{ object, offset: 0, sizeBytes, type: 'image/jpeg' },
});
const thumbOf = (index: number): Place => place(1 + 2 * index, 1);
const webOf = (index: number, bytes: number): Place => place(2 + 2 * index, bytes);

/** Null for a place that none of these has. */
export function picturedBy({ object }: Place, photos: readonly PreviewPhoto[]): Pictured | null {
  if (object === LOGO) return 'logo';
  const photo = photos[Math.ceil(object / 2) - 1];
  return photo ? { photo, size: object % 2 === 1 ? 'thumb' : 'web' } : null;
}

export const greetingOf = (words: PreviewWords): ShareGreeting => ({
  photographer: words.photographer,
  title: words.title,
  recipientName: words.recipientName,
  language: words.language,
  endsAtMs: words.endsAtMs,
});

export function shareOf(words: PreviewWords, photos: readonly PreviewPhoto[]): OpenedShare {
  const { title, message, photographer, language, allow, showFileNames, endsAtMs } = words;
  const items = photos.map((photo, index) => itemOf(photo, index, words));
  const coverId = coverIdOf(photos, words.cover);
  return {
    manifest: {
      format: 'caos-share-manifest',
      version: 1,
      shareId: 'preview',
      revision: 1,
      ...{ title, message, photographer, language, allow, showFileNames },
      cover: items[photos.findIndex(({ id }) => id === coverId)]?.web ?? null,
      logo: words.logo === null ? null : place(LOGO, words.logo.length),
      objects: [],
      items,
    },
    endsAtMs,
    sureUntilMs: endsAtMs,
    takesPicks: true,
  };
}

function itemOf(photo: PreviewPhoto, index: number, { showFileNames, allow }: PreviewWords): ShareItem {
  const { id, kind, title, caption, width, height, takenAtMs, durationMs, thumbHash } = photo;
  const web = photo.hasPicture ? webOf(index, photo.webBytes) : null;
  return {
    ...{ id: `p${id}`, kind, title, caption, width, height, takenAtMs, durationMs, thumbHash },
    fileName: showFileNames ? photo.fileName : '',
    thumb: photo.hasPicture ? thumbOf(index) : null,
    web,
    poster: kind === 'video' ? web : null,
    original: allow.original ? place(2 + 2 * index, photo.originalBytes) : null,
  };
}
