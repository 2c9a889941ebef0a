/** Sidecars go where their photo goes, into the trash and back; one that another photo needs stays, and none is ever written over. */
import { AppError } from '../../../src-shared/app-error';
import { isRawName } from '../../../src-shared/domain/raw-formats';
import { baseOf, sidecarKeysOf } from '../../../src-shared/domain/sidecar-names';
import { isTrashKey } from '../../../src-shared/domain/trash';
import type { AlbumId } from '../../../src-shared/units';
import type { TrashWork } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import type { Core } from '../core';

/** Objects of one name with different extensions that are looked through for its sidecars. */
const MOST_BESIDE = 50;

/** One photo on its way into the trash, or back. */
export interface Move {
  core: Core;
  store: ObjectStore;
  work: TrashWork;
  signal: AbortSignal;
}

interface Sidecar {
  key: string;
  /** What makes its name out of the photo's: `name.xmp` or `base.xmp`. */
  of: string;
  etag: string;
}

export async function copySidecars(move: Move, target: string): Promise<void> {
  const { store, work, signal } = move;
  const { bucket, prefix } = work;
  for (const { key, of } of (await beside(move, work.key)).sidecars) {
    const to = prefix + sidecarAt(target, of);
    // One that was written there meanwhile is newer; this one stays in the trash.
    if (!isTrashKey(target) && (await store.head(bucket, to, { signal }))) continue;
    await store
      .copy({ bucket, key: prefix + key }, { bucket, key: to }, { signal })
      .catch((error: unknown) => {
        // The RAW file that shares it was faster and took it along.
        if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
      });
  }
}

/** Of those beside where the photo was, the ones that lie beside it now just as they are. */
export async function deleteLeftSidecars(move: Move, leftKey: string): Promise<void> {
  const { core, store, work, signal } = move;
  const { bucket, prefix } = work;
  const here = await beside(move, work.key);
  const copies = new Map(here.sidecars.map((sidecar) => [sidecar.of, sidecar.etag]));
  const left = await beside(move, leftKey);
  const isShared = left.others.some((key) => staysAt(core, work.albumId, key));
  for (const { key, of, etag } of left.sidecars) {
    if (copies.get(of) !== etag || (isShared && of.startsWith('base'))) continue;
    await store.delete(bucket, prefix + key, { signal });
    core.catalogue.sidecars.remove(work.albumId, key);
  }
}

/** Those that are deleted with a photo of a trash. */
export function sidecarsDeletedWith(core: Core, albumId: AlbumId, photoKey: string): string[] {
  const [own = '', ownCapital = '', ...shared] = sidecarKeysOf(photoKey);
  const others = shared[0] === undefined ? [] : core.catalogue.sidecars.subjects(albumId, shared[0]);
  const isShared = others.some(({ key }) => key !== photoKey && isRawName(key));
  return [own, ownCapital, ...(isRawName(photoKey) && !isShared ? shared : [])];
}

/** Whether another RAW file of the same name is to stay there. Of one that no row names nobody wants anything else. */
function staysAt(core: Core, albumId: AlbumId, key: string): boolean {
  const row = core.catalogue.assets.findByKey(albumId, key);
  return row === null || (row.trashedAtMs !== null) === isTrashKey(key);
}

/** The sidecars that go where this photo goes: its own, and of a RAW file the one that bears only its base. `others`: RAW files of that base. */
async function beside(
  { store, work, signal }: Move,
  photoKey: string,
): Promise<{ sidecars: Sidecar[]; others: string[] }> {
  const base = baseOf(photoKey);
  const mine = sidecarKeysOf(photoKey).slice(0, isRawName(photoKey) ? undefined : 2);
  const sidecars: Sidecar[] = [];
  const others: string[] = [];
  let seen = 0;
  for await (const object of store.list(work.bucket, { prefix: `${work.prefix}${base}.`, signal })) {
    const key = object.key.slice(work.prefix.length);
    if (mine.includes(key)) sidecars.push({ key, of: placeOf(photoKey, key), etag: object.etag });
    else if (key !== photoKey && baseOf(key) === base && isRawName(key)) others.push(key);
    seen += 1;
    if (seen >= MOST_BESIDE) break;
  }
  return { sidecars, others };
}

const placeOf = (photoKey: string, key: string): string =>
  key.startsWith(`${photoKey}.`)
    ? `name${key.slice(photoKey.length)}`
    : `base${key.slice(baseOf(photoKey).length)}`;
const sidecarAt = (photoKey: string, of: string): string =>
  of.startsWith('name') ? photoKey + of.slice('name'.length) : baseOf(photoKey) + of.slice('base'.length);
