/** Several commands at once on one profile, and commands that are stopped in the middle of an import. */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Album } from '../../../src-shared/domain/album';
import type { Transfer } from '../../../src-shared/domain/transfer';
import { sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { type HeldStore, holdStore } from './held-store';
import { Desk, filesIn, type Running, writePhoto } from './run-cli';

const swift = sharedSwift();
const photos = 24;

describe.skipIf(swift === undefined)(
  `caos while an import runs${swift ? '' : ` (${swiftUnavailableReason()})`}`,
  () => {
    let desk: Desk;
    let store: HeldStore;
    beforeEach(async () => {
      desk = new Desk();
      store = await holdStore(swift?.s3Endpoint ?? '');
      for (let n = 0; n < photos; n += 1) await writePhoto(desk.path('card', `${n}.jpg`), n);
      cpSync(desk.path('card'), desk.path('expected'), { recursive: true });
      const where = [
        '--endpoint',
        store.endpoint,
        '--region',
        swift?.region ?? '',
        '--access-key',
        swift?.accessKey ?? '',
        '--path-style',
      ];
      await desk.json(['connections', 'add', '--name', 'S', '--kind', 's3', ...where], {
        secret: swift?.secretKey ?? '',
      });
    });
    afterEach(async () => {
      await store.close();
      desk[Symbol.dispose]();
    });

    /** An import that hangs after five photos, until the store opens. */
    async function hangingImport(): Promise<Running> {
      store.letPass(5);
      const running = desk.start(['import', 'card', '--album', 'T', '--on', 'S']);
      await store.blocked();
      return running;
    }

    /** All there, byte for byte, and no photo sent twice that the store had confirmed. */
    async function expectAllStoredOnce(): Promise<void> {
      await desk.json(['download', '--album', 'T', '--to', 'back']);
      expect(filesIn(desk.path('back'))).toEqual(filesIn(desk.path('expected')));
      expect(await desk.json<Album[]>(['albums', 'list'])).toMatchObject([
        { assetCount: photos, storedCount: photos, failedCount: 0 },
      ]);
    }

    it('answers a second command through the first', async () => {
      const { ended } = await hangingImport();
      const albums = await desk.json<Album[]>(['albums', 'list']);
      const open = await desk.json<Transfer[]>(['transfers', 'list', '--album', 'T']);
      const doctor = await desk.json<{ forwarded: boolean }>(['doctor']);
      const second = desk.start(['import', 'card', '--album', 'T', '--json']);
      store.open();
      const [first, other] = await Promise.all([ended, second.ended]);
      expect({
        albums: albums.map(({ title, assetCount }) => [title, assetCount]),
        open: open.length,
        forwarded: doctor.forwarded,
        first: [first.code, first.out],
        other: [other.code, (JSON.parse(other.out) as { ok: boolean }).ok],
      }).toEqual({
        albums: [['T', photos]],
        open: photos,
        forwarded: true,
        first: [0, `${photos} files stored in “T” on “S”.\n`],
        other: [0, true],
      });
      await expectAllStoredOnce();
      expect(existsSync(desk.path('profile', 'socket.json'))).toBe(false);
    });

    it('goes on where it was after kill -9, and sends nothing again that was stored', async () => {
      const { child, ended } = await hangingImport();
      const before = (await desk.json<Transfer[]>(['transfers', 'list', '--state', 'stored'])).map(
        ({ fileName }) => fileName,
      );
      child.kill('SIGKILL');
      expect(await ended).toMatchObject({ code: 'SIGKILL' });
      store.open();
      const again = await desk.run(['import', 'card', '--album', 'T']);
      expect({ code: again.code, notes: again.notes, last: again.out.split('\n').at(-2) }).toEqual({
        code: 0,
        notes: '',
        last: expect.stringContaining('“T”'),
      });
      const sentAgain = before.filter((name) => store.taken.filter((key) => key === name).length !== 1);
      expect({ before: before.length, sentAgain }).toEqual({ before: 5, sentAgain: [] });
      await expectAllStoredOnce();
    });

    it('pauses at Ctrl-C, says how to go on, and does so', async () => {
      const { child, ended } = await hangingImport();
      child.kill('SIGINT');
      expect(await ended).toEqual({
        code: 1,
        out: '',
        notes:
          'Created the album “T” on “S”.\ncaos: Paused the import into “T”. What is stored is safe and nothing is lost. To go on, type the same command, or: caos transfers retry\n',
      });
      store.open();
      expect(await desk.run(['transfers', 'retry'])).toMatchObject({ code: 0, notes: '' });
      await expectAllStoredOnce();
    });

    it('goes on in a waiting command when the one that did the work is killed', async () => {
      const owner = await hangingImport();
      const waiting = desk.start(['import', 'card', '--album', 'T', '--json']);
      // It has begun its own import as soon as the owner knows two.
      const log = (): string => readFileSync(desk.path('profile', 'logs', 'caos.log'), 'utf8');
      expect(log()).toContain('started');
      await secondImportKnown(desk);
      owner.child.kill('SIGKILL');
      await owner.ended;
      store.open();
      const { code, out } = await waiting.ended;
      expect([code, (JSON.parse(out) as { ok: boolean }).ok]).toEqual([0, true]);
      await expectAllStoredOnce();
    });
  },
);

/** Asks the owner until both imports are known to it: each question is a whole process, so this is no busy loop. */
async function secondImportKnown(desk: Desk): Promise<void> {
  const { connectProfile } = await import('../../../src-main/profile-client');
  const client = await connectProfile(desk.profile);
  if (!client) throw new Error('Nobody owns the profile');
  for (;;) {
    const runs = await client.call('imports.list', {});
    if (runs.ok && runs.value.length === 2) break;
  }
  await client.close();
}
