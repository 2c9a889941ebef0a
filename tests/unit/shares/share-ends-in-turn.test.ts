/** The end of a share next to what is under way for it: an extension in time keeps it, and a revocation is written down first of all. */
import { expect, it } from 'vitest';
import { createShareKeeper } from '../../../src-main/services/share/keep-shares';
import { NOW_MS } from '../../support/catalogue-fixture';
import { id, revoked } from '../../support/revoked-share';

it('what is extended while a look waits for its turn is not ended by it', async () => {
  using given = await revoked();
  const { desk } = given;
  const { shares } = desk.core.catalogue;
  shares.change(id, { endsAtMs: NOW_MS, nextObjectsFolder: null });
  shares.putRecipients(id, []);
  const keeper = createShareKeeper(desk);
  let extend = (): void => undefined;
  const extended = keeper.run(id, async () => {
    await new Promise<void>((resolve) => {
      extend = resolve;
    });
    shares.change(id, { endsAtMs: NOW_MS + 1e8 });
  });
  const looked = keeper.lookAt(id);
  // The turn begins with the next task.
  await Promise.resolve().then(() => Promise.resolve());
  extend();
  await Promise.all([extended, looked]);
  expect([shares.get(id)?.state, shares.get(id)?.cleanedAtMs]).toEqual(['live', null]);
});
