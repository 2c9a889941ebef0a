/** Reads what a share holds: the sealed file that waits here, or the object in the store; decrypted, piece by piece. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { objectSeal, openStream } from '../../../../src-shared/sealing/sealed-object';
import type { ShareObjectRow, ShareRow } from '../../../catalogue/catalogue';
import { bytesOfBase64, type ShareDesk, storeOf } from '../desk';
import { sealedPath } from '../seal-file';

/** Rejects with `not-found` when it is nowhere, the store's errors, and SealError when it is not what it was. */
export async function* openSealed(
  desk: ShareDesk,
  share: ShareRow,
  contentKey: string,
  object: ShareObjectRow,
  signal: AbortSignal,
  /** What waits here may be sealed under another key than what is stored. */
  from: 'anywhere' | 'store' = 'anywhere',
): AsyncGenerator<Uint8Array> {
  const seal = await objectSeal(desk.primitives, {
    contentKey: bytesOfBase64(contentKey),
    shareId: share.id,
    object: { id: object.id, revision: object.revision, sizeBytes: object.sizeBytes },
  });
  const path = sealedPath(desk, share.id, object.id);
  const isHere = from === 'anywhere' && (await stat(path).catch(() => null))?.size === object.sealedBytes;
  if (isHere) return yield* openStream(seal, createReadStream(path));
  const store = await storeOf(desk, share);
  const key = share.folder + share.objectsFolder + object.id;
  const { body } = await store.get(share.bucket, key, { signal });
  yield* openStream(seal, body);
}
