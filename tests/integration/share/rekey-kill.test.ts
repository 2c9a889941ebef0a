/** kill -9 while a person is taken out of a group, in front of real Swift: it goes on, and what they had opens nothing in the end. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Share } from '../../../src-shared/domain/share';
import { type CrashDoor, type Moment, openCrashDoor } from '../../support/crash-door';
import { nativeSwift } from '../../support/crash-stores';
import { makePhoto } from '../../support/make-photos';
import { openAsGuest } from '../../support/share-world';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { statusOf } from '../../support/two-photographers';
import { Desk, filesHolding } from '../cli/run-cli';
import { runUntil } from '../crash/kill-command';

type Told = Share & { people: Array<{ email: string; link: string; code: string }> };
/** In the midst of a put, after one was stored and before CAOS heard of it, and right after one that it heard of. */
const moments: Moment[] = [
  { acts: ['own'], phase: 'half', nth: 3 },
  { acts: ['own'], phase: 'done', nth: 4 },
  { acts: ['own'], phase: 'told', nth: 2 },
];

let desk: Desk;
let door: CrashDoor | undefined;
beforeEach(() => {
  desk = new Desk();
});
afterEach(async () => {
  await door?.close();
  desk[Symbol.dispose]();
});

it.skipIf(swiftUnavailableReason())(
  'a change of the key that was killed is ended by the next command',
  { timeout: 300_000 },
  async () => {
    const store = nativeSwift(sharedSwift() as SwiftAddresses);
    door = await openCrashDoor(store.origin);
    for (let seed = 1; seed <= 5; seed += 1)
      await makePhoto({ path: desk.path('photos', `IMG_${seed}.jpg`), width: 1800, height: 1200, seed });
    await desk.json(['connections', 'add', '--name', 'Store', ...store.words(door.origin)], {
      secret: store.secret,
    });
    await desk.json(['import', 'photos', '--album', 'Wedding', '--on', 'Store']);
    await desk.json(['groups', 'create', 'Family']);
    await desk.json(['groups', 'add', 'Family', 'Anna <anna@example.org>', 'bo@example.org']);
    const share = ['albums', 'share', 'Wedding', '--group', 'family', '--json'];
    await desk.json(share);
    const shown = (): Promise<Told> => desk.json<Told>(['share', 'show', 'Wedding', '--show-code']);
    const before = await shown();
    const of = (told: Told, email: string) => {
      const found = told.people.find((person) => person.email === email);
      if (!found) throw new Error(`${email} is not in it.`);
      return found;
    };
    const bo = await openAsGuest(of(before, 'bo@example.org').link, of(before, 'bo@example.org').code);
    if (!bo) throw new Error('it must open');
    const addresses = [bo.content.manifest, ...bo.manifest.objects].map((object) => bo.address(object));
    expect(await Promise.all(addresses.map(statusOf))).toEqual(addresses.map(() => 200));

    let words = ['groups', 'remove', 'Family', 'bo@example.org', '--json'];
    let kills = 0;
    for (const moment of moments) {
      const outcome = await runUntil(desk, door, words, moment);
      words = share;
      if (outcome.type === 'ended') break;
      kills += 1;
      // Whatever was killed: the way in of the others is never closed.
      const anna = of(before, 'anna@example.org');
      const guest = await openAsGuest(anna.link, anna.code);
      if (!guest) throw new Error('Anna must get in');
      for (const object of guest.manifest.objects)
        expect((await guest.open(object)).length).toBe(object.sizeBytes);
    }
    expect(kills).toBeGreaterThanOrEqual(2);
    await desk.json(share);
    const after = await shown();
    expect(after.people.map(({ email }) => email)).toEqual(['anna@example.org']);
    expect(of(after, 'anna@example.org').link).toBe(of(before, 'anna@example.org').link);
    expect(await Promise.all(addresses.map(statusOf))).toEqual(addresses.map(() => 404));
    expect((await fetch(of(before, 'bo@example.org').link)).status).toBe(404);
    const anna = await openAsGuest(of(after, 'anna@example.org').link, of(after, 'anna@example.org').code);
    expect(anna?.manifest.items).toHaveLength(5);
    expect(anna?.content.contentKey).not.toBe(bo.content.contentKey);
    for (const object of anna?.manifest.objects ?? [])
      expect((await anna?.open(object))?.length).toBe(object.sizeBytes);
    // Keys are in the vault and nowhere else.
    for (const key of [bo.content.contentKey, anna?.content.contentKey ?? 'none'])
      expect(filesHolding(desk.profile, key)).toEqual([]);
  },
);
