/** Pausing and cancelling an import while its folder is still being looked through: what is found later obeys as well. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiContext } from '../../src-main/api/handlers';
import { transfersApi } from '../../src-main/api/transfers-api';
import { holdImport, importHold } from '../../src-main/services/import-holds';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { TransferState } from '../../src-shared/domain/transfer';
import { TransferState as States } from '../../src-shared/domain/transfer';
import type { ImportId } from '../../src-shared/units';
import { openTestCore, type TestCore } from '../support/test-core';

/** More than three batches of a walk. */
const COUNT = 700;
let test: TestCore;

beforeEach(async () => {
  test = await openTestCore(createMemoryStore());
  mkdirSync(test.source, { recursive: true });
  for (let n = 0; n < COUNT; n += 1)
    writeFileSync(
      join(test.source, `${String(n).padStart(4, '0')}.jpg`),
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(`photo ${n}`)]),
    );
  // Nothing is sent: only what becomes of the rows counts here.
  await test.queue.pause();
});
afterEach(() => test.close());

const api = () => {
  const { core, queue, imports } = test;
  return transfersApi({ core, queue, imports, shares: { hurry: () => undefined } } as ApiContext);
};
const counts = (importId: ImportId): Partial<Record<TransferState, number>> =>
  Object.fromEntries(
    States.options.flatMap((state) => {
      const { total } = test.core.catalogue.transfers.list({
        importId,
        states: [state],
        offset: 0,
        limit: 1,
      });
      return total > 0 ? [[state, total]] : [];
    }),
  );
/** Begins to import the folder; resolves when the first files are known and the walk goes on. */
async function scanning(): Promise<ImportId> {
  const id = await test.imports.start(test.albumId, [test.source]);
  while ((test.core.catalogue.imports.get(id)?.foundCount ?? 0) === 0)
    await new Promise((resolve) => setImmediate(resolve));
  const { state, foundCount = 0 } = test.core.catalogue.imports.get(id) ?? {};
  expect(state).toBe('scanning');
  expect(foundCount).toBeLessThan(COUNT);
  return id;
}
const idle = async (id: ImportId) => {
  await test.imports.idle();
  return test.core.catalogue.imports.get(id);
};

describe('an import that is still looking', () => {
  it('paused, pauses what it finds later; resumed, all of it goes on', async () => {
    const id = await scanning();
    await api()['transfers.pause']({ importId: id });
    expect(await idle(id)).toMatchObject({ state: 'running', foundCount: COUNT });
    expect(counts(id)).toEqual({ paused: COUNT });
    await api()['transfers.resume']({ importId: id });
    expect(counts(id).paused).toBe(undefined);
  });

  it('stays paused over a restart, but for what a person let go on by name', async () => {
    const id = await scanning();
    await api()['transfers.pause']({ importId: id });
    const [first] = test.core.catalogue.transfers.ids({ states: ['paused'], importId: id });
    await api()['transfers.resume']({ ids: first === undefined ? [] : [first] });
    await test.restart();
    expect(await idle(id)).toMatchObject({ foundCount: COUNT });
    const { paused = 0, ...others } = counts(id);
    expect([paused, Object.values(others)]).toEqual([COUNT - 1, [1]]);
  });

  it('resumed while it looks, pauses nothing more; resuming all means it, too', async () => {
    const id = await scanning();
    await api()['transfers.pause']({ importId: id });
    await api()['transfers.resume']({ importId: id });
    expect(await idle(id)).toMatchObject({ state: 'running', foundCount: COUNT });
    expect(counts(id).paused).toBe(undefined);

    const kept = test.core.catalogue.imports.insert(test.albumId, [test.source], 1);
    holdImport(test.core, kept, 'paused');
    await test.queue.resume();
    expect(importHold(test.core, kept)).toBe(null);
  });

  it('cancelled, looks no further and leaves nothing in line', async () => {
    const id = await scanning();
    await api()['transfers.cancel']({ importId: id });
    const run = await idle(id);
    expect(run).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
    expect(run?.foundCount).toBeLessThan(COUNT);
    expect(counts(id)).toEqual({ cancelled: run?.foundCount });
  });

  it('leaves another import alone', async () => {
    const id = await scanning();
    const other = await test.imports.start(test.albumId, [test.source]);
    await api()['transfers.cancel']({ importId: id });
    await idle(other);
    expect(test.core.catalogue.imports.get(other)).toMatchObject({ state: 'running', foundCount: COUNT });
    expect(counts(other)).toEqual({ discovered: COUNT });
  });
});
