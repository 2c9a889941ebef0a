/**
 * Makes the thumbnail of one stored photo from the smallest bytes that suffice: what is known of its content, a preview inside the object
 * read by range, at last the whole object. What was read once is kept by content and never asked for again.
 */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { AppError, toWire, type WireError } from '../../src-shared/app-error';
import type { Asset } from '../../src-shared/domain/asset';
import { fileError } from '../../src-shared/file-error';
import type { ByteRange, EmbeddedFacts, FoundPreview, PrepareFacts } from '../media/media-protocol';
import { gridPathOf } from '../media/write-whole';
import type { Core } from './core';
import { type FetchedFile, fetchOriginal, fetchRange } from './fetch-original';
import {
  contentDigest,
  isStill,
  type KnownContent,
  readKnownContent,
  showKnownContent,
  writeKnownContent,
} from './known-content';

/**
 * One segment of a JPEG holds at most 64 KiB, and EXIF with its stamp is the first one. Of 57 photos of as many cameras it ended within
 * 16 KiB in 48, within 32 KiB in 51, within 64 KiB in all (the samples of exiv2, ExifTool and the npm package exif). The directories of
 * RAW files lie before their data.
 */
const HEAD_BYTES = 64 * 1024;
/** A second read would cost more than these bytes: the whole object at once. */
const SMALL_BYTES = 2 * HEAD_BYTES;
/** More than a thumbnail is worth. */
const MAX_WHOLE_BYTES = 60 * 1000 * 1000;
/** Each shows the next step only; a file that leads further on is read whole or left. */
const MAX_READS = 5;
/** Of a thumbnail made from all pixels: none is better, however small the photo. */
const COMPLETE_PX = 512;
/** "Sharper" is satisfied by a preview of this long side. */
const SHARP_PX = 480;

export interface FetchThumbOptions {
  /** Made again, from the next better source than the thumbnail at hand. */
  sharper: boolean;
  signal: AbortSignal;
  /** Also ends what a media host is decoding (and with it that host), which scrolling away does not. */
  ending: AbortSignal;
  /** What is left costs less than beginning anew: it is not worth cancelling any more. */
  onNearlyDone?: () => void;
}

/** `whole`: only the whole object gives a picture (`fetchWholeThumb`); `done`: nothing is left to do now. */
export type ThumbStep = 'done' | 'whole';

/** Reads no more than ranges. Rejects with the store's errors, `cancelled`, `disk-full`, `io`, `file-changed`. */
export async function fetchThumb(core: Core, asset: Asset, options: FetchThumbOptions): Promise<ThumbStep> {
  const digest = contentDigest(asset);
  const known = await readKnownContent(core.cache, digest);
  if (known && (known.thumbPx > asset.thumbPx || known.mediaError) && !asset.mediaError) {
    if (await showKnownContent(core, asset, digest, known)) return 'done';
  } else if (known && (known.thumbPx > 0 || known.better === 'whole')) {
    if (known.thumbPx > 0 && !options.sharper) return 'done';
    if (known.better === null) return 'done';
    if (known.better === 'whole') return wholeOrTooLarge(core, asset, known.metadata);
    return lookInside(core, asset, digest, known.better, options);
  }
  if (asset.sizeBytes <= SMALL_BYTES) return 'whole';
  // Its picture is a frame of it, which no range alone gives.
  if (asset.kind === 'video') return asset.sizeBytes <= MAX_WHOLE_BYTES ? 'whole' : 'done';
  return lookInside(core, asset, digest, null, options);
}

async function lookInside(
  core: Core,
  asset: Asset,
  digest: string,
  found: FoundPreview | null,
  options: FetchThumbOptions,
): Promise<ThumbStep> {
  const { facts, etag } = await readEmbedded(core, asset, digest, found, options);
  // Something else lies there by now, or this store tells one ETag in listings and another here: nobody else's picture.
  const own = etag === asset.etag ? digest : null;
  if (facts.outcome !== 'made') {
    const metadata = facts.outcome === 'whole' && !found ? facts.metadata : asset.metadata;
    if (own && !found) {
      const nothing = { metadata, thumbhash: null, thumbPx: 0, mediaError: null, better: 'whole' as const };
      await writeKnownContent(core.cache, own, nothing);
    }
    return wholeOrTooLarge(core, asset, metadata);
  }
  const made = facts.facts;
  await keepAndShow(core, asset, digest, own, {
    // What is measured on the better picture counts.
    metadata: found ? { ...asset.metadata, ...made.metadata } : made.metadata,
    thumbhash: made.thumbhash,
    thumbPx: made.thumb ? Math.max(made.thumb.widthPx, made.thumb.heightPx) : 0,
    mediaError: made.mediaError,
    better: facts.better,
  });
  // One more step for who wants it sharp and had nothing at all.
  if (options.sharper && !found && facts.better === 'whole')
    return wholeOrTooLarge(core, asset, made.metadata);
  return 'done';
}

