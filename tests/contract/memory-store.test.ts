import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { describeObjectStore } from './object-store-contract';

describeObjectStore('memory', async () => {
  const store = createMemoryStore();
  let made = 0;
  return {
    open: () => store,
    freshBucket: () => {
      made += 1;
      return `bucket-${made}`;
    },
    illegalBucket: 'No/Slash',
    manyObjects: 1001,
  };
});
