/** Memory that is used again: of the right length, never two readers at once, never more kept than allowed. */
import { expect, it } from 'vitest';
import { createSpareBuffers } from '../../../src-main/workers/spare-buffers';

const MiB = 1024 * 1024;
const isSame = (one: Buffer, other: Buffer): boolean => one.buffer === other.buffer;

it('what is given back is used again by a file of about the same size, at its own length', () => {
  const spare = createSpareBuffers(32 * MiB);
  const first = spare.take(6 * MiB - 5);
  spare.giveBack(first);
  const second = spare.take(5 * MiB + 7);
  expect([isSame(first, second), second.length]).toEqual([true, 5 * MiB + 7]);
});

it('what nobody gave back is never given out twice', () => {
  const spare = createSpareBuffers(32 * MiB);
  const taken = Array.from({ length: 5 }, () => spare.take(MiB));
  for (const one of taken) spare.giveBack(one);
  const again = Array.from({ length: 8 }, () => spare.take(MiB));
  expect(new Set(again.map(({ buffer }) => buffer)).size).toBe(8);
});

it('a small file does not hold the memory of a large one', () => {
  const spare = createSpareBuffers(32 * MiB);
  const large = spare.take(16 * MiB);
  spare.giveBack(large);
  expect(spare.take(8 * MiB).buffer.byteLength).toBe(8 * MiB);
});

it('keeps those that came last, and no more than it may', () => {
  const spare = createSpareBuffers(10 * MiB);
  const [old, newer, newest] = [spare.take(4 * MiB), spare.take(4 * MiB), spare.take(4 * MiB)];
  for (const one of [old, newer, newest]) spare.giveBack(one);
  spare.giveBack(spare.take(20 * MiB));
  const again = [spare.take(4 * MiB), spare.take(4 * MiB), spare.take(4 * MiB)];
  expect(again.map((one) => [isSame(one, old), isSame(one, newer), isSame(one, newest)])).toEqual([
    [false, true, false],
    [false, false, true],
    [false, false, false],
  ]);
});
