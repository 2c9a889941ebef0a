/**
 * Stands where the worker stands on a guest's page: answers from what the composer told, asks it for pictures, and refuses whatever
 * would send or save. There is no key, no address and no network behind it.
 */
import type { PreviewPhoto, PreviewWords } from '../../../src-shared/domain/share-preview';
import type { Engine } from '../engine-client';
import { GuestError } from '../engine-protocol';
import { picturedBy } from './preview-share';
import { writeOver } from './preview-watermark';

export interface Told {
  words: PreviewWords;
  photos: readonly PreviewPhoto[];
}

/** `ask`: null where there is no such picture. */
export function startPreviewEngine(
  told: () => Told,
  ask: (photo: PreviewPhoto, size: 'thumb' | 'web') => Promise<Blob | null>,
): Engine {
  const refuse = () => Promise.reject(new GuestError('unsupported'));
  return {
    picture: async ({ place }) => {
      const { words, photos } = told();
      const pictured = picturedBy(place, photos);
      if (pictured === 'logo') return blobOf(words.logo ?? '');
      const picture = pictured && (await ask(pictured.photo, pictured.size));
      if (!picture) throw new GuestError('gone');
      return words.watermark ? writeOver(picture, words.watermark) : picture;
    },
    lock: async () => '',
    unlockKept: async () => null,
    // The receipt that every opening writes, and here none.
    sendOpened: async () => false,
    greet: refuse,
    unlock: refuse,
    film: refuse,
    filmPieces: refuse,
    save: refuse,
    sendChoice: refuse,
    nameFiles: refuse,
    sendFiles: refuse,
    sendWords: refuse,
  };
}

/** Of a data: address, which the page may not fetch. */
function blobOf(address: string): Blob {
  const [, type = '', base64 = ''] = /^data:([^;,]+);base64,(.*)$/.exec(address) ?? [];
  return new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type });
}
