/** The primitives of sealing in this program: node:crypto, and Argon2id by WebAssembly (Electron's own crypto has none). */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import type { Bytes, SealingPrimitives } from '../../src-shared/sealing/primitives';

const TAG_BYTES = 16;
/** RFC 8410: what stands before the 32 bytes of a raw key in DER. */
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicHead = Buffer.from('302a300506032b656e032100', 'hex');

export const sealingPrimitives: SealingPrimitives = {
  // Holds the thread for some 0.4 s: the app asks a worker thread instead (desk.ts).
  argon2id: async ({ password, salt, memoryKiB, passes, lanes }) => {
    const { argon2id } = await import('hash-wasm');
    return new Uint8Array(
      await argon2id({
        password,
        salt,
        memorySize: memoryKiB,
        iterations: passes,
        parallelism: lanes,
        hashLength: 32,
        outputType: 'binary',
      }),
    );
  },
  hkdfSha256: async (key, info) => new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), info, 32)),
  hmacSha256: async (key, data) => bytesOf(createHmac('sha256', key).update(data).digest()),
  aesGcmSeal: async (key, nonce, plain, additional) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(additional);
    return bytesOf(cipher.update(plain), cipher.final(), cipher.getAuthTag());
  },
  aesGcmOpen: async (key, nonce, sealed, additional) => {
    if (sealed.length < TAG_BYTES) return null;
    const tagAt = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(additional)
      .setAuthTag(sealed.subarray(tagAt));
    try {
      return bytesOf(decipher.update(sealed.subarray(0, tagAt)), decipher.final());
    } catch {
      return null;
    }
  },
  x25519PublicKey: async (privateKey) =>
    bytesOf(
      createPublicKey(privateKeyOf(privateKey))
        .export({ format: 'der', type: 'spki' })
        .subarray(publicHead.length),
    ),
  x25519: async (privateKey, publicKey) => {
    try {
      const theirs = createPublicKey({
        key: Buffer.concat([publicHead, publicKey]),
        format: 'der',
        type: 'spki',
      });
      return bytesOf(diffieHellman({ privateKey: privateKeyOf(privateKey), publicKey: theirs }));
    } catch {
      return null; // OpenSSL refuses keys of small order
    }
  },
  randomBytes: (sizeBytes) => bytesOf(randomBytes(sizeBytes)),
};

function privateKeyOf(raw: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([privateHead, raw]), format: 'der', type: 'pkcs8' });
}

/** Copied: a small Buffer is a view into memory that others use too. */
function bytesOf(...parts: Buffer[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}
