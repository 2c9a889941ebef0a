/** The MD5 of bytes that pass, of the whole and of each part of a size. */
import { createHash } from 'node:crypto';
import type { HashFileFacts } from './jobs';

export interface PartSums {
  update(chunk: Uint8Array): void;
  sizeBytes(): number;
  /** Once, at the end. `partSums` only when a part size was given; of no bytes there is no part. */
  digest(): HashFileFacts;
}

export function createPartSums(partBytes: number | undefined): PartSums {
  const whole = createHash('md5');
  const partSums: string[] = [];
  let part = createHash('md5');
  let inPart = 0;
  let sizeBytes = 0;
  const endPart = (): void => {
    partSums.push(part.digest('hex'));
    part = createHash('md5');
    inPart = 0;
  };
  return {
    update(chunk) {
      whole.update(chunk);
      sizeBytes += chunk.length;
      for (let at = 0; partBytes !== undefined && at < chunk.length; ) {
        const piece = chunk.subarray(at, at + partBytes - inPart);
        part.update(piece);
        at += piece.length;
        inPart += piece.length;
        if (inPart === partBytes) endPart();
      }
    },
    sizeBytes: () => sizeBytes,
    digest() {
      if (inPart > 0) endPart();
      return { md5Hex: whole.digest('hex'), ...(partBytes !== undefined && { partSums }) };
    },
  };
}
