/** Asks a store afresh what it holds of single objects, and reads them back where that is wanted. */
import { AppError, toWire, type WireError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import type { ReceiptDepth } from '../../../src-shared/domain/receipt';
import type { AssetId, ConnectionId } from '../../../src-shared/units';
import type { ConfirmableAsset } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import type { Core } from '../core';
import { headWhole } from '../head-whole';
import type { HeldObject } from './judge-object';
import { createTurns } from './turns';

export type StoreAnswer =
  | { type: 'held'; held: HeldObject; atMs: number; etagOf: ObjectStore['multipart']['etagOf'] }
  | { type: 'missing' }
  | { type: 'damaged'; reason: WireError }
  | { type: 'unanswered'; reason: WireError };

export interface StoreQuestions {
  /** Each object is asked for once, however many files of the card it stands for. */
  ask(album: Album, asset: ConfirmableAsset): Promise<StoreAnswer>;
}

/** Every byte crosses the link: beside uploads, so few at once. */
const READ_BACK_AT_ONCE = 4;
/** So many questions in a row without an answer (each was tried again by the store's own layer): the rest are not asked. */
const UNANSWERED_IN_A_ROW = 8;

/** Rejects only with `cancelled`; everything else is an answer. */
export function createStoreQuestions(
  core: Pick<Core, 'stores' | 'uploads' | 'now'>,
  depth: ReceiptDepth,
  signal: AbortSignal,
): StoreQuestions {
  const answers = new Map<AssetId, Promise<StoreAnswer>>();
  const silent = new Map<ConnectionId, number>();
  const readTurns = createTurns(READ_BACK_AT_ONCE);

  async function ask(album: Album, asset: ConfirmableAsset): Promise<StoreAnswer> {
    signal.throwIfAborted();
    const unansweredSoFar = silent.get(album.connectionId) ?? 0;
    if (unansweredSoFar >= UNANSWERED_IN_A_ROW) return { type: 'unanswered', reason: notAsked(album) };
    let store: ObjectStore | null = null;
    try {
      store = await core.stores.open(album.connectionId);
      const answer = await askOnce(store, album, asset);
      silent.set(album.connectionId, 0);
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      const wire = toWire(error);
      // Only the store itself can say that something is gone; a connection that is not known here says nothing.
      if (store && (wire.code === 'bucket-missing' || wire.code === 'not-found')) return { type: 'missing' };
      // It answered, and could not give the bytes as they were stored: a part of the object is damaged or gone.
      if (store && wire.code === 'integrity') return { type: 'damaged', reason: damaged };
      silent.set(album.connectionId, (silent.get(album.connectionId) ?? 0) + 1);
      return { type: 'unanswered', reason: wire };
    }
  }

  async function askOnce(store: ObjectStore, album: Album, asset: ConfirmableAsset): Promise<StoreAnswer> {
    const key = album.prefix + asset.key;
    const head = await headWhole(store, album.bucket, key, { signal });
    if (!head) return { type: 'missing' };
    const atMs = core.now();
    const held: HeldObject = {
      sizeBytes: head.sizeBytes,
      etag: head.etag,
      etagKind: head.etagKind ?? (store.capabilities.etagIsMd5 ? 'md5' : 'opaque'),
      expiresAtMs: head.expiresAtMs ?? null,
      readBack: null,
    };
    if (depth === 'read-back' && head.sizeBytes === asset.sizeBytes) {
      const access = await core.stores.access(album.connectionId);
      const partBytes = asset.parts?.partBytes;
      held.readBack = await readTurns(() =>
        core.uploads.run(
          {
            type: 'hash-object',
            store: access,
            bucket: album.bucket,
            key,
            ...(partBytes !== undefined && { partBytes }),
          },
          { signal },
        ),
      );
      return { type: 'held', held, atMs: core.now(), etagOf: store.multipart.etagOf };
    }
    return { type: 'held', held, atMs, etagOf: store.multipart.etagOf };
  }

  return {
    ask(album, asset) {
      const asked = answers.get(asset.id) ?? ask(album, asset);
      answers.set(asset.id, asked);
      return asked;
    },
  };
}

const damaged: WireError = {
  code: 'integrity',
  message:
    'The store could not give it back whole: a part of it is damaged. Delete it there (Storage), then import the file again.',
  retry: 'after-user',
};

const notAsked = (album: Album): WireError =>
  toWire(
    new AppError('unreachable', `“${album.connectionName}” does not answer. Check again when it does.`, {
      params: { connection: album.connectionName },
    }),
  );
