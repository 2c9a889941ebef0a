/** Memory for parts, used again: without it each part of a large file costs fresh pages, and the peak follows the garbage collector. */

export interface SpareBuffers {
  /** Of exactly this length; its content is whatever it was. */
  take(sizeBytes: number): Buffer;
  /** Only when nobody can read it any more: a request that failed may still be writing it to its socket. */
  giveBack(buffer: Buffer): void;
}

/** Keeps at most `maxSpareBytes`, of one length at a time: parts of a file are equal. */
export function createSpareBuffers(maxSpareBytes: number): SpareBuffers {
  let spare: Buffer[] = [];
  return {
    take(sizeBytes) {
      if (spare[0] && spare[0].length !== sizeBytes) return Buffer.allocUnsafeSlow(sizeBytes);
      return spare.pop() ?? Buffer.allocUnsafeSlow(sizeBytes);
    },
    giveBack(buffer) {
      if (spare[0] && spare[0].length < buffer.length) spare = [];
      if (spare[0] && spare[0].length !== buffer.length) return;
      if ((spare.length + 1) * buffer.length <= maxSpareBytes) spare.push(buffer);
    },
  };
}
