/** What a file does with its turn at the link: what it tells of it, and what it asks before it. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FlowOutcome } from '../../src-main/services/flow-control';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { AppError } from '../../src-shared/app-error';
import { openTestCore, type TestCore } from '../support/test-core';

const MIB = 1024 * 1024;
let test: TestCore;
afterEach(() => test.close());

/** One request at a time; keeps what each told of itself. */
function watchFlow(): FlowOutcome[] {
  const { flow } = test.core;
  const told: FlowOutcome[] = [];
  const enter = flow.enter.bind(flow);
  flow.enter = async (...given) => {
    const leave = await enter(...given);
    return (outcome) => {
      told.push(outcome);
      leave(outcome);
    };
  };
  flow.setLimits({ maxParallel: 1, ofConnection: new Map() });
  return told;
}
const sum = (told: FlowOutcome[]): number => told.reduce((bytes, { sentBytes }) => bytes + sentBytes, 0);

it('a turn for which no part is left tells of no bytes', async () => {
  test = await openTestCore(createMemoryStore());
  const told = watchFlow();
  writeFileSync(join(test.source, 'film.tif'), randomBytes(20 * MIB));
  const run = await test.importAll();
  expect({ stored: run.storedCount, bytes: sum(told) }).toEqual({ stored: 1, bytes: 20 * MIB });
});

it('after a part that the store did not answer, the turns of the others are no answer of it', async () => {
  const faults = { away: true };
  test = await openTestCore(
    createMemoryStore({
      beforeCall: async ({ operation }) => {
        if (faults.away && operation === 'multipart.putPart')
          throw new AppError('unreachable', 'away', { retry: 'later' });
      },
    }),
  );
  const told = watchFlow();
  writeFileSync(join(test.source, 'film.tif'), randomBytes(20 * MIB));
  await test.importAll(() => test.core.catalogue.transfers.countByState().waiting === 1);
  expect({ bytes: sum(told), errors: told.filter(({ error }) => error === 'unreachable').length }).toEqual({
    bytes: 0,
    errors: 1,
  });
});

it('a name that was free when the file was taken up is looked at when its turn comes', async () => {
  const store = createMemoryStore({ capabilities: { keepsOther: false, conditionalPut: false } });
  test = await openTestCore(store);
  const { flow } = test.core;
  flow.setLimits({ maxParallel: 1, ofConnection: new Map() });
  const [connection] = test.core.catalogue.connections.list();
  if (!connection) throw new Error('no connection');
  const leave = await flow.enter(connection.id, 1, new AbortController().signal);
  const enter = flow.enter.bind(flow);
  const waits = new Promise<void>((resolve) => {
    flow.enter = (...given) => {
      resolve();
      return enter(...given);
    };
  });
  writeFileSync(join(test.source, 'a.jpg'), randomBytes(1000));
  const run = test.importAll();
  await waits;
  await store.put(test.bucket, 'a.jpg', Buffer.from('of another computer'));
  leave({ sentBytes: 1 });
  await run;
  const { body } = await store.get(test.bucket, 'a.jpg');
  expect(Buffer.concat((await body.toArray()) as Buffer[]).toString()).toBe('of another computer');
});

describe('what is through when a person cancels is stored all the same, not left in the bucket as nobody’s', () => {
  const cancelAt = async (at: string, sizeBytes: number): Promise<object> => {
    let cancelled: Promise<void> | undefined;
    const store = createMemoryStore({
      beforeCall: async ({ operation, key }) => {
        if (`${operation} ${key}` === at) cancelled ??= test.queue.cancel();
      },
    });
    test = await openTestCore(store);
    writeFileSync(join(test.source, 'a.jpg'), randomBytes(sizeBytes));
    await test.importAll(() => cancelled !== undefined);
    await cancelled;
    const [row] = test.core.catalogue.transfers.list({ offset: 0, limit: 1 }).items;
    return { state: row?.state, held: (await store.head(test.bucket, 'a.jpg'))?.sizeBytes };
  };
  it('while only the word of the store is missing', async () => {
    expect(await cancelAt('head a.jpg', 1000)).toEqual({ state: 'stored', held: 1000 });
  });
  it('while its parts are joined', async () => {
    expect(await cancelAt('multipart.complete a.jpg', 20 * MIB)).toEqual({
      state: 'stored',
      held: 20 * MIB,
    });
  });
});
