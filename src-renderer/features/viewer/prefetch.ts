/** Loads and decodes the pictures one arrow key away, so that they are there at once. */
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';

/** Decoded 2048 px pictures kept: about 11 MB each in memory. */
const keptPictures = 6;
const kept = new Map<string, HTMLImageElement>();

function fetchPicture(url: string): void {
  if (kept.has(url)) return;
  const image = new Image();
  image.src = url;
  kept.set(url, image);
  image.decode().catch(() => kept.delete(url)); // tried again when it is looked at
  for (const oldest of kept.keys()) {
    if (kept.size <= keptPictures) break;
    kept.delete(oldest);
  }
}

export function prefetchPictures(photos: ReadonlyArray<{ id: AssetId; revision: number }>): void {
  for (const { id, revision } of photos) fetchPicture(mediaUrl.preview(id, revision));
}

/** True when that picture is decoded already and can be drawn in this frame. */
export const isDecoded = (url: string): boolean => {
  const image = kept.get(url);
  return image?.complete === true && image.naturalWidth > 0;
};
