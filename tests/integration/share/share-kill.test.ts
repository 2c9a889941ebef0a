/** kill -9 of `caos share` in front of a real store: it goes on where it was, and what the store had confirmed never goes over the wire again. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Share } from '../../../src-shared/domain/share';
import { type CrashDoor, type Moment, openCrashDoor } from '../../support/crash-door';
import { type CrashStore, nativeSwift, s3 } from '../../support/crash-stores';
import { makePhoto } from '../../support/make-photos';
import { openAsGuest } from '../../support/share-world';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { Desk, filesHolding } from '../cli/run-cli';
import { runUntil } from '../crash/kill-command';

type Told = Share & { people: Array<{ email: string; link: string; code: string }> };
const swift = (): SwiftAddresses => sharedSwift() as SwiftAddresses;
const stores: Array<[name: string, open: () => CrashStore]> = [
  ['Swift', () => nativeSwift(swift())],
  ['S3', () => s3('s3', { ...swift(), endpoint: swift().s3Endpoint })],
];
/** One of them in every run, both in the long one. */
const storesOfThisRun = stores.filter(([name]) => process.env.CAOS_LONG === '1' || name === 'S3');
/** One after the other, each in the command that goes on after the one before. */
const moments: Moment[] = [
  { acts: ['own'], phase: 'half', nth: 2 },
  { acts: ['own'], phase: 'done', nth: 6 },
  { acts: ['own'], phase: 'told', nth: 9 },
];

describe.skipIf(swiftUnavailableReason())('killed while it uploads', () => {
  let desk: Desk;
  let door: CrashDoor | undefined;
  beforeEach(() => {
    desk = new Desk();
  });
  afterEach(async () => {
    await door?.close();
    desk[Symbol.dispose]();
  });

  it.each(storesOfThisRun)(
    'a share sends nothing twice that was confirmed: %s',
    { timeout: 400_000 },
    async (_name, open) => {
      const store = open();
      door = await openCrashDoor(store.origin);
      for (let seed = 1; seed <= 6; seed += 1)
        await makePhoto({ path: desk.path('photos', `IMG_${seed}.jpg`), width: 1800, height: 1200, seed });
      await desk.json(['connections', 'add', '--name', 'Store', ...store.words(door.origin)], {
        secret: store.secret,
      });
      await desk.json(['import', 'photos', '--album', 'Wedding', '--on', 'Store']);

      const create = ['share', 'create', '--album', 'Wedding', '--to', 'anna@example.org', '--show-code'];
      const originals = ['--allow', 'view,download,original,pick', '--keep-location'];
      const isPut = (entry: CrashDoor['passed'][number]): boolean =>
        entry.bytes > 0 && entry.status === 201 && /^\.caos\/shares\/\w+\/objects\//.test(entry.key);
      const isPutOfS3 = (entry: CrashDoor['passed'][number]): boolean =>
        isPut({ ...entry, status: 201 }) && entry.status === 200;
      const putsSince = (count: number): string[] =>
        (door as CrashDoor).passed
          .slice(count)
          .filter((entry) => isPut(entry) || isPutOfS3(entry))
          .map((entry) => entry.key.slice(entry.key.lastIndexOf('/') + 1));

      let words = [...create, ...originals, '--json'];
      const killed: Array<{ stored: Set<string>; passed: number }> = [];
      for (const moment of moments) {
        const outcome = await runUntil(desk, door, words, moment);
        if (outcome.type === 'ended') break;
        const { id, stored } = written(desk.profile);
        killed.push({ stored, passed: door.passed.length });
        words = ['share', 'send', id, '--json'];
      }
      expect((await desk.json<Told>(words)).state).toBe('live');
      // What the catalogue called stored at a kill was there, and nobody sent it again.
      for (const { stored, passed } of killed)
        expect(putsSince(passed).filter((name) => stored.has(name))).toEqual([]);
      expect(killed.length).toBeGreaterThanOrEqual(2);
      expect(Math.max(...killed.map(({ stored }) => stored.size))).toBeGreaterThan(0);
      const shown = await desk.json<Told>(['share', 'show', 'Wedding', '--show-code']);
      expect(shown.state).toBe('live');
      const puts = putsSince(0);
      const twice = [...new Set(puts.filter((name, at) => puts.indexOf(name) !== at))];
      // Each kill leaves what was under way in doubt: at most one lane's worth of it.
      expect(twice.length).toBeLessThanOrEqual(killed.length * 4);

      const [anna] = shown.people;
      const guest = await openAsGuest(anna?.link ?? '', anna?.code ?? '');
      if (!guest) throw new Error('it must open');
      expect(guest.manifest.items.map(({ fileName }) => fileName)).toEqual(
        [1, 2, 3, 4, 5, 6].map((seed) => `IMG_${seed}.jpg`),
      );
      for (const object of guest.manifest.objects)
        expect((await guest.open(object)).length).toBe(object.sizeBytes);
      expect(filesHolding(desk.profile, anna?.code ?? '')).toEqual([]);
      expect(filesHolding(desk.profile, new URL(anna?.link ?? '').hash.slice(1))).toEqual([]);

      expect((await desk.run(['share', 'list'])).out).toContain('live');
      expect(await desk.json(['share', 'collect'])).toEqual({ opened: 0, choices: 0, refused: 0 });
      const refused = await desk.run(['share', 'revoke', 'Wedding']);
      expect([refused.code, refused.notes.includes('--yes')]).toEqual([2, true]);
      const revoked = await desk.run(['share', 'revoke', 'Wedding', '--yes']);
      expect([revoked.code, revoked.out]).toEqual([
        0,
        'Ended for everybody. The store holds nothing of it any more.\n',
      ]);
      expect((await fetch(anna?.link ?? '')).status).toBe(404);
    },
  );
});

function written(profile: string): { id: string; stored: Set<string> } {
  const database = new Database(join(profile, 'catalogue.db'), { readonly: true });
  try {
    const share = database.prepare<[], { id: string }>('SELECT id FROM shares').get();
    const rows = database.prepare<[], { id: string }>('SELECT id FROM share_objects WHERE stored = 1').all();
    return { id: share?.id ?? '', stored: new Set(rows.map((row) => row.id)) };
  } finally {
    database.close();
  }
}
