/**
 * The sealed objects of a share on their way into the store. The rows are the queue: what the store confirmed is written down at once and
 * never sent again; after a kill the store is asked for the one object, or the parts of one, that may have arrived unheard.
 */
import { rm, stat } from 'node:fs/promises';
import { AppError } from '../../../src-shared/app-error';
import type { ShareObjectRow, ShareRow } from '../../catalogue/catalogue';
import type { ObjectStore, Part } from '../../storage/object-store';
import type { SourceStamp, StoreAccess } from '../../workers/jobs';
import { partRanges, planUpload } from '../plan-parts';
import { inLanes, requireLine, type ShareDesk, storeOf } from './desk';
import { sealedPath } from './seal-file';

const LANES = 4;
const PARTS_AT_ONCE = 3;
const CONTENT_TYPE = 'application/octet-stream';

interface Sending {
  desk: ShareDesk;
  share: ShareRow;
  store: ObjectStore;
  access: StoreAccess;
  /** null: never. */
  expiresAtMs: number | null;
  evenHeld: boolean;
  signal: AbortSignal;
}

export const objectKey = (share: ShareRow, objectId: string): string =>
  share.folder + share.objectsFolder + objectId;

/**
 * Sends what waits. `unheard`: objects that an earlier try may have stored; each is taken out once it was looked at. Rejects with the
 * store's errors and `not-found` (`params.object`) for an object whose sealed file is gone.
 */
export async function putObjects(
  desk: ShareDesk,
  share: ShareRow,
  given: {
    unheard: Set<string>;
    expiresAtMs: number | null;
    /** Which of those that wait are sent; default: all. */
    only?: ReadonlySet<string>;
    /** Also while uploads are paused: small ones that take something out of sight. */
    evenHeld?: boolean;
  },
  signal: AbortSignal,
): Promise<void> {
  const waiting = desk.core.catalogue.shares
    .waitingObjects(share.id)
    .filter(({ id }) => given.only?.has(id) !== false);
  if (waiting.length === 0) return;
  const store = await storeOf(desk, share);
  const access = await desk.core.stores.access(share.connectionId);
  const { expiresAtMs, evenHeld = false } = given;
  const sending = { desk, share, store, access, expiresAtMs, evenHeld, signal };
  await inLanes(waiting, LANES, async (object) => {
    const look = given.unheard.has(object.id);
    given.unheard.add(object.id);
    await putObject(sending, object, look);
    given.unheard.delete(object.id);
  });
}

async function putObject(sending: Sending, object: ShareObjectRow, look: boolean): Promise<void> {
  const { desk, share, store } = sending;
  if (!sending.evenHeld) requireLine(desk);
  const path = sealedPath(desk, share.id, object.id);
  const found = await stat(path).catch(() => null);
  if (found?.size !== object.sealedBytes)
    throw new AppError('not-found', 'A prepared file of the share is gone. It is made again.', {
      retry: 'later',
      params: { object: object.id },
    });
  const source = { path, sizeBytes: found.size, modifiedAtMs: found.mtimeMs };
  const plan = planUpload(source.sizeBytes, store.capabilities);
  if (plan.type === 'too-large')
    throw new AppError(
      'unsupported',
      'A film of this share is larger than its store takes. Share it without originals.',
    );
  if (plan.type === 'single') await putWhole(sending, object, source, look);
  else await putParts(sending, object, source, object.partBytes ?? plan.partBytes, look);
  desk.core.catalogue.shares.setObjectStored(share.id, object.id);
  desk.core.changes.share(share.id);
  await rm(path, { force: true });
}

