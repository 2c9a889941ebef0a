/** Whether a path lies in a folder, in whichever of its two forms either is carried. */
import { expect, it } from 'vitest';
import { isWithin } from '../../../src-main/services/receipts/scope';

it.each([
  ['/media/EOS', '/media/EOS', true],
  ['/media/EOS', '/media/EOS/a.jpg', true],
  ['/media/EOS/', '/media/EOS/a.jpg', true],
  ['/media/EOS', '/media/EOS 2/a.jpg', false],
  ['C:\\card', 'C:\\card\\a.jpg', true],
  ['/media/EOS', 'bytes:/media/EOS/n%E9.wav', true],
  ['/media/사진', 'bytes:/media/사진/100%25/n%E9.wav', true],
  ['/media/EOS', 'bytes:/media/EOS%E9/a.wav', false],
  ['bytes:/media/n%E9', 'bytes:/media/n%E9/a.wav', true],
  ['bytes:/media/n%E9', '/media/n', false],
])('%s holds %s: %s', (folder, path, within) => {
  expect(isWithin(folder, path)).toBe(within);
});
