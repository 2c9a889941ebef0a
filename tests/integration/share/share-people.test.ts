/** A share that keeps to paused uploads, then takes in one more person, and what the journal says of it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openedText } from '../../../src-shared/sealing/picks-messages';
import {
  buildForShares,
  openAsGuest,
  openShareWorld,
  type ShareBuild,
  type ShareWorld,
} from '../../support/share-world';

let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

it('waits while uploads are paused; one more person gets a page of their own, and nothing of the others changes', async () => {
  world = await openShareWorld(build, { photos: 2 });
  const { call } = world;
  await call('transfers.pause', {});
  const draft = await call('shares.create', {
    source: { albumId: world.albumId },
    title: 'Jeju',
    recipients: [
      { email: 'anna@example.org', name: 'Anna' },
      { email: 'bo@example.org', codeWay: 'show' },
    ],
  });
  await call('shares.send', { id: draft.id });
  const held = await world.until(draft.id, ({ reason }) => reason !== null);
  expect([held.state, held.reason?.code, held.bucket, held.progress.preparedPhotos]).toEqual([
    ...['preparing', 'uploads-held', '', 0],
  ]);
  await call('transfers.resume', {});
  const live = await world.until(draft.id, ({ state }) => state === 'live');
  expect(live.reason).toBeNull();

  const of = async (email: string) => {
    const share = await call('shares.get', { id: draft.id });
    const person = share.recipients.find((one) => one.email === email);
    const { link, code } = await call('shares.secrets', { id: draft.id, recipientId: person?.id as never });
    const guest = await openAsGuest(link ?? '', code);
    if (!guest) throw new Error('the right code must open it');
    return { link, code, guest, page: guest.page };
  };
  const before = [await of('anna@example.org'), await of('bo@example.org')];
  const added = await call('shares.add', {
    id: draft.id,
    recipients: [{ email: 'cara@example.org', name: 'Cara' }],
  });
  expect(added.recipients.map(({ email, state }) => [email, state])).toEqual([
    ['anna@example.org', 'live'],
    ['bo@example.org', 'live'],
    ['cara@example.org', 'live'],
  ]);
  const after = [await of('anna@example.org'), await of('bo@example.org')];
  expect(after.map(({ link, page }) => [link, page])).toEqual(before.map(({ link, page }) => [link, page]));
  const cara = await of('cara@example.org');
  expect(cara.guest.manifest).toEqual(before[0]?.guest.manifest);
  expect(cara.guest.greeting.recipientName).toBe('Cara');
  expect([before[0]?.code, before[1]?.code]).not.toContain(cara.code);
  const mails = (await call('outbox.list', {})).map(({ kind, to }) => `${kind} ${to.email}`);
  expect(mails.sort()).toEqual([
    'share-code anna@example.org',
    'share-code cara@example.org',
    'share-link anna@example.org',
    'share-link bo@example.org',
    'share-link cara@example.org',
  ]);
  await expect(
    call('shares.add', { id: draft.id, recipients: [{ email: 'Bo@example.org' }] }),
  ).rejects.toThrow('has this share already');

  // CAOS ended when Dan was written down, and no more: it is made up for.
  const database = new Database(join(world.profile, 'catalogue.db'));
  database
    .prepare(
      `INSERT INTO share_recipients (id, share_id, place, email, name, code_way, state) VALUES (?, ?, 3, 'dan@example.org', '', 'mail', 'waiting')`,
    )
    .run(randomUUID(), draft.id);
  database.close();
  world.advance(0);
  await world.until(draft.id, ({ recipients }) => recipients[3]?.state === 'live');
  await expect
    .poll(
      async () => (await call('outbox.list', {})).filter(({ to }) => to.email === 'dan@example.org').length,
    )
    .toBe(2);
  await of('dan@example.org');

  await cara.guest.send(0, openedText({ atMs: Date.now(), count: 1 }));
  await call('shares.collect', { id: draft.id });
  await call('shares.revoke', { id: draft.id, recipientId: added.recipients[1]?.id });
  await call('shares.revoke', { id: draft.id });
  const told = (await call('journal.list', { limit: 20 }))
    .filter(({ type }) => type.startsWith('share-'))
    .map(({ type, title, params }) => [type, title, params]);
  expect(told.reverse()).toEqual([
    ['share-sent', 'Jeju', { people: 2 }],
    ['share-sent', 'Jeju', { people: 1 }],
    ['share-sent', 'Jeju', { people: 1 }],
    ['share-opened', 'Jeju', { name: 'Cara' }],
    ['share-revoked', 'Jeju', { name: 'bo@example.org' }],
    ['share-revoked', 'Jeju', {}],
  ]);
});
