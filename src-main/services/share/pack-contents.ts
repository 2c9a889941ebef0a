/** What the page reads first: thumbnails packed, so that a grid takes few requests, and the manifest that names everything. */
import { readFile } from 'node:fs/promises';
import { coverIdOf } from '../../../src-shared/domain/share-order';
import type { Photographer, Place, ShareItem, ShareManifest } from '../../../src-shared/domain/share-page';
import { fileError } from '../../../src-shared/file-error';
import { utf8 } from '../../../src-shared/sealing/bytes';
import { CHUNK_BYTES } from '../../../src-shared/sealing/sealed-object';
import type { PreparedPhoto, ShareObjectRow, SharePhotoRow, ShareRow } from '../../catalogue/catalogue';
import { changeShare, type ShareDesk } from './desk';
import { shownOrder } from './order-photos';
import { thumbPathOf } from './prepare-photo';
import { sealBytes } from './seal-file';
import type { ShareSecrets } from './secrets';

/** A slow phone waits for the first one: the photos at the top, then its screen, then what scrolling takes. */
const PACKS = [4, 12] as const;
const LATER_PACKS = 40;

type Ready = SharePhotoRow & { prepared: PreparedPhoto };
const isReady = (photo: SharePhotoRow): photo is Ready => photo.prepared !== null;

/** Goes on where it was interrupted. */
export async function packThumbs(
  desk: ShareDesk,
  share: ShareRow,
  secrets: ShareSecrets,
  signal: AbortSignal,
): Promise<void> {
  const { shares } = desk.core.catalogue;
  const ready = shownOrder(desk, share, shares.photos(share.id).filter(isReady));
  const waiting = ready.filter(({ prepared }) => prepared.thumb === null && prepared.thumbBytes > 0);
  let packed = shares.objects(share.id).filter(({ kind }) => kind === 'thumbs').length;
  while (waiting.length > 0) {
    const pack = takePack(waiting, PACKS[packed] ?? LATER_PACKS);
    packed += 1;
    const bytes = await Promise.all(
      pack.map(({ place }) => {
        const path = thumbPathOf(desk, share, place);
        return readFile(path).catch((error: unknown) => {
          throw fileError(error, path);
        });
      }),
    );
    const whole = Buffer.concat(bytes);
    const object = await sealBytes(
      desk,
      { id: share.id, secrets },
      { kind: 'thumbs', revision: 1, sizeBytes: whole.length, source: one(whole) },
      signal,
    );
    desk.core.catalogue.transaction(() => {
      shares.addObjects(share.id, [object]);
      let offset = 0;
      for (const [at, { place, prepared, error }] of pack.entries()) {
        const thumbBytes = bytes[at]?.length ?? 0;
        const packed = { ...prepared, thumbBytes, thumb: { object: object.id, offset } };
        shares.setPrepared(share.id, place, packed, error);
        offset += thumbBytes;
      }
    });
  }
}

