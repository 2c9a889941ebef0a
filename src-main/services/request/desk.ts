/** What the acts of a photo request work with, beside the core. */
import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import type { SealingPrimitives } from '../../../src-shared/sealing/primitives';
import type { ArrivalId, RecipientId, ShareId } from '../../../src-shared/units';
import type { ArrivalRow, RequestPersonRow, RequestRow } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import type { Core } from '../core';
import type { ImportRunner } from '../import-folder';
import type { ShareDesk } from '../share/desk';

export interface RequestDesk
  extends Pick<ShareDesk, 'core' | 'primitives' | 'secrets' | 'outbox' | 'pageTemplate'> {
  imports: Pick<ImportRunner, 'start'>;
  /**
   * What arrived lies below it until it is decided. No cache: once a request has ended, the store holds nothing of it, and this is
   * the only copy.
   */
  arrivalsRoot: string;
  /** Thumbnails of what arrived. */
  thumbsRoot: string;
  /** Of the disk under a path. */
  freeBytes: (path: string) => Promise<number>;
}

/** Parts are opened in the system's thread pool, not on the main thread. */
export const openingApart = (primitives: SealingPrimitives): SealingPrimitives => ({
  ...primitives,
  async aesGcmOpen(key, nonce, sealed, additional) {
    const imported = await webcrypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: additional };
    return webcrypto.subtle.decrypt(algorithm, imported, sealed).then(
      (plain) => new Uint8Array(plain),
      () => null,
    );
  },
});

export const folderOf = (desk: Pick<RequestDesk, 'arrivalsRoot'>, id: ShareId): string =>
  join(desk.arrivalsRoot, id);
/** One file's own folder: whatever it is called, it stands alone there. */
export const quarantineOf = (desk: Pick<RequestDesk, 'arrivalsRoot'>, id: ShareId, file: ArrivalId): string =>
  join(folderOf(desk, id), String(file));
/** Its bytes while parts are missing, and until it was looked at. */
export const partialOf = (desk: Pick<RequestDesk, 'arrivalsRoot'>, id: ShareId, file: ArrivalId): string =>
  join(quarantineOf(desk, id, file), '.partial');
export const fileOf = (
  desk: Pick<RequestDesk, 'arrivalsRoot'>,
  id: ShareId,
  { id: file, name }: Pick<ArrivalRow, 'id' | 'name'>,
): string => join(quarantineOf(desk, id, file), name);
/** In the cache: it can be made again. */
export const arrivalThumbOf = ({ thumbsRoot }: Pick<RequestDesk, 'thumbsRoot'>, file: ArrivalId): string =>
  join(thumbsRoot, `${file}.webp`);

export function requestOr404({ core }: Pick<RequestDesk, 'core'>, id: ShareId): RequestRow {
  const request = core.catalogue.requests.get(id);
  if (!request) throw new AppError('not-found', 'That request is not here any more.');
  return request;
}

export function personOr404(
  desk: Pick<RequestDesk, 'core'>,
  id: ShareId,
  person: RecipientId,
): RequestPersonRow {
  requestOr404(desk, id);
  const found = desk.core.catalogue.requests.people(id).find((row) => row.id === person);
  if (!found) throw new AppError('not-found', 'That person is not part of this request any more.');
  return found;
}

/** Writes and tells. */
export function changeRequest(
  { core }: Pick<RequestDesk, 'core'>,
  id: ShareId,
  change: Parameters<Core['catalogue']['requests']['change']>[1],
): void {
  core.catalogue.requests.change(id, change);
  core.changes.request(id);
}

export function setRequestState(
  desk: Pick<RequestDesk, 'core'>,
  id: ShareId,
  state: RequestRow['state'],
  reason: RequestRow['reason'] = null,
): void {
  const { core } = desk;
  const isNew = core.catalogue.requests.get(id)?.state !== state;
  changeRequest(desk, id, { state, reason, ...(isNew && { stateAtMs: core.now() }) });
}

export const requestStore = (
  { core }: Pick<RequestDesk, 'core'>,
  { connectionId }: Pick<RequestRow, 'connectionId'>,
): Promise<ObjectStore> => core.stores.open(connectionId);

/** What must stay free on the disk whatever a guest sends. */
const LEFT_FREE_BYTES = 1_000_000_000;

/** Throws `disk-full` where so many more bytes would leave too little. */
export async function requireSpace(
  desk: Pick<RequestDesk, 'arrivalsRoot' | 'freeBytes'>,
  id: ShareId,
  moreBytes: number,
): Promise<void> {
  const folder = folderOf(desk, id);
  if ((await desk.freeBytes(folder)) - moreBytes > LEFT_FREE_BYTES) return;
  throw new AppError(
    'disk-full',
    'There is too little space on this disk for the photos that arrived. They stay in the store; free some space, and they are fetched.',
    { retry: 'later', params: { path: folder } },
  );
}
