/** The primitives of sealing a second time, by other people's code, to check ours against: OpenSSL's Argon2id, noble for the rest. */
import { argon2Sync, randomBytes } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Bytes, SealingPrimitives } from '../../src-shared/sealing/primitives';

export const otherPrimitives: SealingPrimitives = {
  argon2id: async ({ password, salt, memoryKiB, passes, lanes }) =>
    copied(
      argon2Sync('argon2id', {
        message: password,
        nonce: salt,
        parallelism: lanes,
        tagLength: 32,
        memory: memoryKiB,
        passes,
      }),
    ),
  hkdfSha256: async (key, info) => copied(hkdf(sha256, key, undefined, info, 32)),
  hmacSha256: async (key, data) => copied(hmac(sha256, key, data)),
  aesGcmSeal: async (key, nonce, plain, additional) => copied(gcm(key, nonce, additional).encrypt(plain)),
  aesGcmOpen: async (key, nonce, sealed, additional) => {
    try {
      return copied(gcm(key, nonce, additional).decrypt(sealed));
    } catch {
      return null;
    }
  },
  x25519PublicKey: async (privateKey) => copied(x25519.getPublicKey(privateKey)),
  x25519: async (privateKey, publicKey) => {
    try {
      return copied(x25519.getSharedSecret(privateKey, publicKey));
    } catch {
      return null;
    }
  },
  randomBytes: (sizeBytes) => copied(randomBytes(sizeBytes)),
};

function copied(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}
