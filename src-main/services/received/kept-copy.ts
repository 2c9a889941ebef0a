/**
 * What of a received share is kept on this computer: in the vault link and keys, beside the catalogue one file with envelope and manifest,
 * sealed under a key of its own, so that the album opens offline and nothing readable of it lies around.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { concat, fromBase64Url, fromUtf8, lengthPrefixed, utf8 } from '../../../src-shared/sealing/bytes';
import { NONCE_BYTES } from '../../../src-shared/sealing/envelope';
import type { Bytes, SealingPrimitives } from '../../../src-shared/sealing/primitives';
import { deriveDeviceKey, type RecipientIds } from '../../../src-shared/sealing/share-keys';
import type { ReceivedId } from '../../../src-shared/units';
import { writeWhole } from '../../media/write-whole';
import type { SecretVault } from '../core';
import { Envelope, Manifest } from './page-schemas';

/** One entry of the vault. */
export interface ReceivedSecret {
  /** The page's newest address known, without L. */
  page: string;
  /** L, as base64url. */
  linkSecret: string;
  /** base64url; opens the envelope as long as its salt is this one. */
  kek: string;
  salt: string;
}
export interface KeptShare {
  content: Envelope;
  manifest: Manifest;
}

export interface KeptCopies {
  secret(id: ReceivedId): Promise<ReceivedSecret | null>;
  setSecret(id: ReceivedId, secret: ReceivedSecret): Promise<void>;
  /** null: it is not there, or not what was written. */
  read(id: ReceivedId, ids: RecipientIds): Promise<KeptShare | null>;
  /** Whole or not at all. Rejects with `disk-full`, `io`, `vault`. */
  write(id: ReceivedId, ids: RecipientIds, share: KeptShare): Promise<void>;
  forget(id: ReceivedId): Promise<void>;
  /** What a kill left of shares that never came to be, or were being removed. */
  sweep(living: ReadonlySet<string>): Promise<void>;
}

const secretName = (id: string): string => `received/${id}`;
const NAME = /^([0-9a-f-]{36})\.sealed/;

export function createKeptCopies(
  folder: string,
  vault: SecretVault,
  primitives: SealingPrimitives,
): KeptCopies {
  let writes = 0;
  const pathOf = (id: string): string => join(folder, `${id}.sealed`);
  const boundTo = ({ shareId, recipientId }: RecipientIds): Bytes =>
    lengthPrefixed('caos/share/v1/kept', shareId, recipientId);

  async function secret(id: ReceivedId): Promise<ReceivedSecret | null> {
    const held = await vault.get(secretName(id));
    return held === null ? null : (JSON.parse(held) as ReceivedSecret);
  }
  async function keyOf(id: ReceivedId, ids: RecipientIds): Promise<Bytes | null> {
    const held = await secret(id);
    return held && deriveDeviceKey(primitives, fromBase64Url(held.kek), ids);
  }
  async function forget(id: string): Promise<void> {
    await rm(pathOf(id), { force: true });
    await vault.remove(secretName(id));
  }

  return {
    secret,
    setSecret: (id, given) => vault.set(secretName(id), JSON.stringify(given)),
    async read(id, ids) {
      const key = await keyOf(id, ids);
      const sealed = await readFile(pathOf(id)).catch(() => null);
      if (key === null || sealed === null) return null;
      const bytes = new Uint8Array(sealed);
      const nonce = bytes.slice(0, NONCE_BYTES);
      const plain = await primitives.aesGcmOpen(key, nonce, bytes.slice(NONCE_BYTES), boundTo(ids));
      // Written by us and proven: only its shape may be of another version.
      const { content, manifest } = (plain === null ? {} : JSON.parse(fromUtf8(plain))) as Partial<KeptShare>;
      const parsed = { content: Envelope.safeParse(content), manifest: Manifest.safeParse(manifest) };
      return parsed.content.success && parsed.manifest.success
        ? { content: parsed.content.data, manifest: parsed.manifest.data }
        : null;
    },
    async write(id, ids, share) {
      const key = await keyOf(id, ids);
      if (key === null) return;
      const nonce = primitives.randomBytes(NONCE_BYTES);
      const sealed = await primitives.aesGcmSeal(key, nonce, utf8(JSON.stringify(share)), boundTo(ids));
      writes += 1;
      await writeWhole(pathOf(id), writes, concat(nonce, sealed));
    },
    forget,
    async sweep(living) {
      for (const name of await readdir(folder).catch(() => [])) {
        const id = NAME.exec(name)?.[1];
        if (id !== undefined && !living.has(id)) await forget(id);
      }
    },
  };
}
