/** Finding a bucket to open as an album. */
import { expect, it } from 'vitest';
import { matchingBuckets, prefixOf, titleOf } from '../../../src-renderer/features/albums/bucket-rules';
import type { StorageBucket } from '../../../src-shared/domain/storage';

const bucket = (name: string): StorageBucket => ({
  name,
  createdAtMs: null,
  objectCount: null,
  totalBytes: null,
  albumIds: [],
});
const buckets = ['archive-wedding', 'Wedding-2024', 'iceland'].map(bucket);

it('finds buckets by any part of their name, those that begin with it first', () => {
  const names = (typed: string) => matchingBuckets(buckets, typed).map(({ name }) => name);
  expect([names(''), names(' wedding '), names('2024'), names('x')]).toEqual([
    ['archive-wedding', 'Wedding-2024', 'iceland'],
    ['Wedding-2024', 'archive-wedding'],
    ['Wedding-2024'],
    [],
  ]);
});

it('takes a folder as people write it', () => {
  expect(['', '/', ' 2024/iceland ', '/2024//iceland/', '2024\\iceland'].map(prefixOf)).toEqual([
    '',
    '',
    '2024/iceland/',
    '2024/iceland/',
    '2024/iceland/',
  ]);
  expect([titleOf('b', ''), titleOf('b', '2024/iceland/')]).toEqual(['b', 'iceland']);
});
