/** Whether a certificate that a person pasted can be read at all. */
import { X509Certificate } from 'node:crypto';

/** Node passes over a certificate it cannot read without a word: a person who pasted half of one would never know. */
export function isReadableCertificate(caPem: string): boolean {
  const blocks = caPem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
    return blocks.length > 0;
  } catch {
    return false;
  }
}
