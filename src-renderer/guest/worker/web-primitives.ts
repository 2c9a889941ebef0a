/** The primitives of sealing in a browser: WebCrypto where the page is secure (https, localhost), else audited JavaScript. */
import { gcm } from '@noble/ciphers/aes.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { argon2id } from 'hash-wasm';
import type { Bytes, SealingPrimitives } from '../../../src-shared/sealing/primitives';

const emptySalt = new Uint8Array(0);

/** HKDF and HMAC take microseconds: one audited implementation for all browsers. Only AES moves much data. */
export function webPrimitives(subtle: SubtleCrypto | undefined): SealingPrimitives {
  return {
    argon2id: async ({ password, salt, memoryKiB, passes, lanes }) =>
      copied(
        await argon2id({
          password,
          salt,
          memorySize: memoryKiB,
          iterations: passes,
          parallelism: lanes,
          hashLength: 32,
          outputType: 'binary',
        }),
      ),
    hkdfSha256: async (key, info) => copied(hkdf(sha256, key, emptySalt, info, 32)),
    hmacSha256: async (key, data) => copied(hmac(sha256, key, data)),
    ...(subtle ? subtleAes(subtle) : nobleAes),
    x25519PublicKey: async (privateKey) => copied(x25519.getPublicKey(privateKey)),
    x25519: async (privateKey, publicKey) => {
      try {
        return copied(x25519.getSharedSecret(privateKey, publicKey));
      } catch {
        return null;
      }
    },
    randomBytes: (sizeBytes) => crypto.getRandomValues(new Uint8Array(sizeBytes)),
  };
}

type Aes = Pick<SealingPrimitives, 'aesGcmSeal' | 'aesGcmOpen'>;

function subtleAes(subtle: SubtleCrypto): Aes {
  const keyOf = (key: Bytes, use: 'encrypt' | 'decrypt') =>
    subtle.importKey('raw', key, 'AES-GCM', false, [use]);
  const algorithm = (nonce: Bytes, additional: Bytes) => ({
    name: 'AES-GCM',
    iv: nonce,
    additionalData: additional,
    tagLength: 128,
  });
  return {
    aesGcmSeal: async (key, nonce, plain, additional) =>
      new Uint8Array(await subtle.encrypt(algorithm(nonce, additional), await keyOf(key, 'encrypt'), plain)),
    aesGcmOpen: async (key, nonce, sealed, additional) => {
      const imported = await keyOf(key, 'decrypt');
      try {
        return new Uint8Array(await subtle.decrypt(algorithm(nonce, additional), imported, sealed));
      } catch {
        return null;
      }
    },
  };
}

const nobleAes: Aes = {
  aesGcmSeal: async (key, nonce, plain, additional) => copied(gcm(key, nonce, additional).encrypt(plain)),
  aesGcmOpen: async (key, nonce, sealed, additional) => {
    try {
      return copied(gcm(key, nonce, additional).decrypt(sealed));
    } catch {
      return null;
    }
  },
};

/** In memory of its own, as it may be a view into more. */
function copied(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}
