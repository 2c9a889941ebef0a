/** Sidecars as objects of a store: small, read whole, and written only with their checksum confirmed. */
import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import { MAX_SIDECAR_BYTES } from '../../../src-shared/domain/sidecar-names';
import type { ObjectStore, PutOptions, PutResult } from '../../storage/object-store';

export interface SidecarObject {
  bytes: Buffer;
  etag: string;
  modifiedAtMs: number;
}

type Place = Pick<Album, 'bucket' | 'prefix'>;

/** null when there is none. `bad-input` for one that is too long to be a sidecar. Rejects with the store's other errors. */
export async function readSidecarObject(
  store: ObjectStore,
  { bucket, prefix }: Place,
  key: string,
  signal: AbortSignal,
): Promise<SidecarObject | null> {
  try {
    const { info, body } = await store.get(bucket, prefix + key, { signal });
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes > MAX_SIDECAR_BYTES) throw notOurs(key); // leaving the loop ends the request
    }
    return { bytes: Buffer.concat(chunks), etag: info.etag, modifiedAtMs: info.modifiedAtMs };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null;
    throw error;
  }
}

/**
 * Answers its ETag. Writes only over what was read there (`replaces`; null: over nothing), where the store can see to that (`precondition`).
 * `insists`: over whatever lies there, for a store that refuses the very version it shows.
 */
export async function writeSidecarObject(
  store: ObjectStore,
  { bucket, prefix }: Place,
  key: string,
  given: { bytes: Buffer; replaces: SidecarObject | null; insists: boolean; signal: AbortSignal },
): Promise<string> {
  const { bytes, replaces, insists, signal } = given;
  const md5Hex = md5Of(bytes);
  const { conditionalPut, etagIsMd5 } = store.capabilities;
  const isKnown = replaces !== null && replaces.etag !== '' && !insists;
  const put = (condition: Pick<PutOptions, 'ifAbsent' | 'ifMatch'>): Promise<PutResult> =>
    store.put(bucket, prefix + key, bytes, {
      contentType: 'application/rdf+xml',
      md5Hex,
      ...condition,
      signal,
    });
  const result = await put({
    ...(replaces === null && conditionalPut && { ifAbsent: true }),
    ...(isKnown && { ifMatch: replaces.etag }),
  }).catch((error: unknown) => {
    if (!isKnown || !(error instanceof AppError)) throw error;
    if (error.code === 'unsupported') return put({});
    // It was deleted meanwhile.
    throw error.code === 'not-found' ? new AppError('precondition', error.message, { cause: error }) : error;
  });
  const isMd5 = result.etagKind === undefined ? etagIsMd5 : result.etagKind === 'md5';
  if (isMd5 && result.etag !== md5Hex)
    throw new AppError('integrity', `“${key}” did not arrive at the store as it was sent. It is sent again.`);
  return result.etag;
}

export const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** A person has to look at it: what it holds is not ours to throw away. */
export const notOurs = (key: string): AppError =>
  new AppError(
    'bad-input',
    `“${key}” is there already and is no XMP that CAOS can change without losing something, so it was left as it is. What you set stays on this computer. Rename or remove that file, then try again.`,
    { retry: 'after-user', params: { key } },
  );
