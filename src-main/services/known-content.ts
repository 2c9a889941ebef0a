/** What is known of an object by its ETag and size: read from a store once, whatever album, name or connection it is seen under. */
import { createHash, randomUUID } from 'node:crypto';
import { copyFile, link, readFile, rename, rm, utimes } from 'node:fs/promises';
import { z } from 'zod';
import { WireError } from '../../src-shared/app-error';
import { type Asset, AssetMetadata } from '../../src-shared/domain/asset';
import { fileError } from '../../src-shared/file-error';
import { gridPathOf, stripPathOf, writeWhole } from '../media/write-whole';
import type { CachePaths, Core } from './core';

const Range = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  orientation: z.number().int().min(1).max(8),
  aspect: z.number().positive().nullable(),
});
const KnownContent = z.object({
  version: z.literal(1),
  metadata: AssetMetadata,
  thumbhash: z.string().nullable(),
  /** Long side of the thumbnail beside these facts; 0: there is none. */
  thumbPx: z.number().int().nonnegative(),
  mediaError: WireError.nullable(),
  /** Where a better picture lies: in a preview, in the whole photo, nowhere. */
  better: z.union([Range, z.literal('whole'), z.null()]),
});
export type KnownContent = Omit<z.infer<typeof KnownContent>, 'version'>;

/** SHA-256 of ETag and size; of no other object where the store tells no ETag. */
export function contentDigest(asset: Pick<Asset, 'etag' | 'sizeBytes'>): string {
  return createHash('sha256')
    .update(`${asset.etag || randomUUID()}\n${asset.sizeBytes}`)
    .digest('hex');
}

let lastWrite = 0;
/** Whole or not at all, however many write it at once. Rejects with `disk-full`, `io`. */
export const keepFile = (path: string, bytes: Uint8Array): Promise<void> =>
  writeWhole(path, ++lastWrite, bytes);

/** null when nothing (readable) is known. */
export async function readKnownContent(cache: CachePaths, digest: string): Promise<KnownContent | null> {
  try {
    const parsed = KnownContent.safeParse(JSON.parse(await readFile(cache.content(digest).facts, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The thumbnail must lie there already. Rejects with `disk-full`, `io`. */
export async function writeKnownContent(
  cache: CachePaths,
  digest: string,
  known: KnownContent,
): Promise<void> {
  const text = JSON.stringify({ version: 1, ...known });
  await keepFile(cache.content(digest).facts, Buffer.from(text));
}

/**
 * Makes it the asset's own: thumbnail, facts, event. Does nothing for an asset that went or changed meanwhile. False when the thumbnail
 * is not there any more.
 */
export async function showKnownContent(
  core: Core,
  asset: Asset,
  digest: string,
  known: KnownContent,
): Promise<boolean> {
  if (!isStill(core, asset)) return true;
  await markUsed(core, digest);
  if (known.thumbPx > 0) {
    const { thumb } = core.cache.content(digest);
    await rm(core.cache.grid(asset.id), { force: true }); // of the picture that it was before
    const placed = await placeFile(thumb, core.cache.thumb(asset.id));
    if (!placed) return false;
    await placeFile(gridPathOf(thumb), core.cache.grid(asset.id));
    if (known.metadata.stripFrames) await placeFile(stripPathOf(thumb), core.cache.strip(asset.id));
    if (!isStill(core, asset)) return true;
  }
  core.catalogue.assets.setPrepared(asset.id, {
    metadata: known.metadata,
    // A whole photo that turns out to be broken does not take its stamp away.
    thumbhash: known.thumbhash ?? asset.thumbhash,
    hasThumb: known.thumbPx > 0,
    mediaError: known.mediaError,
    thumbPx: known.thumbPx || asset.thumbPx,
  });
  core.changes.asset(asset.albumId, asset.id);
  return true;
}

/** What is used longest ago is trimmed first (trim-cache.ts); the system's own time of access is often not kept. */
async function markUsed(core: Core, digest: string): Promise<void> {
  const now = new Date(core.now());
  await utimes(core.cache.content(digest).facts, now, now).catch(() => undefined);
}

/** The row as it was when its object was asked for: same album, same content. */
export function isStill(core: Core, asset: Asset): boolean {
  const now = core.catalogue.assets.get([asset.id])[0];
  return now !== undefined && now.etag === asset.etag && now.sizeBytes === asset.sizeBytes;
}

/** One file under two names where the disk can, else a copy; never half of one. False when `from` is not there. */
async function placeFile(from: string, to: string): Promise<boolean> {
  const temporary = `${to}.${randomUUID()}.tmp`;
  try {
    await link(from, temporary).catch(() => copyFile(from, temporary));
    await rename(temporary, to);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return false;
    throw fileError(error, to);
  } finally {
    // Renaming one name of a file to another of its names leaves both (rename(2)).
    await rm(temporary, { force: true });
  }
}
