import {
  createMemoryStore,
  type MemoryStoreOptions,
} from '../../src-main/storage/drivers/memory/memory-store';
import { type ContractSetting, describeObjectStore } from './object-store-contract';

async function memory(capabilities: MemoryStoreOptions['capabilities'] = {}): Promise<ContractSetting> {
  const store = createMemoryStore({ capabilities });
  let made = 0;
  return {
    open: () => store,
    meansVersions: true,
    freshBucket: () => {
      made += 1;
      return `bucket-${made}`;
    },
    illegalBucket: 'No/Slash',
    manyObjects: 1001,
    bucketMetadata: true,
  };
}

describeObjectStore('memory', () => memory());
describeObjectStore('memory, with tiers of buckets and rules that end objects', () =>
  memory({ tierOf: 'bucket', tiers: ['gold', 'silver'], expiry: 'bucket-rule', publicRead: false }),
);
describeObjectStore('memory, with nothing that a store may lack', () =>
  memory({
    conditionalPut: false,
    bulkDelete: false,
    cors: false,
    expiry: 'none',
    tiers: [],
    tierOf: 'none',
    publicRead: false,
    perUserRead: false,
    versioning: false,
    bucketQuota: false,
    usage: false,
  }),
);
