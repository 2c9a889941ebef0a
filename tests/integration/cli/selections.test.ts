/** Selections by command line: made, compared, merged and exported, with no network and no running app. */
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Selection } from '../../../src-shared/domain/selection';
import { Desk, filesIn, writePhoto } from './run-cli';

interface Shown extends Selection {
  photos: Array<{ id: number; albumId: string; key: string }>;
}

describe('caos selections', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    for (const n of [1, 2, 3]) await writePhoto(desk.path('kim', `IMG_${n}.jpg`), n);
    await writePhoto(desk.path('iceland', 'day 1', '=Höfn, east.jpg'), 4);
    await desk.run(['import', 'kim', '--album', 'Kim']);
    await desk.run(['import', 'iceland', '--album', 'Iceland']);
  });
  afterEach(() => desk[Symbol.dispose]());

  const keys = async (name: string): Promise<string[]> =>
    (await desk.json<Shown>(['selections', 'show', name])).photos.map(({ key }) => key);

  it('makes, fills, orders, compares, merges, renames, deletes', async () => {
    expect((await desk.run(['selections'])).out).toBe(
      'No selections yet. Make one: caos selections create NAME\n',
    );
    const made = await desk.run([
      'selections',
      'create',
      'Album picks',
      'IMG_3.jpg',
      'IMG_1.jpg',
      '--album',
      'Kim',
      '--note',
      'for the book',
    ]);
    expect(made).toMatchObject({ code: 0, out: 'Made “Album picks” with 2 photos.\n' });
    expect((await desk.run(['selections', 'add', 'Album picks', '--album', 'Iceland', 'day 1/'])).out).toBe(
      'Added 1 photo to “Album picks”.\n',
    );
    expect((await desk.run(['selections', 'add', 'album-picks', '--album', 'Kim'])).code).toBe(1);
    expect((await desk.run(['selections', 'add', 'Album picks', '--album', 'Kim'])).out).toBe(
      'Added 1 photo to “Album picks”, 2 there already.\n',
    );
    expect(await keys('Album picks')).toEqual([
      'IMG_3.jpg',
      'IMG_1.jpg',
      'day 1/=Höfn, east.jpg',
      'IMG_2.jpg',
    ]);

    await desk.run(['selections', 'create', 'Client', 'IMG_2.jpg', '--album', 'Kim']);
    expect(await desk.json(['selections', 'compare', 'Album picks', 'Client'])).toEqual({
      both: 1,
      onlyHere: 3,
      onlyThere: 0,
    });
    const only = await desk.json<{ photos: Shown['photos'] }>([
      'selections',
      'compare',
      'Album picks',
      'Client',
      '--only-here',
    ]);
    expect(only.photos.map(({ key }) => key)).toEqual(['IMG_3.jpg', 'IMG_1.jpg', 'day 1/=Höfn, east.jpg']);

    await desk.run(['selections', 'remove-photos', 'Album picks', 'IMG_3.jpg', '--album', 'Kim']);
    await desk.run(['selections', 'merge', 'Client', 'Album picks', '--into', 'All']);
    expect(await keys('All')).toEqual(['IMG_2.jpg', 'IMG_1.jpg', 'day 1/=Höfn, east.jpg']);
    await desk.run(['selections', 'duplicate', 'All']);
    await desk.run(['selections', 'rename', 'All (2)', '책']);
    await desk.run(['selections', 'note', '책', 'second edit']);
    await desk.run(['selections', 'delete', 'All']);
    expect(
      (await desk.json<Selection[]>(['selections', 'list'])).map(({ name, photoCount, note }) => [
        name,
        photoCount,
        note,
      ]),
    ).toEqual([
      ['Album picks', 3, 'for the book'],
      ['Client', 1, ''],
      ['책', 3, 'second edit'],
    ]);
    expect((await desk.run(['selections', 'add', '책'])).code).toBe(2);
    expect((await desk.run(['selections', 'show', 'Nobody'])).notes).toContain(
      'There is no selection “Nobody” here.',
    );
  });

  it('exports names, a table, sidecars and the photos themselves', async () => {
    await desk.run(['selections', 'create', 'Picks', 'IMG_2.jpg', '--album', 'Kim']);
    await desk.run(['selections', 'add', 'Picks', '--album', 'Iceland']);
    const exported = (...words: string[]) => desk.run(['selections', 'export', 'Picks', ...words]);

    expect((await exported('--as', 'names', '--to', 'picks.txt')).out).toBe(
      `Exported 2 photos of “Picks” to ${desk.path('picks.txt')}.\n`,
    );
    expect(readFileSync(desk.path('picks.txt'), 'utf8')).toBe('IMG_2.jpg\n=Höfn, east.jpg\n');
    // A file that is there is not replaced unasked.
    expect(await exported('--as', 'names', '--to', 'picks.txt', '--comma')).toMatchObject({ code: 1 });
    await exported('--as', 'names', '--to', 'picks.txt', '--comma', '--no-extensions', '--replace');
    expect(readFileSync(desk.path('picks.txt'), 'utf8')).toBe('IMG_2, =Höfn, east\n');

    await exported('--as', 'csv', '--to', 'picks.csv');
    const table = readFileSync(desk.path('picks.csv'), 'utf8').split('\r\n');
    expect(table[0]).toBe('\uFEFFalbum,key,stars,flag,colour,size_bytes,taken_at,checksum');
    expect(table[1]).toMatch(/^Kim,IMG_2\.jpg,0,,,\d+,[^,]*,md5:[0-9a-f]{32}$/);
    // Quoted for its comma; no spreadsheet takes the name for a formula.
    expect(table[2]).toMatch(/^Iceland,"day 1\/=Höfn, east\.jpg",0,,,\d+,[^,]*,md5:[0-9a-f]{32}$/);
    expect(table.slice(3)).toEqual(['']);

    expect((await exported('--as', 'xmp', '--to', 'sidecars')).code).toBe(0);
    expect(filesIn(desk.path('sidecars')).map(([path]) => path)).toEqual([
      'Iceland/day 1/=Höfn, east.jpg.xmp',
      'Kim/IMG_2.jpg.xmp',
    ]);
    expect((await exported('--as', 'xmp', '--to', 'sidecars')).notes).toContain('is there already');

    expect(await exported('--as', 'folder', '--to', 'photos')).toMatchObject({ code: 0 });
    expect(readFileSync(desk.path('photos', 'Kim', 'IMG_2.jpg'))).toEqual(
      readFileSync(desk.path('kim', 'IMG_2.jpg')),
    );
    expect(await exported('--as', 'zip', '--to', 'photos.zip')).toMatchObject({ code: 0 });
    expect(existsSync(desk.path('photos.zip'))).toBe(true);
    expect((await exported('--as', 'paper', '--to', 'x')).code).toBe(2);
  });
});
