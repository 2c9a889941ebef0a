/** A file that comes damaged: its parts are deleted, its page asks for it again, and sent once more it is in the inbox, on every kind of store. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sealingPrimitives } from '../../../src-main/services/share/sealing-primitives';
import { fileId } from '../../../src-renderer/guest/worker/send-files';
import { draftPart, sealPart } from '../../../src-shared/sealing/arrival-part';
import { drawPicture } from '../../support/guest-fixture';
import { askForPhotos, openAsSender, type SendingGuest } from '../../support/request-world';
import {
  buildForShares,
  openShareWorld,
  type ShareBuild,
  type ShareWorld,
  shareStores,
} from '../../support/share-world';
import { swiftUnavailableReason } from '../../support/swift-server';

const MIB = 1024 * 1024;
const MODIFIED_MS = Date.UTC(2026, 4, 1);
let build: ShareBuild;
let world: ShareWorld;
beforeAll(async () => {
  build = await buildForShares();
});
afterAll(() => build.dispose());
afterEach(() => world.close());

/** One bit is another by the time it is sealed, as on a computer with a bad memory. */
async function sendDamaged(guest: SendingGuest, name: string, bytes: Uint8Array<ArrayBuffer>, slot: string) {
  const { deps } = guest;
  const file = new File([bytes], name, { lastModified: MODIFIED_MS });
  const id = await fileId(deps, file, name);
  const draft = draftPart({ atMs: 1, sizeBytes: MIB });
  const whole = { id, name, sizeBytes: bytes.length, modifiedAtMs: MODIFIED_MS };
  draft.add({ ...whole, offset: 0, length: bytes.length, sha256: 'ab'.repeat(32) }, bytes);
  const { arrivalsKey, ids } = deps;
  const sealed = await sealPart(sealingPrimitives, { ...ids, arrivalsKey, slot }, draft.plain(MIB));
  expect(await guest.put(slot, sealed)).toBeLessThan(300);
}

describe.skipIf(swiftUnavailableReason())('a file that came damaged', () => {
  it.each(
    shareStores.filter(([name]) =>
      process.env.CAOS_LONG === '1' ? name !== 'S3' : name === 'this computer, over the gateway',
    ),
  )('%s', async (_name, connectionOf) => {
    const connection = connectionOf();
    world = await openShareWorld(build, { ...(connection && { connection }), photos: 1 });
    const { call } = world;
    const { id, people } = await askForPhotos(world);
    const personId = people[0]?.id as never;
    const { link, code } = await call('requests.secrets', { id, personId });
    const open = async (): Promise<SendingGuest> => {
      const guest = await openAsSender(link ?? '', code);
      if (!guest) throw new Error('it must open');
      return guest;
    };
    const arrivals = async () =>
      (await call('requests.arrivals', { id })).map(({ fileName, state, hereBytes, error }) => [
        ...[fileName, state, hereBytes, error?.params?.arrival],
      ]);
    const bytes = new Uint8Array((await drawPicture(1, 300, 200)).bytes);
    const first = await open();
    expect(first.content.again).toEqual([]);
    const free = (letter: string, slot: string): string =>
      first.content.arrivals.kind === 'form' ? `p-${letter.repeat(32)}` : slot;

    await sendDamaged(first, 'a.jpg', bytes, free('a', 's-001'));
    expect(await call('requests.collect', { id })).toEqual({ parts: 1, files: 0, refused: 1 });
    expect(await arrivals()).toEqual([['a.jpg', 'arriving', 0, 'damaged']]);
    // Looked at once more it is what it was: the damaged part is not read a second time.
    expect(await call('requests.collect', { id })).toEqual({ parts: 0, files: 0, refused: 0 });

    // The link is the same; the page that it opens asks for the file.
    const second = await open();
    const asked = { id: expect.any(String), name: 'a.jpg', sizeBytes: bytes.length };
    expect(second.content.again).toEqual([{ ...asked, turn: 1 }]);
    // Its slot is free again, also where no slot is ever written over.
    await sendDamaged(second, 'a.jpg', bytes, free('b', 's-001'));
    await call('requests.collect', { id });
    expect((await open()).content.again).toEqual([{ ...asked, turn: 2 }]);

    const third = await open();
    await third.send([{ name: 'a.jpg', bytes, modifiedAtMs: MODIFIED_MS }]);
    expect(await call('requests.collect', { id })).toEqual({ parts: 1, files: 1, refused: 0 });
    expect(await arrivals()).toEqual([['a.jpg', 'waiting', bytes.length, undefined]]);
    expect((await open()).content.again).toEqual([]);

    // Whoever sends rubbish for ever is not asked for ever.
    for (const letter of ['c', 'd', 'e', 'f']) {
      await sendDamaged(third, 'b.jpg', bytes, free(letter, 's-002'));
      await call('requests.collect', { id });
    }
    expect((await arrivals()).find(([name]) => name === 'b.jpg')).toEqual([
      'b.jpg',
      'refused',
      0,
      'damaged-again',
    ]);
    expect((await open()).content.again).toEqual([]);
  });
});
