/** Secrets of shares: one entry of the vault for each, and nowhere else. Never logged, never in the catalogue. */
import { AppError } from '../../../src-shared/app-error';
import type { ShareKdf } from '../../../src-shared/domain/share-page';
import { generatePicksKeys } from '../../../src-shared/sealing/picks-box';
import type { SealingPrimitives } from '../../../src-shared/sealing/primitives';
import { formatCode, generateCode, parseCode } from '../../../src-shared/sealing/share-code';
import { deriveKek, derivePicksKey, newKdf } from '../../../src-shared/sealing/share-keys';
import { generateLinkSecret } from '../../../src-shared/sealing/share-link';
import type { RecipientId, ShareId } from '../../../src-shared/units';
import type { SecretVault } from '../core';

/** Keys as base64url. */
export interface RecipientSecrets {
  linkSecret: string;
  /** As it is shown: XXXXX-XXXXX. */
  code: string;
  kdf: ShareKdf;
  /** Derived once: writing the page again and reading answers cost no second stretching of the code. */
  kek: string;
  picksKey: string;
  /** The whole link, once there is a page. */
  link: string | null;
}
export interface ShareSecrets {
  contentKey: string;
  /** While everything is sealed anew: what takes its place. */
  nextContentKey?: string;
  picksPrivateKey: string;
  picksPublicKey: string;
  recipients: Record<RecipientId, RecipientSecrets>;
}

export interface SecretsOfShares {
  /** null: there are none (it is a draft, or it ended and was cleaned up). */
  get(id: ShareId): Promise<ShareSecrets | null>;
  /** Made when they are missing: of the share, and of each of these people. */
  make(id: ShareId, recipientIds: readonly RecipientId[]): Promise<ShareSecrets>;
  /** The content key that will take the old one's place; made once. Rejects with `vault`. */
  nextKey(id: ShareId): Promise<string>;
  /** It does now; quiet when it did already. */
  takeNextKey(id: ShareId): Promise<void>;
  setLink(id: ShareId, recipientId: RecipientId, link: string): Promise<void>;
  forgetRecipient(id: ShareId, recipientId: RecipientId): Promise<void>;
  forget(id: ShareId): Promise<void>;
}

export const shareSecretName = (id: ShareId): string => `share/${id}`;
const CONTENT_KEY_BYTES = 32;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

export function createShareSecrets(vault: SecretVault, primitives: SealingPrimitives): SecretsOfShares {
  let last: Promise<unknown> = Promise.resolve();
  /** One change after the other: each writes the whole entry. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }
  async function get(id: ShareId): Promise<ShareSecrets | null> {
    const held = await vault.get(shareSecretName(id));
    return held === null ? null : (JSON.parse(held) as ShareSecrets);
  }
  const set = (id: ShareId, secrets: ShareSecrets): Promise<void> =>
    vault.set(shareSecretName(id), JSON.stringify(secrets));

  async function makeRecipient(shareId: ShareId, recipientId: RecipientId): Promise<RecipientSecrets> {
    const linkSecret = generateLinkSecret(primitives);
    const code = generateCode(primitives);
    const kdf = newKdf(primitives);
    const kek = await deriveKek(primitives, { shareId, recipientId, code, linkSecret, kdf });
    const picksKey = await derivePicksKey(primitives, kek, { shareId, recipientId });
    return {
      linkSecret: text(linkSecret),
      code: formatCode(code),
      kdf,
      kek: text(kek),
      picksKey: text(picksKey),
      link: null,
    };
  }
  async function makeShare(): Promise<ShareSecrets> {
    const { privateKey, publicKey } = await generatePicksKeys(primitives);
    return {
      contentKey: text(primitives.randomBytes(CONTENT_KEY_BYTES)),
      picksPrivateKey: text(privateKey),
      picksPublicKey: text(publicKey),
      recipients: {},
    };
  }

  return {
    get,
    make: (id, recipientIds) =>
      inTurn(async () => {
        const secrets = (await get(id)) ?? (await makeShare());
        const missing = recipientIds.filter((recipientId) => !secrets.recipients[recipientId]);
        for (const recipientId of missing)
          secrets.recipients[recipientId] = await makeRecipient(id, recipientId);
        if (missing.length > 0) await set(id, secrets);
        return secrets;
      }),
    nextKey: (id) =>
      inTurn(async () => {
        const secrets = await get(id);
        if (!secrets) throw gone();
        secrets.nextContentKey ??= text(primitives.randomBytes(CONTENT_KEY_BYTES));
        await set(id, secrets);
        return secrets.nextContentKey;
      }),
    takeNextKey: (id) =>
      inTurn(async () => {
        const secrets = await get(id);
        if (!secrets) throw gone();
        const { nextContentKey, ...rest } = secrets;
        if (nextContentKey !== undefined) await set(id, { ...rest, contentKey: nextContentKey });
      }),
    setLink: (id, recipientId, link) =>
      inTurn(async () => {
        const secrets = await get(id);
        const person = secrets?.recipients[recipientId];
        if (!secrets || !person) throw gone();
        person.link = link;
        await set(id, secrets);
      }),
    forgetRecipient: (id, recipientId) =>
      inTurn(async () => {
        const secrets = await get(id);
        if (!secrets?.recipients[recipientId]) return;
        delete secrets.recipients[recipientId];
        await set(id, secrets);
      }),
    forget: (id) => inTurn(() => vault.remove(shareSecretName(id))),
  };
}

export const gone = (): AppError =>
  new AppError(
    'vault',
    'The keys of this share are not on this computer any more. Revoke it and share the photos anew.',
  );

/** Of one person; rejects with `vault`. */
export async function recipientSecrets(
  secrets: SecretsOfShares,
  id: ShareId,
  recipientId: RecipientId,
): Promise<RecipientSecrets> {
  const found = (await secrets.get(id))?.recipients[recipientId];
  if (!found || parseCode(found.code) === null) throw gone();
  return found;
}
