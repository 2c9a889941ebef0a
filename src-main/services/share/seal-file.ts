/** Seals bytes into a file that waits for its upload: chunk by chunk, whatever its size. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../src-shared/app-error';
import { fileError } from '../../../src-shared/file-error';
import {
  CHUNK_BYTES,
  objectSeal,
  sealedSizeBytes,
  sealStream,
} from '../../../src-shared/sealing/sealed-object';
import type { ShareId } from '../../../src-shared/units';
import type { NewShareObject } from '../../catalogue/catalogue';
import { bytesOfBase64, randomName, type ShareDesk, stagingOf } from './desk';
import type { ShareSecrets } from './secrets';

/** Where the sealed bytes of an object wait. */
export const sealedPath = (desk: ShareDesk, id: ShareId, objectId: string): string =>
  join(stagingOf(desk, id), `${objectId}.sealed`);

/**
 * Under a name of its own, whole and on the disk when it resolves; the row is for the caller to write. Rejects with `disk-full`, `io`,
 * `file-changed`, `cancelled`.
 */
export async function sealBytes(
  desk: ShareDesk,
  share: { id: ShareId; secrets: Pick<ShareSecrets, 'contentKey'> },
  given: {
    kind: NewShareObject['kind'];
    revision: number;
    sizeBytes: number;
    source: AsyncIterable<Uint8Array>;
    /** Of one that is sealed anew; default: a new one. */
    id?: string;
  },
  signal: AbortSignal,
): Promise<NewShareObject> {
  const { kind, revision, sizeBytes, source } = given;
  const object = { id: given.id ?? randomName(desk.primitives), revision, sizeBytes };
  const seal = await objectSeal(desk.primitives, {
    contentKey: bytesOfBase64(share.secrets.contentKey),
    shareId: share.id,
    object,
  });
  const path = sealedPath(desk, share.id, object.id);
  const partial = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const sink = createWriteStream(partial, { flush: true, mode: 0o600 });
    await pipeline(Readable.from(sealStream(seal, source), { objectMode: false }), sink, { signal });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (signal.aborted) throw new AppError('cancelled', 'It was cancelled.');
    throw fileError(error, path);
  }
  return { ...object, kind, sealedBytes: sealedSizeBytes(sizeBytes) };
}

export async function sealFile(
  desk: ShareDesk,
  share: { id: ShareId; secrets: ShareSecrets },
  given: { kind: NewShareObject['kind']; revision: number; path: string | Buffer },
  signal: AbortSignal,
): Promise<NewShareObject> {
  const { path, ...rest } = given;
  const { size } = await stat(path).catch((error: unknown) => {
    throw fileError(error, String(path));
  });
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(size > 0 && { end: size - 1 }) });
  return sealBytes(desk, share, { ...rest, sizeBytes: size, source }, signal);
}
