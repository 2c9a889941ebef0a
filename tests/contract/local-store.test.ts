import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import { describeObjectStore } from './object-store-contract';

let root = '';
afterAll(() => rm(root, { recursive: true, force: true }));

describeObjectStore('local', async () => {
  root = await mkdtemp(path.join(tmpdir(), 'caos-local-'));
  let made = 0;
  return {
    open: () =>
      openObjectStore({ config: { kind: 'local', root }, secret: null }, { wait: async () => undefined }),
    freshBucket: () => {
      made += 1;
      return `Hochzeit Müller ${made}`;
    },
    illegalBucket: 'No/Slash',
    manyObjects: 300,
  };
});
