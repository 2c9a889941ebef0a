/** The end of a share next to what is under way for it: an extension in time keeps it, and a revocation is written down first of all. */
import { expect, it } from 'vitest';
import { createShareKeeper, type ShareKeeper } from '../../../src-main/services/share/keep-shares';
import { createShareEnds } from '../../../src-main/services/share/revoke-share';
import { NOW_MS } from '../../support/catalogue-fixture';
import { annaId, id, revoked } from '../../support/revoked-share';

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

it('revoked for all it is so at once, whatever the store says', async () => {
  using given = await revoked();
  const { desk } = given;
  const { shares } = desk.core.catalogue;
  const never = () => new Promise<never>(() => undefined);
  const keeper = { run: never, goOn: never, collect: never, through: () => undefined };
  void createShareEnds(desk, keeper as unknown as ShareKeeper).revokeAll(id);
  expect([shares.get(id)?.state, shares.recipients(id).map((one) => `${one.id} ${one.state}`)]).toEqual([
    'revoked',
    [`${annaId} revoked`],
  ]);
});
