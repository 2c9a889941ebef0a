/** What sealing asks of the place it runs in: the app passes node:crypto, the guest page WebCrypto or audited JavaScript. */

/** Bytes in memory of their own, as WebCrypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>;

export interface SealingPrimitives {
  /** Version 1.3, 32 bytes. */
  argon2id(input: {
    password: Bytes;
    salt: Bytes;
    memoryKiB: number;
    passes: number;
    lanes: number;
  }): Promise<Bytes>;
  /** RFC 5869 with an empty salt, 32 bytes. */
  hkdfSha256(key: Bytes, info: Bytes): Promise<Bytes>;
  hmacSha256(key: Bytes, data: Bytes): Promise<Bytes>;
  /** AES-256-GCM: ciphertext and its 16-byte tag. */
  aesGcmSeal(key: Bytes, nonce: Bytes, plain: Bytes, additional: Bytes): Promise<Bytes>;
  /** Null when it is not authentic. */
  aesGcmOpen(key: Bytes, nonce: Bytes, sealed: Bytes, additional: Bytes): Promise<Bytes | null>;
  x25519PublicKey(privateKey: Bytes): Promise<Bytes>;
  /** RFC 7748; null (or all zeros) for a public key of small order. */
  x25519(privateKey: Bytes, publicKey: Bytes): Promise<Bytes | null>;
  /** From the system's CSPRNG. */
  randomBytes(sizeBytes: number): Bytes;
}

export type SealFault =
  | 'not-authentic' // wrong key, or changed, swapped, cut, reordered, replayed
  | 'malformed' // not in our format at all
  | 'unsupported'; // a version or parameters that are not accepted

/** Sealing stands in the guest page, which carries no zod and so no AppError; the app turns it into `integrity`. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly fault: SealFault;

  constructor(fault: SealFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