/** At most so many, and no more than one chunk of a sealed object holds. */
function takePack(waiting: Ready[], most: number): Ready[] {
  const pack: Ready[] = [];
  let bytes = 0;
  while (pack.length < most) {
    const next = waiting[0];
    if (!next || (pack.length > 0 && bytes + next.prepared.thumbBytes > CHUNK_BYTES)) break;
    bytes += next.prepared.thumbBytes;
    pack.push(next);
    waiting.shift();
  }
  return pack;
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** What pages need besides the photos themselves: small, and sent at any time. */
export const isSmall = ({ kind }: Pick<ShareObjectRow, 'kind'>): boolean =>
  kind === 'thumbs' || kind === 'manifest' || kind === 'logo';

/** Sealed anew under the next revision; the one before is forgotten. `without`: objects that nobody is told of yet, nor of their photos. */
export async function sealManifest(
  desk: ShareDesk,
  share: ShareRow,
  secrets: ShareSecrets,
  photographer: Photographer,
  signal: AbortSignal,
  without: ReadonlySet<string> = new Set(),
): Promise<ShareRow> {
  const { shares } = desk.core.catalogue;
  const revision = share.revision + 1;
  const logo = await sealLogo(desk, share, secrets, signal);
  const isTold = ({ prepared: { web, poster } }: Ready): boolean =>
    ![web, poster].some((object) => object !== null && without.has(object));
  const manifest = manifestOf(share, revision, photographer, {
    photos: shownOrder(desk, share, shares.photos(share.id).filter(isReady).filter(isTold)),
    objects: shares.objects(share.id).filter(({ id }) => !without.has(id)),
    logo,
  });
  const bytes = utf8(JSON.stringify(manifest));
  const object = await sealBytes(
    desk,
    { id: share.id, secrets },
    { kind: 'manifest', revision, sizeBytes: bytes.length, source: one(bytes) },
    signal,
  );
  const { id, sizeBytes } = object;
  const change = { revision, manifest: { id, revision, sizeBytes } };
  desk.core.catalogue.transaction(() => {
    if (share.manifest) shares.removeObjects(share.id, [share.manifest.id]);
    shares.addObjects(share.id, [object]);
    changeShare(desk, share.id, change);
  });
  return { ...share, ...change };
}

/** The photographer's, as it is now; null: there is none. */
async function sealLogo(
  desk: ShareDesk,
  share: ShareRow,
  secrets: ShareSecrets,
  signal: AbortSignal,
): Promise<{ object: string; type: string } | null> {
  const { shares, identity } = desk.core.catalogue;
  const before = shares.objects(share.id).filter(({ kind }) => kind === 'logo');
  shares.removeObjects(
    share.id,
    before.map(({ id }) => id),
  );
  const logo = identity.get()?.logo;
  if (!logo) return null;
  const given = { kind: 'logo' as const, revision: 1, sizeBytes: logo.bytes.length, source: one(logo.bytes) };
  const object = await sealBytes(desk, { id: share.id, secrets }, given, signal);
  shares.addObjects(share.id, [object]);
  return { object: object.id, type: logo.type };
}

function manifestOf(
  share: ShareRow,
  revision: number,
  photographer: Photographer,
  held: { photos: Ready[]; objects: ShareObjectRow[]; logo: { object: string; type: string } | null },
): ShareManifest {
  const objects = held.objects.filter(({ kind }) => kind !== 'manifest');
  const indexOf = new Map(objects.map((object, index) => [object.id, index]));
  const whole = (id: string | null | undefined, type: string): Place | null => {
    const object = id ? indexOf.get(id) : undefined;
    if (object === undefined) return null;
    return { object, offset: 0, sizeBytes: objects[object]?.sizeBytes ?? 0, type };
  };
  const itemOf = ({ itemId, fileName, prepared }: Ready): ShareItem => {
    const { thumb, thumbBytes } = prepared;
    const pack = thumb ? indexOf.get(thumb.object) : undefined;
    return {
      id: itemId,
      kind: prepared.kind,
      title: prepared.title,
      caption: prepared.caption,
      fileName: share.options.showFileNames ? fileName : '',
      width: prepared.width,
      height: prepared.height,
      takenAtMs: prepared.takenAtMs,
      durationMs: prepared.durationMs,
      thumbHash: prepared.thumbHash,
      thumb:
        thumb && pack !== undefined
          ? { object: pack, offset: thumb.offset, sizeBytes: thumbBytes, type: 'image/webp' }
          : null,
      web: whole(prepared.web, prepared.webType),
      poster: whole(prepared.poster, 'image/jpeg'),
      original: whole(prepared.original?.object, prepared.original?.type ?? ''),
      ...(prepared.film && { film: prepared.film }),
    };
  };
  const items = held.photos.map(itemOf);
  const pictures = held.photos.flatMap(({ assetId, prepared }, at) => {
    const place = coverOf(items[at]);
    return place === null ? [] : [{ id: assetId, kind: prepared.kind, place }];
  });
  const coverId = coverIdOf(pictures, share.options.cover);
  return {
    format: 'caos-share-manifest',
    version: 1,
    shareId: share.id,
    revision,
    title: share.title,
    message: share.message,
    photographer,
    language: share.language,
    cover: pictures.find(({ id }) => id === coverId)?.place ?? null,
    logo: whole(held.logo?.object, held.logo?.type ?? ''),
    allow: {
      web: share.allow.web,
      original: share.allow.original,
      pick: share.allow.pick,
      comment: share.allow.comment,
    },
    showFileNames: share.options.showFileNames,
    objects: objects.map(({ id, revision: ofObject, sizeBytes }) => ({ id, revision: ofObject, sizeBytes })),
    items,
  };
}

/** The picture in web size; a video's poster. */
const coverOf = (item: ShareItem | undefined): Place | null =>
  (item?.kind === 'photo' ? item.web : item?.poster) ?? null;
