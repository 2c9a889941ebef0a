/** About how many bytes a guest's sizes of a photo take, before they are made. Pure. */
import type { Asset } from './asset';

const WEB_PX = 2048;
/** JPEG of quality 85, of real photos. */
const WEB_BYTES_PER_PIXEL = 0.28;
const THUMB_BYTES = 28_000;
/** H.264 of 1280 px with sound. */
const FILM_BYTES_PER_MS = 320;

/** The thumbnail and the web size; of a video its poster and the film. */
export function shownBytesOf({ kind, metadata }: Pick<Asset, 'kind' | 'metadata'>): number {
  const { widthPx = 3000, heightPx = 2000 } = metadata;
  const scale = Math.min(1, WEB_PX / Math.max(widthPx, heightPx));
  const picture = widthPx * heightPx * scale * scale * WEB_BYTES_PER_PIXEL + THUMB_BYTES;
  return Math.round(picture + (kind === 'video' ? (metadata.durationMs ?? 0) * FILM_BYTES_PER_MS : 0));
}
