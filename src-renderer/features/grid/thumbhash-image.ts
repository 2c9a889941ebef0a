/** Placeholder pictures made of thumbhashes, as data: URLs; the newest few hundred are kept. */
import { thumbHashToDataURL } from 'thumbhash';

/** One is about 3 KB of text; enough for several screens of the grid. */
const keptImages = 600;
const images = new Map<string, string>();

/** A 32 px picture of a base64 thumbhash, or null when it is not one. About 0.3 ms the first time. */
export function thumbhashImage(thumbhash: string): string | null {
  const known = images.get(thumbhash);
  if (known !== undefined) return known;
  try {
    const url = thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (letter) => letter.charCodeAt(0)));
    images.set(thumbhash, url);
    for (const oldest of images.keys()) {
      if (images.size <= keptImages) break;
      images.delete(oldest);
    }
    return url;
  } catch {
    return null; // a placeholder is never worth an error
  }
}
