/** What every object store has to do, whichever driver it is: one suite, run for all of them. */
import { afterAll, beforeAll, describe } from 'vitest';
import { describeAdmin } from './suite/admin';
import { describeBuckets } from './suite/buckets';
import { describeCancelling } from './suite/cancelling';
import { describeChanges } from './suite/changes';
import { describeFolders } from './suite/folders';
import { describeLinks } from './suite/links';
import { describeListing } from './suite/listing';
import { describeObjects } from './suite/objects';
import { describePacing } from './suite/pacing';
import { describeParts } from './suite/parts';
import { type ContractSetting, collect, type Lab } from './suite/setting';

export type { ContractSetting } from './suite/setting';

/** `only`: 'objects' for another way into a store that is tried whole elsewhere. Nothing is skipped: what a store cannot do by its capabilities has to be refused as `unsupported`. */
export function describeObjectStore(
  name: string,
  prepare: () => Promise<ContractSetting>,
  { only = 'all' }: { only?: 'all' | 'objects' } = {},
): void {
  describe(`object store: ${name}`, () => {
    // Filled before the first test; the parts of the suite hold the object itself.
    const lab = { undisturbed: (run) => (lab.setting.undisturbed ?? ((it) => it()))(run) } as Lab;

    beforeAll(async () => {
      lab.setting = await prepare();
      lab.store = lab.setting.open();
      lab.bucket = lab.setting.freshBucket();
      await lab.store.createBucket(lab.bucket);
    }, 120_000);

    afterAll(async () => {
      const { store, bucket } = lab;
      if (!store) return;
      const keys = (await collect(store.list(bucket))).map(({ key }) => key);
      await store.deleteMany(bucket, keys);
      for (const upload of await collect(store.multipart.list(bucket, '')))
        await store.multipart.abort({ bucket, ...upload });
      await store.deleteBucket(bucket);
      store.close();
    }, 120_000);

    describeBuckets(lab);
    describeObjects(lab);
    if (only === 'objects') return;
    describeChanges(lab);
    describeListing(lab);
    describeFolders(lab);
    describeParts(lab);
    describePacing(lab);
    describeLinks(lab);
    describeAdmin(lab);
    describeCancelling(lab);
  });
}