async function putWhole(
  { desk, share, store, access, expiresAtMs, signal }: Sending,
  object: ShareObjectRow,
  source: SourceStamp,
  look: boolean,
): Promise<void> {
  const key = objectKey(share, object.id);
  const { uploads } = desk.core;
  const place = { store: access, bucket: share.bucket, key };
  for (let tried = 0; ; tried += 1) {
    const facts = await uploads.run(
      {
        type: 'put-file',
        ...place,
        source,
        contentType: CONTENT_TYPE,
        look: look || tried > 0,
        head: true,
        ...(store.capabilities.expiry === 'object' && expiresAtMs !== null && { expiresAtMs }),
      },
      { signal },
    );
    if (facts.outcome === 'put') {
      if (facts.held?.sizeBytes === source.sizeBytes && facts.held.etag === facts.etag) return;
      throw new AppError(
        'integrity',
        'What the store holds of the share is not what was sent. It is sent again.',
      );
    }
    // An end that we did not live to hear of: it is ours when its bytes are.
    const { md5Hex } = await uploads.run({ type: 'hash-object', ...place }, { signal });
    const ours = await uploads.run({ type: 'hash-file', source }, { signal });
    if (md5Hex === ours.md5Hex) return;
    if (tried > 0)
      throw new AppError(
        'integrity',
        'Another object lies where one of the share belongs. Revoke it and share anew.',
      );
    await store.delete(share.bucket, key, { signal });
  }
}

async function putParts(
  { desk, share, store, access, expiresAtMs, signal }: Sending,
  object: ShareObjectRow,
  source: SourceStamp,
  partBytes: number,
  look: boolean,
): Promise<void> {
  const { shares } = desk.core.catalogue;
  const { uploads } = desk.core;
  const key = objectKey(share, object.id);
  const { md5Hex, partSums = [] } = await uploads.run({ type: 'hash-file', source, partBytes }, { signal });
  if (look) {
    const there = await store.head(share.bucket, key, { signal });
    // Complete and unheard: read back once, as ETags of joined parts differ between stores.
    if (there?.sizeBytes === source.sizeBytes) {
      const held = await uploads.run(
        { type: 'hash-object', store: access, bucket: share.bucket, key },
        { signal },
      );
      if (held.md5Hex === md5Hex) return;
    }
  }
  let uploadId = object.uploadId;
  let held = uploadId ? await heldParts(store, { bucket: share.bucket, key, uploadId }, signal) : null;
  if (uploadId === null || held === null) {
    uploadId = await store.multipart.begin(share.bucket, key, {
      contentType: CONTENT_TYPE,
      ...(store.capabilities.expiry === 'object' && expiresAtMs !== null && { expiresAtMs }),
      signal,
    });
    held = [];
    shares.setObjectUpload(share.id, object.id, uploadId, partBytes);
  }
  const upload = { bucket: share.bucket, key, uploadId };
  const isOurs = (part: Part): boolean =>
    (part.etagKind ?? (store.capabilities.etagIsMd5 ? 'md5' : 'opaque')) !== 'md5' ||
    part.etag === partSums[part.number - 1];
  const parts = new Map(held.filter(isOurs).map((part) => [part.number, part]));
  const missing = partRanges(source.sizeBytes, partBytes).filter(({ number }) => !parts.has(number));
  await inLanes(missing, PARTS_AT_ONCE, async ({ number, start, sizeBytes }) => {
    requireLine(desk);
    const job = {
      type: 'put-part' as const,
      store: access,
      source,
      ...upload,
      partNumber: number,
      start,
      sizeBytes,
    };
    parts.set(number, (await uploads.run(job, { signal })).part);
  });
  const inOrder = [...parts.values()].sort((a, b) => a.number - b.number);
  await store.multipart.complete(upload, inOrder, { signal });
  const there = await store.head(share.bucket, key, { signal });
  if (there?.sizeBytes !== source.sizeBytes)
    throw new AppError(
      'integrity',
      'What the store holds of the share is not what was sent. It is sent again.',
    );
}

/** null: the store does not know the upload any more. */
const heldParts = (
  store: ObjectStore,
  upload: { bucket: string; key: string; uploadId: string },
  signal: AbortSignal,
): Promise<Part[] | null> =>
  store.multipart.listParts(upload, { signal }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'upload-gone') return null;
    throw error;
  });
