/** Mails of a request: everybody gets theirs, also after a kill, and nobody gets one every minute. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { sessionTokenName } from '../../../src-main/services/core';
import { openVault } from '../../../src-main/vault/open-vault';
import { askForPhotos, untilRequest } from '../../support/request-world';
import { buildForShares, openShareWorld, type ShareBuild, type ShareWorld } from '../../support/share-world';

const MINUTE_MS = 60_000;
let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

const kindsOfMails = async (): Promise<string[]> =>
  (await world.call('outbox.list', {})).map(({ kind, to }) => `${kind} ${to.email}`).sort();

it('under keys that live an hour pages are renewed late in it, and no mail goes out about it', async () => {
  world = await openShareWorld(build, { photos: 1 });
  await world.app.close();
  const vault = await openVault({ profileDir: world.profile });
  await vault.set(sessionTokenName(world.connectionId), 'a token');
  await world.restart();
  const request = await askForPhotos(world, { days: 3 });
  for (const { id } of await world.call('outbox.list', {})) await world.call('outbox.discard', { id });
  const pages = (): number => world.written().split('request-page').length - 1;
  for (const minutes of [10, 10, 10]) {
    world.advance(minutes * MINUTE_MS);
    await world.call('requests.collect', { id: request.id });
  }
  const renewed = untilRequest(
    world,
    request.id,
    ({ sureUntilMs }) => (sureUntilMs ?? 0) > (request.sureUntilMs ?? 0),
  );
  world.advance(25 * MINUTE_MS);
  expect((((await renewed).sureUntilMs ?? 0) - (request.sureUntilMs ?? 0)) / MINUTE_MS).toBeGreaterThan(50);
  await world.call('requests.collect', { id: request.id });
  expect([await kindsOfMails(), pages()]).toEqual([[], 4]);
});

it('killed between its pages and its mails it makes up for them, once', async () => {
  world = await openShareWorld(build, { photos: 1 });
  const request = await askForPhotos(world);
  for (const { id } of await world.call('outbox.list', {})) await world.call('outbox.discard', { id });
  const database = new Database(join(world.profile, 'catalogue.db'));
  database.prepare('UPDATE request_people SET mailed = 0 WHERE request_id = ?').run(request.id);
  database.close();
  world.advance(MINUTE_MS);
  const wanted = [
    'request-code anna@example.org',
    'request-link anna@example.org',
    'request-link bo@example.org',
  ];
  await expect.poll(kindsOfMails, { timeout: 10_000 }).toEqual(wanted);
  world.advance(MINUTE_MS);
  await world.call('requests.collect', { id: request.id });
  expect(await kindsOfMails()).toEqual(wanted);
});
