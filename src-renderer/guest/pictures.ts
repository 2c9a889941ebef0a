/** Pictures as addresses that `<img>` takes: thumbnails stay, larger ones of the last few photos only. */
import { thumbHashToDataURL } from 'thumbhash';
import type { Place, ShareItem } from '../../src-shared/domain/share-page';
import type { Engine } from './engine-client';

const KEPT_LARGE = 7;

export interface Pictures {
  thumb(item: ShareItem): Promise<string> | null;
  /** Web size; of a video its poster. */
  large(item: ShareItem): Promise<string> | null;
  place(place: Place): Promise<string>;
  /** A blur of the colours, at once; '' when there is none. */
  blur(item: ShareItem): string;
}

export function openPictures(engine: Engine): Pictures {
  const thumbs = new Map<string, Promise<string>>();
  const large = new Map<string, Promise<string>>();
  const load = async (place: Place) => URL.createObjectURL(await engine.picture({ place }));
  const kept = (cache: Map<string, Promise<string>>, key: string, place: Place) => {
    const known = cache.get(key);
    if (known) return known;
    const loading = load(place);
    cache.set(key, loading);
    loading.catch(() => cache.delete(key));
    return loading;
  };
  return {
    thumb: (item) => (item.thumb ? kept(thumbs, item.id, item.thumb) : null),
    large: (item) => {
      const place = (item.kind === 'video' ? item.poster : item.web) ?? item.thumb;
      if (!place) return null;
      const address = kept(large, item.id, place);
      large.delete(item.id);
      large.set(item.id, address);
      for (const [id, old] of large) {
        if (large.size <= KEPT_LARGE) break;
        large.delete(id);
        old.then(URL.revokeObjectURL, () => undefined);
      }
      return address;
    },
    place: load,
    blur: ({ thumbHash }) => {
      try {
        return thumbHash === '' ? '' : thumbHashToDataURL(bytesOf(thumbHash));
      } catch {
        return '';
      }
    },
  };
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
