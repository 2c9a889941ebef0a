/** kill -9 of `caos request collect` and of `accept` in front of a real store: nothing that arrived is lost, and nothing comes twice. */
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Album } from '../../../src-shared/domain/album';
import type { Arrival, PhotoRequest } from '../../../src-shared/domain/photo-request';
import { nativeSwift } from '../../support/crash-stores';
import { drawPicture } from '../../support/guest-fixture';
import { makePhoto } from '../../support/make-photos';
import { openAsSender } from '../../support/request-world';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { Desk, filesHolding } from '../cli/run-cli';
import { runUntil } from '../crash/kill-command';

type Told = PhotoRequest & { people: Array<{ link: string; code: string }> };
const MIB = 1024 * 1024;
const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(swiftUnavailableReason())('killed while photos come home', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });
  afterEach(() => desk[Symbol.dispose]());

  it('every file arrives whole, and leaves the store only when the album has it', {
    timeout: 400_000,
  }, async () => {
    const swift = nativeSwift(sharedSwift() as SwiftAddresses);
    await makePhoto({ path: desk.path('photos', 'first.jpg'), width: 600, height: 400, seed: 9 });
    await desk.json(['connections', 'add', '--name', 'Store', ...swift.words(swift.origin)], {
      secret: swift.secret,
    });
    await desk.json(['import', 'photos', '--album', 'Wedding', '--on', 'Store']);
    const create = ['request', 'create', '--to', 'anna@example.org', '--into', 'Wedding', '--days', '7'];
    const limits = ['--max-files', '20', '--max-size', '500MB', '--kinds', 'photos', '--show-code', '--json'];
    const asked = await desk.json<Told>([...create, ...limits]);
    const [anna] = asked.people;
    const guest = await openAsSender(anna?.link ?? '', anna?.code ?? '');
    if (!guest) throw new Error('it must open');
    const files = [];
    for (const [at, behind] of [20 * MIB, 0, 12 * MIB, 100].entries()) {
      const { bytes } = await drawPicture(at + 1, 600, 400);
      files.push({
        name: `IMG_${at}.jpg`,
        bytes: new Uint8Array(Buffer.concat([bytes, randomBytes(behind)])),
      });
    }
    await guest.send(files);

    const killed: string[] = [];
    for (const writes of [3, 6, 9, 12]) {
      const outcome = await runUntil(desk, null, ['request', 'collect', '--json'], { writes });
      killed.push(outcome.type);
      if (outcome.type === 'ended') break;
    }
    expect(killed.filter((type) => type === 'killed').length).toBeGreaterThanOrEqual(2);
    await desk.json(['request', 'collect']);
    const arrivals = await desk.json<Arrival[]>(['request', 'arrivals', 'Wedding']);
    expect(arrivals.map(({ fileName, state }) => [fileName, state]).sort()).toEqual(
      files.map(({ name }) => [name, 'waiting']),
    );

    // Whatever moment of it is hit: the photos are in the inbox or in the album, and never in neither.
    const accept = ['request', 'accept', 'Wedding', '--json'];
    for (const writes of [2, 5]) await runUntil(desk, null, accept, { writes });
    expect((await desk.json<{ left: number }>(accept)).left).toBe(0);
    const left = await desk.json<Arrival[]>(['request', 'arrivals', 'Wedding']);
    expect(left.map(({ state }) => state)).toEqual(files.map(() => 'stored'));
    expect((await desk.run(['request', 'end', 'Wedding', '--yes'])).code).toBe(0);
    const album = (await desk.json<Album[]>(['albums', 'list'])).find(({ title }) => title === 'Wedding');
    const store = swift.open();
    try {
      const stored = new Set<string>();
      for await (const { key } of store.list(album?.bucket ?? '', { prefix: album?.prefix ?? '' }))
        if (key.endsWith('.jpg'))
          stored.add(sumOf(Buffer.concat(await (await store.get(album?.bucket ?? '', key)).body.toArray())));
      for (const { name, bytes } of files) expect([name, stored.has(sumOf(bytes))]).toEqual([name, true]);
    } finally {
      store.close();
    }
    expect((await fetch(anna?.link ?? '')).status).toBe(404);
    expect(filesHolding(desk.profile, anna?.code ?? '')).toEqual([]);
  });
});
