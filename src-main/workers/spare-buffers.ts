/** Memory for parts and whole files, used again: without it each costs fresh pages, and the peak follows the garbage collector. */

export interface SpareBuffers {
  /** Of exactly this length; its content is whatever it was. */
  take(sizeBytes: number): Buffer;
  /** One that `take` gave, and only when nobody can read it any more: a request that failed may still be writing it to its socket. */
  giveBack(buffer: Buffer): void;
}

/** Files of about the same size share what they leave: lengths are rounded up to a multiple of this. */
const GRAIN_BYTES = 1024 * 1024;

/** Keeps at most `maxSpareBytes`, those that came last. */
export function createSpareBuffers(maxSpareBytes: number): SpareBuffers {
  const spare: ArrayBuffer[] = [];
  let spareBytes = 0;
  return {
    take(sizeBytes) {
      const wanted = Math.max(1, Math.ceil(sizeBytes / GRAIN_BYTES)) * GRAIN_BYTES;
      // Not one of twice the size: what is in flight is counted by the bytes of the files.
      const fits = spare.findIndex(({ byteLength }) => byteLength >= wanted && byteLength < 2 * wanted);
      const [memory] = fits < 0 ? [] : spare.splice(fits, 1);
      if (memory) spareBytes -= memory.byteLength;
      return Buffer.from(memory ?? Buffer.allocUnsafeSlow(wanted).buffer, 0, sizeBytes);
    },
    giveBack({ buffer }) {
      if (buffer.byteLength > maxSpareBytes) return;
      spare.push(buffer as ArrayBuffer);
      spareBytes += buffer.byteLength;
      while (spareBytes > maxSpareBytes) spareBytes -= spare.shift()?.byteLength ?? 0;
    },
  };
}
