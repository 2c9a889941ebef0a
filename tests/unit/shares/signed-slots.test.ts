/** Slots outlive what they were signed for: when what guests put there late is deleted, and that nothing makes CAOS forget it. */
import { expect, it } from 'vitest';
import type { Core } from '../../../src-main/services/core';
import {
  createSlotSweeper,
  leaveFolder,
  leaveSlots,
  rememberSigned,
} from '../../../src-main/services/share/signed-slots';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { AppError } from '../../../src-shared/app-error';
import { catalogueFixture, connectionId, NOW_MS } from '../../support/catalogue-fixture';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const folder = `.caos/shares/${'a'.repeat(32)}/`;
const place = (prefix: string) => ({ connectionId, bucket: 'b', prefix });

async function world() {
  const fixture = catalogueFixture();
  const store = createMemoryStore();
  await store.createBucket('b');
  const clock = { nowMs: NOW_MS, offline: false };
  const core = {
    now: () => clock.nowMs,
    log: { info: () => undefined },
    get catalogue() {
      return fixture.catalogue;
    },
    stores: {
      open: async () => {
        if (clock.offline) throw new AppError('unreachable', 'The store does not answer.');
        return store;
      },
    },
  } as unknown as Core;
  const put = (name: string) => store.put('b', folder + name, new Uint8Array(3), {});
  const held = async (): Promise<string[]> => {
    const keys = [];
    for await (const { key } of store.list('b', { prefix: folder })) keys.push(key.slice(folder.length));
    return keys;
  };
  const share = { connectionId, bucket: 'b', folder };
  return { fixture, core, clock, share, put, held, [Symbol.dispose]: () => fixture[Symbol.dispose]() };
}

it('deletes what was put below a left prefix once its longest signature is over, and nothing before', async () => {
  using given = await world();
  const { core, clock, put, held } = given;
  rememberSigned(core, place(`${folder}picks/anna/`), NOW_MS + 7 * DAY_MS);
  // Signed for a shorter time afterwards: the first one still holds.
  rememberSigned(core, place(`${folder}picks/anna/`), NOW_MS + DAY_MS);
  rememberSigned(core, place(`${folder}picks/bo/`), NOW_MS + DAY_MS);
  leaveSlots(core, given.share, 'picks/anna/');
  await put('picks/anna/pick-01');
  await put('picks/bo/pick-01');
  const sweeper = createSlotSweeper(core);
  clock.nowMs = NOW_MS + 7 * DAY_MS;
  await sweeper.sweep();
  expect(await held()).toEqual(['picks/anna/pick-01', 'picks/bo/pick-01']);
  clock.nowMs += HOUR_MS;
  await sweeper.sweep();
  // Nobody left Bo's: their answers may be unread.
  expect(await held()).toEqual(['picks/bo/pick-01']);
  expect(core.catalogue.signedSlots.due(clock.nowMs)).toEqual([]);
});

it('a share that ends owes one look for all its people, however often that is told', async () => {
  using given = await world();
  const { core, clock, put, held } = given;
  rememberSigned(core, place(`${folder}picks/anna/`), NOW_MS + 2 * DAY_MS);
  rememberSigned(core, place(`${folder}picks/bo/`), NOW_MS + 3 * DAY_MS);
  leaveSlots(core, given.share, 'picks/anna/');
  leaveFolder(core, given.share);
  leaveFolder(core, given.share);
  await put('picks/anna/pick-01');
  clock.nowMs = NOW_MS + 2 * DAY_MS + HOUR_MS;
  expect(core.catalogue.signedSlots.due(clock.nowMs - HOUR_MS)).toEqual([]);
  clock.nowMs += DAY_MS;
  expect(core.catalogue.signedSlots.due(clock.nowMs - HOUR_MS)).toEqual([place(folder)]);
  await createSlotSweeper(core).sweep();
  expect(await held()).toEqual([]);
  // What ends after its signatures owes nothing.
  rememberSigned(core, place(`${folder}picks/cara/`), NOW_MS);
  leaveFolder(core, given.share);
  expect(core.catalogue.signedSlots.due(clock.nowMs)).toEqual([]);
});

it('refuses to leave the slots of everybody for one person who has none', async () => {
  using given = await world();
  const { core, share } = given;
  rememberSigned(core, place(`${folder}picks/bo/`), NOW_MS + DAY_MS);
  expect(() => leaveSlots(core, share, '')).toThrow('everybody');
  expect(core.catalogue.signedSlots.due(NOW_MS + 2 * DAY_MS)).toEqual([]);
});

it('offline it waits, longer each time, and goes on after a restart; a connection that is removed takes it along', async () => {
  using given = await world();
  const { fixture, core, clock, put, held } = given;
  rememberSigned(core, place(`${folder}picks/anna/`), NOW_MS);
  core.catalogue.signedSlots.leave(place(folder), 0);
  await put('picks/anna/pick-01');
  clock.nowMs = NOW_MS + 2 * HOUR_MS;
  clock.offline = true;
  const sweeper = createSlotSweeper(core);
  await sweeper.sweep();
  clock.offline = false;
  await sweeper.sweep();
  expect(await held()).toHaveLength(1);
  fixture.reopen();
  await createSlotSweeper(core).sweep();
  expect(await held()).toEqual([]);

  rememberSigned(core, place(`${folder}picks/bo/`), NOW_MS);
  core.catalogue.signedSlots.leave(place(folder), 0);
  for (const { id } of core.catalogue.albums.list()) core.catalogue.albums.remove(id);
  core.catalogue.connections.remove(connectionId);
  expect(core.catalogue.signedSlots.due(clock.nowMs)).toEqual([]);
});

it('a place that may not be swept keeps no other from being swept', async () => {
  using given = await world();
  const { core, clock, share, put, held } = given;
  for (const name of ['anna', 'bo']) {
    rememberSigned(core, place(`${folder}picks/${name}/`), NOW_MS + DAY_MS);
    leaveSlots(core, share, `picks/${name}/`);
    await put(`picks/${name}/pick-01`);
  }
  const store = await core.stores.open(connectionId);
  const deleteMany = store.deleteMany.bind(store);
  store.deleteMany = (bucket, keys, options) =>
    keys.some((key) => key.includes('anna'))
      ? Promise.reject(new AppError('access-denied', 'That is not allowed.'))
      : deleteMany(bucket, keys, options);
  clock.nowMs += DAY_MS + HOUR_MS;
  await createSlotSweeper(core).sweep();
  expect(await held()).toEqual(['picks/anna/pick-01']);
  expect(core.catalogue.signedSlots.due(clock.nowMs)).toEqual([place(`${folder}picks/anna/`)]);
});
