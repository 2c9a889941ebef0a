/** Thumbnails of photos that an app of ours uploaded: out of the album's packs, made by the computer that had the original. */
import type { Asset } from '../../src-shared/domain/asset';
import type { AssetId } from '../../src-shared/units';
import { albumOr404 } from './albums';
import type { Core } from './core';
import {
  contentDigest,
  keepFile,
  readKnownContent,
  showKnownContent,
  writeKnownContent,
} from './known-content';
import { readPackedThumbs } from './read-derivatives';

/** All of one album. Answers those that the pack does not hold. Rejects with the store's errors, `disk-full`, `io`. */
export async function fetchPackedThumbs(
  core: Core,
  pack: string,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<AssetId[]> {
  const left: Asset[] = [];
  for (const asset of assets) if (!(await showKnown(core, asset))) left.push(asset);
  const [first] = left;
  if (!first) return [];
  const album = albumOr404(core, first.albumId);
  const keys = left.map((asset) => asset.key);
  const thumbs = await readPackedThumbs(core, album, pack, keys, signal);
  const missing: AssetId[] = [];
  for (const asset of left) {
    const thumb = thumbs.get(asset.key);
    if (!thumb) {
      missing.push(asset.id);
      continue;
    }
    const digest = contentDigest(asset);
    await keepFile(core.cache.content(digest).thumb, thumb.bytes);
    const { metadata, thumbhash } = asset;
    const known = { metadata, thumbhash, thumbPx: thumb.px, mediaError: null, better: null };
    await writeKnownContent(core.cache, digest, known);
    await showKnownContent(core, asset, digest, known);
  }
  return missing;
}

async function showKnown(core: Core, asset: Asset): Promise<boolean> {
  const digest = contentDigest(asset);
  const known = await readKnownContent(core.cache, digest);
  return known !== null && known.thumbPx > 0 && showKnownContent(core, asset, digest, known);
}
