/** How a request ends: nothing that arrived whole is lost, the store holds nothing any more, and addresses that worked fail. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { drawPicture } from '../../support/guest-fixture';
import { askForPhotos, openAsSender, untilRequest } from '../../support/request-world';
import { buildForShares, openShareWorld, type ShareBuild, type ShareWorld } from '../../support/share-world';

const DAY_MS = 86_400_000;
let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

const statusOf = async (address: string): Promise<number> => (await fetch(address)).status;
const picture = async (seed: number) => new Uint8Array((await drawPicture(seed, 300, 200)).bytes);

it('one person goes, the others go on; at its time all of it goes, and the last photos come home first', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const { call } = world;
  const request = await askForPhotos(world, {
    days: 3,
    limits: { maxFiles: 9, maxBytes: 50_000_000, kinds: ['photos'] },
  });
  const guests = [];
  for (const person of request.people) {
    const { link, code } = await call('requests.secrets', { id: request.id, personId: person.id });
    const guest = await openAsSender(link ?? '', code);
    if (!guest) throw new Error('it must open');
    guests.push({ link: link ?? '', code, guest });
  }
  const [anna, bo] = guests;
  if (!anna || !bo) throw new Error('two were asked');

  // What Anna sent before she was taken out stays; what she sends afterwards is never read.
  await anna.guest.send([{ name: 'before.jpg', bytes: await picture(1) }]);
  const without = await call('requests.revoke', { id: request.id, personId: request.people[0]?.id });
  expect([without.state, without.reason, without.people.map(({ state }) => state)]).toEqual([
    'live',
    null,
    ['revoked', 'live'],
  ]);
  expect([await statusOf(anna.link), await statusOf(bo.link)]).toEqual([404, 200]);
  await anna.guest.send([{ name: 'after.jpg', bytes: await picture(2) }]).catch(() => undefined);
  expect(await call('requests.collect', { id: request.id })).toEqual({ parts: 0, files: 0, refused: 0 });
  await expect(
    call('requests.secrets', { id: request.id, personId: request.people[0]?.id as never }),
  ).rejects.toThrow('no way into this request');

  // Longer: the same code, and what was sent stays.
  const endsAtMs = (request.endsAtMs ?? 0) + 2 * DAY_MS;
  expect((await call('requests.extend', { id: request.id, endsAtMs })).endsAtMs).toBe(endsAtMs);
  const renewed = await call('requests.secrets', {
    id: request.id,
    personId: request.people[1]?.id as never,
  });
  expect([renewed.code, renewed.link === bo.link]).toEqual([bo.code, false]);
  const late = await openAsSender(renewed.link ?? '', renewed.code);
  await late?.send([{ name: 'last.jpg', bytes: await picture(3) }]);

  const ended = untilRequest(world, request.id, ({ cleanedAtMs }) => cleanedAtMs !== null);
  world.advance(6 * DAY_MS);
  expect([(await ended).state, (await ended).reason]).toEqual(['expired', null]);
  expect([await statusOf(bo.link), await statusOf(renewed.link ?? '')]).toEqual([403, 403]);
  await expect(late?.send([{ name: 'too-late.jpg', bytes: await picture(4) }])).rejects.toThrow('403');
  const arrivals = await call('requests.arrivals', { id: request.id });
  expect(arrivals.map(({ fileName, state }) => [fileName, state])).toEqual([
    ['last.jpg', 'waiting'],
    ['before.jpg', 'waiting'],
  ]);
  expect(sharesLeft(join(world.profile, 'store'))).toEqual([]);

  // Not forgotten while photos wait; after a restart they still do.
  await expect(call('requests.discard', { id: request.id })).rejects.toThrow('Accept or decline');
  await world.restart();
  expect(await call('requests.decline', { id: request.id })).toEqual({ count: 2 });
  await call('requests.discard', { id: request.id });
  expect(existsSync(join(world.profile, 'arrivals', request.id))).toBe(false);
});

it('composed offline it waits as a draft, and is sent when it is told to', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const { call, albumId } = world;
  const draft = await call('requests.create', { title: 'Yours', albumId });
  await expect(call('requests.send', { id: draft.id })).rejects.toThrow('Nobody would get this request');
  const edited = await call('requests.edit', {
    id: draft.id,
    people: [
      { email: 'anna@example.org', codeWay: 'mail' },
      { email: 'ANNA@example.org', codeWay: 'mail' },
    ],
  });
  expect([edited.state, edited.people.map(({ email }) => email)]).toEqual(['draft', ['ANNA@example.org']]);
  const live = untilRequest(world, draft.id, ({ state }) => state === 'live');
  await call('requests.send', { id: draft.id });
  await live;
  const { link, code } = await call('requests.secrets', {
    id: draft.id,
    personId: edited.people[0]?.id as never,
  });
  const mails = await call('outbox.list', {});
  expect(mails.map(({ kind }) => kind).sort()).toEqual(['request-code', 'request-link']);
  for (const { id, kind } of mails) {
    const { rendered } = await call('outbox.show', { id });
    const text = `${rendered?.text}${rendered?.html}`;
    expect([text.includes(code), text.includes(new URL(link ?? '').hash)]).toEqual(
      kind === 'request-code' ? [true, false] : [false, true],
    );
  }
});

/** Files below any folder of shares. */
function sharesLeft(store: string): string[] {
  return readdirSync(store, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes('.caos/shares'))
    .map((entry) => entry.name);
}
