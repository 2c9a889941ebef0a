/** Signed addresses of a share: of its objects, of each person's page, and of the slots for what they send back. */
import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '../../../src-shared/app-error';
import {
  type AddressBook,
  PICKS_SLOT_BYTES,
  PICKS_SLOTS,
  type PicksAddresses,
  slotName,
} from '../../../src-shared/domain/share-page';
import { compactAddresses } from '../../../src-shared/sealing/address-book';
import type { RecipientRow, ShareRow } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import { sessionTokenName } from '../core';
import type { ShareDesk } from './desk';

/** Keys that end by themselves (roles, session tokens) sign for no longer than they live, which nobody tells us: an hour is usual. */
const TEMPORARY_KEY_S = 3600;

/** How long addresses signed now will open: until the share's end, or as long as the store signs for. */
export async function signedForS(
  desk: Pick<ShareDesk, 'core'>,
  share: Pick<ShareRow, 'connectionId'>,
  store: ObjectStore,
  endsAtMs: number,
): Promise<number> {
  const { presign, maxLinkSeconds } = store.capabilities;
  if (!presign)
    throw new AppError(
      'unsupported',
      'The store of this share makes no links. Choose another connection for it.',
    );
  const wanted = Math.max(1, Math.ceil((endsAtMs - desk.core.now()) / 1000));
  const isTemporary = (await desk.core.vault.get(sessionTokenName(share.connectionId))) !== null;
  return Math.min(
    wanted,
    maxLinkSeconds ?? Number.POSITIVE_INFINITY,
    isTemporary ? TEMPORARY_KEY_S : Number.POSITIVE_INFINITY,
  );
}

const SIGNED_IN_ONE_GO = 32;
/** Stands in for a name while a prefix is signed; no part of an address is like it. */
const ANY_NAME = 'ANY-NAME-OF-AN-OBJECT';

export async function objectAddresses(
  share: ShareRow,
  store: ObjectStore,
  names: readonly string[],
  forS: number,
): Promise<AddressBook> {
  const prefix = share.folder + share.objectsFolder;
  if (store.capabilities.presignPrefix) {
    const addressOf = await store.presignPrefix(share.bucket, prefix, forS);
    const [before = '', after = ''] = addressOf(prefix + ANY_NAME).split(ANY_NAME);
    return { kind: 'prefix', before, after };
  }
  const below = await store.presignPrefix(share.bucket, prefix, forS).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'unsupported') return null;
    throw error;
  });
  const addresses: Record<string, string> = {};
  for (const [at, name] of names.entries()) {
    addresses[name] = below?.(prefix + name) ?? (await store.presignGet(share.bucket, prefix + name, forS));
    // Signing waits for nothing: a thousand in one go would hold the main thread.
    if (at % SIGNED_IN_ONE_GO === 0) await breathe();
  }
  return compactAddresses(addresses);
}

/** null: this store takes nothing from guests. */
export async function slotAddresses(
  share: ShareRow,
  store: ObjectStore,
  recipient: RecipientRow,
  forS: number,
): Promise<PicksAddresses | null> {
  const names = Array.from({ length: PICKS_SLOTS }, (_, slot) => slotName(slot));
  const options = { sizeBytes: PICKS_SLOT_BYTES, expiresInS: forS };
  const signed = await store
    .presignSlots(share.bucket, share.folder + recipient.picksName, names, options)
    .catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'unsupported') return null;
      throw error;
    });
  if (signed === null || signed.kind === 'form') return signed;
  return { kind: 'put', slots: compactAddresses(signed.addresses), headers: signed.headers };
}
