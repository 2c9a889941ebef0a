/** Somebody is taken out of a photo request: they are out whatever else is under way, and the others' pages and parts stay. */
import { expect, it } from 'vitest';
import { endPerson } from '../../../src-main/services/request/send-request';
import { createSlotSweeper } from '../../../src-main/services/share/signed-slots';
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
