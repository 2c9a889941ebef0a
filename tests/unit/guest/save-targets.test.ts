/** A ZIP held in memory: byte for byte what it would be on a disk, though most of it was handed to the browser long before the end. */
import { randomFillSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { openSaveSink } from '../../../src-renderer/guest/worker/save-targets';
import { type ByteSink, writeZip } from '../../../src-renderer/guest/worker/zip-file';

const MIB = 1024 * 1024;

it('is the same as one written to a file, whatever the sizes of its pieces', async () => {
  const files = [3 * MIB + 5, 10, 9 * MIB, 0, 64 * 1024].map((sizeBytes, index) => ({
    name: `사진 ${index}.raw`,
    sizeBytes,
    modifiedAtMs: Date.UTC(2026, 1, 2, 3, 4, 6),
    bytes: randomFillSync(new Uint8Array(sizeBytes)),
  }));
  const written = { bytes: new Uint8Array(16 * MIB), length: 0 };
  const whole: ByteSink = {
    append: async (bytes) => {
      written.bytes.set(bytes, written.length);
      written.length += bytes.length;
    },
    overwrite: async (at, bytes) => written.bytes.set(bytes, at),
  };
  const entries = () =>
    files.map(({ bytes, ...entry }) => ({
      ...entry,
      content: (async function* () {
        for (let at = 0; at < bytes.length; at += MIB) yield bytes.slice(at, at + MIB);
      })(),
    }));
  await writeZip(whole, entries());
  const sink = await openSaveSink({ kind: 'memory' });
  await writeZip(sink, entries());
  const blob = await sink.finish('application/zip');
  const held = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
  expect(Buffer.from(held).equals(written.bytes.subarray(0, written.length))).toBe(true);
});
