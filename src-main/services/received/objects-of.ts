/**
 * What a manifest names, as the objects of a store that the rest of the app reads like any album's: a file for each photo, and for each sealed
 * pack of thumbnails a pack of ours (pack-format.ts) whose head is written here and whose pictures stay where they are.
 */
import { createHash } from 'node:crypto';
import { CAOS_PREFIX } from '../../../src-shared/domain/album';
import type { AssetMetadata } from '../../../src-shared/domain/asset';
import { MOST_PACK_ENTRIES } from '../../../src-shared/domain/pack';
import type { ReceivedObject } from '../../storage/received-share';
import { encodePackHead, PACKS_PREFIX, packName } from '../pack-format';
import { plainLine, plainText, shownPlace } from './name-photos';
import type { Item, Manifest } from './page-schemas';

const THUMB_PX = 512;
/** Below what one pack may hold, whatever a sender packs together. */
const PER_PACK = Math.min(500, MOST_PACK_ENTRIES);

interface Named {
  item: Item;
  object: ReceivedObject;
  sizeBytes: number;
}

/** Below it, under the same key, the picture to look at: where a photo is its original, and for a film. Never listed as photos. */
export const LOOKS_PREFIX = `${CAOS_PREFIX}looks/`;

/** `addedAtMs`: when the share was opened here; photos without a time stand in the sender's order from then on. */
export function objectsOf(
  manifest: Manifest,
  names: ReadonlyMap<string, string>,
  addedAtMs: number,
): ReceivedObject[] {
  const files = manifest.items.flatMap((item, index) =>
    fileOf(manifest, item, names.get(item.id), addedAtMs + index),
  );
  const packs = new Map<number | null, Named[]>();
  for (const file of files) {
    const pack = file.item.thumb?.object ?? null;
    packs.set(pack, [...(packs.get(pack) ?? []), file]);
  }
  return [
    ...files.map(({ object }) => object),
    ...files.flatMap((file) => lookOf(manifest, file)),
    ...[...packs.values()].flatMap((all) =>
      Array.from({ length: Math.ceil(all.length / PER_PACK) }, (_, at) =>
        packOf(manifest, all.slice(at * PER_PACK, (at + 1) * PER_PACK), addedAtMs),
      ),
    ),
  ];
}

function fileOf(manifest: Manifest, item: Item, key: string | undefined, modifiedAtMs: number): Named[] {
  const place = shownPlace(item, manifest.allow.original);
  const object = place && manifest.objects[place.object];
  if (!place || !object || key === undefined || place.sizeBytes === 0) return [];
  const { id, revision } = object;
  // What is told of it is part of it: new words make the photo another one, and so come through every cache.
  const told = [manifest.shareId, id, revision, place.offset, place.sizeBytes, item.thumb, metadataOf(item)];
  const etag = createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 40);
  const parts = [{ object, offset: place.offset, sizeBytes: place.sizeBytes }];
  return [
    { item, sizeBytes: place.sizeBytes, object: { key, etag, contentType: place.type, modifiedAtMs, parts } },
  ];
}

function lookOf(manifest: Manifest, { item, object: shown }: Named): ReceivedObject[] {
  const place = item.kind === 'video' ? item.poster : item.web;
  const object = place && manifest.objects[place.object];
  const [part] = shown.parts;
  const isShown = part && 'object' in part && part.object === object && part.offset === place?.offset;
  if (!place || !object || isShown || place.sizeBytes === 0) return [];
  const parts = [{ object, offset: place.offset, sizeBytes: place.sizeBytes }];
  return [{ ...shown, key: LOOKS_PREFIX + shown.key, contentType: place.type, parts }];
}

function packOf(manifest: Manifest, files: Named[], modifiedAtMs: number): ReceivedObject {
  const head = encodePackHead(
    files.map(({ item, object: { key, etag }, sizeBytes }) => ({
      ...{ key, etag, sizeBytes },
      kind: item.kind,
      metadata: metadataOf(item),
      thumbhash: item.thumbHash || null,
      fingerprint: null,
      md5: null,
      thumb: item.thumb && { sizeBytes: item.thumb.sizeBytes, px: THUMB_PX },
    })),
    0, // the same content is the same pack, whenever it is written
  );
  const etag = createHash('sha256').update(head).digest('hex').slice(0, 40);
  const thumbs = files.flatMap(({ item: { thumb } }) => {
    const object = thumb && manifest.objects[thumb.object];
    return thumb && object ? [{ object, offset: thumb.offset, sizeBytes: thumb.sizeBytes }] : [];
  });
  return {
    key: PACKS_PREFIX + packName(0, etag.slice(0, 8), files.length),
    etag,
    contentType: 'application/octet-stream',
    modifiedAtMs,
    parts: [{ base64: Buffer.from(head).toString('base64') }, ...thumbs],
  };
}

function metadataOf(item: Item): AssetMetadata {
  const title = plainLine(item.title, 1000);
  const caption = plainText(item.caption, 4000);
  return {
    widthPx: Math.max(1, Math.round(item.width)),
    heightPx: Math.max(1, Math.round(item.height)),
    ...(isDate(item.takenAtMs) && { takenAtLocal: new Date(item.takenAtMs).toISOString().slice(0, 19) }),
    ...(item.durationMs !== null && { durationMs: item.durationMs }),
    ...(title !== '' && { title }),
    ...(caption !== '' && { caption }),
  };
}

/** Photography is younger than 1800, and a year has four digits in what we write. */
const isDate = (ms: number | null): ms is number =>
  ms !== null && ms > Date.UTC(1800, 0) && ms < Date.UTC(10_000, 0);
