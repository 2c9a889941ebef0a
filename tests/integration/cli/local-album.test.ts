/** The first album by command line on the embedded store: no account, no network. */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Album } from '../../../src-shared/domain/album';
import type { Asset } from '../../../src-shared/domain/asset';
import type { Connection } from '../../../src-shared/domain/connection';
import { Desk, filesIn, writePhoto } from './run-cli';

describe('caos on the embedded store', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });
  afterEach(() => desk[Symbol.dispose]());

  it('imports, lists, downloads byte for byte, and deletes', async () => {
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    await writePhoto(desk.path('card', 'Séoul', '결혼식 1.jpg'), 2);
    cpSync(desk.path('card'), desk.path('expected'), { recursive: true });
    writeFileSync(desk.path('card', 'notes.txt'), 'no photo');
    writeFileSync(desk.path('card', 'empty.jpg'), '');
    symlinkSync(desk.path('nowhere'), desk.path('card', 'broken-link.jpg'));

    const first = await desk.run(['import', 'card', '--album', '결혼식']);
    expect(first).toEqual({
      code: 0,
      notes: 'Created the album “결혼식” on “This computer”.\n',
      out: expect.stringMatching(/^2 files stored in “결혼식” on “This computer”\.\nSkipped \(3\):\n/),
    });
    expect(first.out.split('\n').slice(2).sort()).toEqual([
      '',
      `  ${desk.path('card', 'broken-link.jpg')}: a link that leads nowhere`,
      `  ${desk.path('card', 'empty.jpg')}: empty`,
      `  ${desk.path('card', 'notes.txt')}: neither a photo nor a video`,
    ]);

    const again = await desk.json<{ ok: boolean; storedCount: number; alreadyStoredCount: number }>([
      'import',
      'card',
      '--album',
      '결혼식',
    ]);
    expect(again).toMatchObject({ ok: true, storedCount: 0, alreadyStoredCount: 2 });

    const assets = await desk.json<Asset[]>(['assets', 'list', '--album', '결혼식']);
    expect(
      assets.map(({ key, state, metadata }) => [key, state, metadata.widthPx, metadata.heightPx]).sort(),
    ).toEqual([
      ['Séoul/결혼식 1.jpg', 'stored', 320, 200],
      ['a.jpg', 'stored', 320, 200],
    ]);

    const download = await desk.json(['download', '--album', '결혼식', '--to', 'back']);
    expect(download).toEqual({
      ok: true,
      to: desk.path('back'),
      written: 2,
      alreadyThere: 0,
      failed: [],
      notStoredCount: 0,
    });
    expect(filesIn(desk.path('back'))).toEqual(filesIn(desk.path('expected')));

    const [album] = await desk.json<Album[]>(['albums', 'list']);
    expect(album).toMatchObject({
      title: '결혼식',
      assetCount: 2,
      storedCount: 2,
      failedCount: 0,
      state: 'stored',
    });
    expect(await desk.run(['albums', 'delete', '결혼식', '--objects'])).toMatchObject({ code: 2, out: '' });
    expect(await desk.json(['albums', 'delete', '결혼식', '--objects', '--yes'])).toEqual({
      id: album?.id,
      title: '결혼식',
      // Two photos, the album's own description and the pack of their thumbnails.
      deletedObjects: 4,
      keptObjects: 0,
    });
    expect(await desk.json(['albums', 'list'])).toEqual([]);
  });

  it('keeps albums on a folder that was added as a connection, and forgets them without touching it', async () => {
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    mkdirSync(desk.path('disk'));
    await desk.json(['connections', 'add', '--name', 'Disk', '--kind', 'local', '--root', 'disk']);
    expect(await desk.run(['connections', 'probe', 'disk'])).toMatchObject({ code: 0, notes: '' });
    await desk.json(['albums', 'create', 'Trip', '--on', 'Disk', '--bucket', 'trip', '--note', 'spring']);
    await desk.json(['import', 'card', '--album', 'Trip']);
    expect(await desk.run(['connections', 'remove', 'Disk'])).toMatchObject({ code: 1, out: '' });
    expect(await desk.run(['import', 'card', '--album', 'Trip', '--on', 'This computer'])).toEqual({
      code: 1,
      out: '',
      notes:
        'caos: The album “Trip” is on “Disk”, not on “This computer”. Leave out --on, or choose another title.\n',
    });
    expect(await desk.json(['albums', 'edit', 'Trip', '--title', 'Journey'])).toMatchObject({
      title: 'Journey',
      note: 'spring',
    });
    await desk.json(['albums', 'delete', 'Journey']);
    await desk.json(['connections', 'remove', 'Disk']);
    const connections = await desk.json<Connection[]>(['connections', 'list']);
    expect(connections.map(({ name, builtIn }) => [name, builtIn])).toEqual([['This computer', true]]);
    const left = filesIn(desk.path('disk'));
    expect(left.filter(([path]) => path === 'trip/a.jpg').map(([, content]) => content)).toEqual([
      filesIn(desk.path('card'))[0]?.[1],
    ]);
  });

  it('tells how it is set up', async () => {
    const doctor = await desk.json<{
      ok: boolean;
      forwarded: boolean;
      vault: { backend: string };
      paths: { profile: string };
    }>(['doctor']);
    expect(doctor).toMatchObject({
      ok: true,
      forwarded: false,
      vault: { backend: 'key-file' },
      paths: { profile: desk.profile },
    });
  });

  it('goes on quietly when nobody reads its output any more', async () => {
    const { child, ended } = desk.start(['connections', 'list', '--json']);
    child.stdout?.destroy();
    expect(await ended).toEqual({ code: 0, out: '', notes: '' });
  });
});