/** Reads range after range, as the media host asks for them. */
async function readEmbedded(
  core: Core,
  asset: Asset,
  digest: string,
  found: FoundPreview | null,
  { sharper, signal, ending, onNearlyDone }: FetchThumbOptions,
): Promise<{ facts: EmbeddedFacts; etag: string }> {
  const pieces: ByteRange[] = [];
  const read: Buffer[] = [];
  const path = core.cache.fetching(`${randomUUID()}.part`);
  let next: ByteRange = found
    ? { start: found.start, end: found.end }
    : { start: 0, end: Math.min(HEAD_BYTES, asset.sizeBytes) };
  try {
    for (;;) {
      const onBytes = (bytes: number) => bytes * 2 >= next.end - next.start && onNearlyDone?.();
      const { bytes, etag } = await fetchRange(core, asset, next, { signal, onBytes });
      onNearlyDone?.();
      pieces.push(next);
      read.push(bytes);
      await writeFile(path, Buffer.concat(read)).catch((error) => {
        throw fileError(error, path);
      });
      const facts = await core.media.embedded(
        {
          sourcePath: path,
          pieces,
          sizeBytes: asset.sizeBytes,
          fileName: asset.fileName,
          atLeastPx: sharper ? SHARP_PX : 1,
          found: found ?? undefined,
          thumbPath: core.cache.content(digest).thumb,
        },
        { signal: ending },
      );
      if (facts.outcome !== 'need') return { facts, etag };
      if (pieces.length >= MAX_READS) return { facts: { outcome: 'whole', metadata: {} }, etag };
      next = facts.range;
    }
  } finally {
    await rm(path, { force: true });
  }
}

/** Downloads the object and makes the thumbnail from all its pixels. Rejects as `fetchThumb` does. */
export async function fetchWholeThumb(core: Core, asset: Asset, options: FetchThumbOptions): Promise<void> {
  await using file = await fetchOriginal(core, asset, {
    signal: options.signal,
    onBytes: (bytes) => bytes > asset.sizeBytes * 0.7 && options.onNearlyDone?.(),
  });
  options.onNearlyDone?.();
  await makeWholeThumb(core, asset, file, options.ending);
}

/** From the file that was fetched, whatever it was fetched for. Rejects with `media-*`, `disk-full`, `io`. */
export async function makeWholeThumb(
  core: Core,
  asset: Asset,
  file: FetchedFile,
  ending?: AbortSignal,
): Promise<void> {
  const digest = contentDigest(asset);
  const thumbPath = core.cache.content(digest).thumb;
  const made: PrepareFacts = await core.media.prepare(
    { sourcePath: file.path, kind: asset.kind, thumbPath },
    ending ? { signal: ending } : {},
  );
  await keepAndShow(core, asset, digest, file.etag === asset.etag ? digest : null, {
    metadata: made.metadata,
    thumbhash: made.thumbhash,
    thumbPx: made.thumb ? COMPLETE_PX : 0,
    mediaError: made.mediaError,
    better: null,
  });
}

/** `own`: null for what must not be told of other objects with that ETag. */
async function keepAndShow(
  core: Core,
  asset: Asset,
  digest: string,
  own: string | null,
  known: KnownContent,
): Promise<void> {
  if (own) await writeKnownContent(core.cache, own, known);
  await showKnownContent(core, asset, digest, known);
  if (own) return;
  const { thumb } = core.cache.content(digest);
  for (const path of [thumb, gridPathOf(thumb)]) await rm(path, { force: true });
}

/** Too large a one is left without a picture, and says so. */
function wholeOrTooLarge(core: Core, asset: Asset, metadata: Asset['metadata']): ThumbStep {
  if (asset.sizeBytes <= MAX_WHOLE_BYTES) return 'whole';
  if (asset.thumbRevision === 0) {
    const error = new AppError(
      'unsupported',
      `“${asset.fileName}” holds no small picture and is too large to be fetched for one. Open the photo to see it.`,
      { params: { key: asset.key, sizeBytes: asset.sizeBytes } },
    );
    showWithoutPicture(core, { ...asset, metadata }, toWire(error));
  }
  return 'done';
}

/** Keeps why there is no picture, so that it is not asked for again and again. */
export function showWithoutPicture(core: Core, asset: Asset, mediaError: WireError): void {
  if (!isStill(core, asset)) return;
  const { metadata, thumbhash } = asset;
  core.catalogue.assets.setPrepared(asset.id, {
    metadata,
    thumbhash,
    hasThumb: false,
    mediaError,
    thumbPx: asset.thumbPx,
  });
  core.changes.asset(asset.albumId, asset.id);
}
