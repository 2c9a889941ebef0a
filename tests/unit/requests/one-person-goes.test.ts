/** Somebody is taken out of a photo request: they are out whatever else is under way, and the others' pages and parts stay. */
import { expect, it } from 'vitest';
import { endPerson } from '../../../src-main/services/request/send-request';
import { createSlotSweeper } from '../../../src-main/services/share/signed-slots';
import { AppError } from '../../../src-shared/app-error';
import { smallSlotName } from '../../../src-shared/domain/request-page';
import { annaId, boId, DAY_MS, liveRequest } from '../../support/live-request';

const { signal } = new AbortController();

it('told twice, nothing of the others is deleted once the signatures are over', async () => {
  using given = await liveRequest();
  const { id, desk, clock, held, person, send } = given;
  await send(boId);
  const ofBo = [person(boId).arrivalsName + smallSlotName(0), person(boId).pageName];
  await endPerson(desk, id, annaId, signal);
  await endPerson(desk, id, annaId, signal);
  clock.nowMs += 21 * DAY_MS;
  await createSlotSweeper(desk.core).sweep();
  expect(await held()).toEqual(ofBo);
});

it('while their page is just written anew, they stay out', async () => {
  using given = await liveRequest();
  const { id, photoRequests, store, held, person } = given;
  const { pageName } = person(annaId);
  const put = store.put.bind(store);
  let revoked: Promise<unknown> | undefined;
  store.put = async (bucket, key, ...rest) => {
    if (key.endsWith(pageName)) revoked ??= photoRequests.revoke(id, annaId);
    return put(bucket, key, ...rest);
  };
  await photoRequests.extend(id, given.clock.nowMs + 10 * DAY_MS);
  await revoked;
  expect([person(annaId).state, person(annaId).pageName, person(boId).state]).toEqual([
    'revoked',
    '',
    'live',
  ]);
  expect(await held()).toEqual([person(boId).pageName]);
});

it('who cannot be ended just now keeps neither the parts of the others nor the renewal of their links waiting', async () => {
  using given = await liveRequest({ signedDays: 7 });
  const { id, photoRequests, store, clock, row, person, send, partsOf } = given;
  const list = store.list.bind(store);
  const { arrivalsName } = person(annaId);
  const fault = { on: true };
  store.list = (bucket, options) => {
    if (fault.on && options?.prefix?.endsWith(arrivalsName)) throw new AppError('store-busy', 'It is busy.');
    return list(bucket, options);
  };
  expect((await photoRequests.revoke(id, annaId)).reason?.code).toBe('store-busy');
  const sureUntilMs = row().sureUntilMs ?? 0;
  await send(boId);
  clock.nowMs += 5.5 * DAY_MS;
  await photoRequests.look();
  expect([partsOf(boId), (row().sureUntilMs ?? 0) > sureUntilMs, person(annaId).arrivalsName]).toEqual([
    1,
    true,
    arrivalsName,
  ]);

  // It is told, and waits by itself; what the others send comes home with every look.
  expect(row().reason?.code).toBe('store-busy');
  await store.put('b', row().folder + person(boId).arrivalsName + smallSlotName(1), new Uint8Array(1), {});
  clock.nowMs += 3 * 60_000;
  await photoRequests.look();
  expect([partsOf(boId), row().reason?.code]).toEqual([2, 'store-busy']);
  fault.on = false;
  clock.nowMs += 10 * 60_000;
  await photoRequests.look();
  expect([person(annaId).arrivalsName, row().reason]).toEqual(['', null]);
});
