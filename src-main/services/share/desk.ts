/** What the acts of a share work with, beside the core. */
import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import type { Bytes, SealingPrimitives } from '../../../src-shared/sealing/primitives';
import type { RecipientId, ShareId } from '../../../src-shared/units';
import type { RecipientRow, ShareRow } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import type { Core } from '../core';
import type { Selections } from '../library/selections';
import type { UndoHistory } from '../library/undo';
import type { Outbox } from '../mail/outbox';
import { sealingPrimitives } from './sealing-primitives';
import type { SecretsOfShares } from './secrets';

export interface ShareDesk {
  core: Core;
  primitives: SealingPrimitives;
  secrets: SecretsOfShares;
  outbox: Pick<Outbox, 'queue' | 'withdraw'>;
  selections: Selections;
  undo: UndoHistory;
  /** Not while a person paused all uploads, nor while a rule of Settings holds them back. */
  mayUpload: () => boolean;
  /** Whom links of stores on this computer reach. */
  gatewayReach: () => 'loopback' | 'lan';
  /** The built guest page. */
  pageTemplate: () => Promise<string>;
  /** A font of ours, for watermarks. */
  fontPath: string;
  /** Sealed files wait below it for their upload. */
  stagingRoot: string;
}

export const DAY_MS = 86_400_000;

export const stagingOf = (desk: ShareDesk, id: ShareId): string => join(desk.stagingRoot, id);

/** Argon2id in a worker thread, AES in the system's thread pool: nothing heavy on the main thread. */
export const primitivesOf = (core: Pick<Core, 'uploads'>): SealingPrimitives => ({
  ...sealingPrimitives,
  argon2id: async (input) => new Uint8Array((await core.uploads.run({ type: 'stretch-code', ...input })).key),
  async aesGcmSeal(key, nonce, plain, additional) {
    const imported = await webcrypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: additional };
    return new Uint8Array(await webcrypto.subtle.encrypt(algorithm, imported, plain));
  },
});

/** 128 random bits as a name for addresses: letters and digits only, so that it is written the same in every address. */
export function randomName({ randomBytes }: Pick<SealingPrimitives, 'randomBytes'>): string {
  return Buffer.from(randomBytes(16)).toString('hex');
}

export const bytesOfBase64 = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'base64url'));

export function shareOr404(desk: Pick<ShareDesk, 'core'>, id: ShareId): ShareRow {
  const share = desk.core.catalogue.shares.get(id);
  if (!share) throw new AppError('not-found', 'That share is not here any more.');
  return share;
}

export function recipientOr404(
  desk: Pick<ShareDesk, 'core'>,
  id: ShareId,
  recipientId: RecipientId,
): RecipientRow {
  shareOr404(desk, id);
  const found = desk.core.catalogue.shares.recipients(id).find((row) => row.id === recipientId);
  if (!found) throw new AppError('not-found', 'That person is not part of this share any more.');
  return found;
}

/** Photos of shares keep to what holds for all uploads. Throws `uploads-held`. */
export function requireLine(desk: Pick<ShareDesk, 'mayUpload'>): void {
  if (desk.mayUpload()) return;
  throw new AppError(
    'uploads-held',
    'Uploads are paused, or wait for what Settings ask for. The share goes on with them.',
    { retry: 'later' },
  );
}

/** As a sentence calls a person. */
export const nameOf = ({ name, email }: Pick<RecipientRow, 'name' | 'email'>): string => name || email;

/** Writes and tells. */
export function changeShare(
  { core }: Pick<ShareDesk, 'core'>,
  id: ShareId,
  change: Parameters<Core['catalogue']['shares']['change']>[1],
): void {
  core.catalogue.shares.change(id, change);
  core.changes.share(id);
}

export function setState(
  desk: Pick<ShareDesk, 'core'>,
  id: ShareId,
  state: ShareRow['state'],
  reason: ShareRow['reason'] = null,
): void {
  const { core } = desk;
  const isNew = core.catalogue.shares.get(id)?.state !== state;
  changeShare(desk, id, { state, reason, ...(isNew && { stateAtMs: core.now() }) });
}

/** Standing shares have no end: what the store holds of them goes when the app takes it away. */
export const hasEnd = ({ core }: Pick<ShareDesk, 'core'>, id: ShareId): boolean =>
  core.catalogue.groups.standingOf(id) === null;

export const storeOf = ({ core }: Pick<ShareDesk, 'core'>, share: ShareRow): Promise<ObjectStore> =>
  core.stores.open(share.connectionId);

/** A limited number at once; the first failure ends the others after what they are at. */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined && !failed; item = left.shift()) {
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, left.length) }, lane));
  const first = ended.find((one) => one.status === 'rejected');
  if (first) throw first.reason;
}
