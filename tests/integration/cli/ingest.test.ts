/** `caos ingest`: a card to this computer and a real Swift, killed in the middle and typed again; what it says and how it ends. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Album } from '../../../src-shared/domain/album';
import type { Asset } from '../../../src-shared/domain/asset';
import { cameraJpeg } from '../../support/make-camera-files';
import { sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { Desk, filesIn } from './run-cli';

const swift = sharedSwift();
let desk: Desk;
beforeEach(() => {
  desk = new Desk();
  mkdirSync(desk.path('backup'));
});
afterEach(() => desk[Symbol.dispose]());

let fill = 0;
async function give(name: string, takenAt: string): Promise<void> {
  const path = desk.path('card', name);
  mkdirSync(join(path, '..'), { recursive: true });
  const about = { takenAt, model: 'Z 8' };
  writeFileSync(path, await cameraJpeg({ width: 60, height: 40, stamp: false, fillBytes: ++fill, about }));
}
const template = ['--name', '{date}_{camera}_{seq}'];
const names = (day: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `${day}_Z 8_${String(from + n).padStart(4, '0')}.JPG`);

/** Keys of every album, by title and connection. */
async function stored(): Promise<Record<string, string[]>> {
  const albums = await desk.json<Album[]>(['albums', 'list']);
  const found: Array<[string, string[]]> = [];
  for (const album of albums) {
    const assets = await desk.json<Asset[]>(['assets', 'list', '--album', album.id]);
    found.push([
      `${album.title} @ ${album.connectionName}`,
      assets
        .filter((asset) => asset.state === 'stored')
        .map((asset) => asset.key)
        .sort(),
    ]);
  }
  return Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Objects in the backup folder, whatever the album. */
const copied = (): number =>
  readdirSync(desk.path('backup'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .reduce((sum, entry) => {
      const folder = join(desk.path('backup'), entry.name);
      return (
        sum + (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.JPG')).length : 0)
      );
    }, 0);

describe('caos ingest', () => {
  it('killed again and again, the same names are there once in every place', async () => {
    for (let n = 1; n <= 90; n += 1)
      await give(
        `DCIM/${100 + Math.floor(n / 40)}NZ/DSC_${9960 + n}.JPG`,
        `2024-05-0${n <= 50 ? 1 : 2}T10:00:00`,
      );
    const line = [
      'ingest',
      'card',
      '--album',
      'Wedding',
      '--split',
      'day',
      '--copy-to',
      'backup',
      ...template,
    ];
    let killed = 0;
    for (const least of [1, 30, 60]) {
      const { child, ended } = desk.start(line);
      const watch = setInterval(() => {
        if (copied() >= least) child.kill('SIGKILL');
      }, 2);
      if ((await ended).code === 'SIGKILL') killed += 1;
      clearInterval(watch);
    }
    expect(killed).toBeGreaterThan(1);
    const last = await desk.run(line);
    expect([last.code, last.out.includes('Safe to format the card'), last.notes]).toEqual([0, true, '']);
    const [first, second] = [names('2024-05-01', 1, 50), names('2024-05-02', 51, 90)];
    expect(await stored()).toEqual({
      'Wedding 2024-05-01 @ This computer': first,
      'Wedding 2024-05-01 @ backup': first,
      'Wedding 2024-05-02 @ This computer': second,
      'Wedding 2024-05-02 @ backup': second,
    });
    // Byte for byte, once each, in two folders: no bucket of an album whose making was cut off is left.
    const original = filesIn(desk.path('card')).map(([, content]) => content);
    const copies = filesIn(desk.path('backup')).filter(
      ([path]) => !path.split('/').some((part) => part.startsWith('.')),
    );
    expect(copies.map(([path]) => path.split('/')[1])).toEqual([...first, ...second]);
    expect(copies.every(([, content], index) => content.equals(original[index] ?? Buffer.of()))).toBe(true);
    expect(readdirSync(desk.path('backup')).filter((name) => !name.startsWith('.'))).toHaveLength(2);
  });

  it.skipIf(swift === undefined)(
    `goes to a real Swift as the second place${swift ? '' : ` (${swiftUnavailableReason()})`}`,
    async () => {
      const { authUrl = '', user = '', key = '' } = swift ?? {};
      await desk.json(
        ['connections', 'add', '--name', 'Uni', '--kind', 'swift', '--auth-url', authUrl, '--user', user],
        { secret: key },
      );
      for (let n = 1; n <= 4; n += 1) await give(`DCIM/DSC_${n}.JPG`, '2024-05-01T10:00:00');
      const line = [
        'ingest',
        'card',
        '--album',
        'Far',
        '--copy-on',
        'Uni',
        '--copy-to',
        'backup',
        ...template,
      ];
      const told = await desk.json<{ safe: boolean; receipt: { verdict: unknown; confirmedCount: number } }>(
        line,
      );
      expect([told.safe, told.receipt.verdict, told.receipt.confirmedCount]).toEqual([
        true,
        { safe: true, doubts: [] },
        12,
      ]);
      const keys = names('2024-05-01', 1, 4);
      expect(await stored()).toEqual({
        'Far @ This computer': keys,
        'Far @ Uni': keys,
        'Far @ backup': keys,
      });
      const listed = (await desk.run(['albums', 'list'])).out.split('\n').map((row) => row.trimEnd());
      expect(listed.map((row) => row.slice(0, 11).trim())).toEqual([
        'TITLE',
        'Far',
        'copy: Far',
        'copy: Far',
        '',
      ]);
      await desk.json(['download', '--album', 'Far', '--to', 'back']);
      for (const album of await desk.json<Album[]>(['albums', 'list']))
        await desk.json(['albums', 'delete', album.id, '--objects', '--yes']);
    },
  );

  it('ends with 1 while a copy is missing, and says what is in doubt', async () => {
    await give('DCIM/a.JPG', '2024-05-01T10:00:00');
    expect((await desk.run(['ingest', 'card', '--album', 'Safe', '--copy-to', 'backup'])).code).toBe(0);
    const [bucket = ''] = readdirSync(desk.path('backup')).filter((name) => !name.startsWith('.'));
    // Somebody writes over the copy: the card went to both places, so that the album alone does not make it safe.
    writeFileSync(desk.path('backup', bucket, 'DCIM', 'a.JPG'), 'not the photo');
    const { code, out } = await desk.run(['receipt', '--album', 'Safe', '--recheck']);
    expect([code, out]).toEqual([1, expect.stringContaining('something else in the store')]);
    const again = await desk.run(['ingest', 'card', '--album', 'Safe', '--copy-to', 'backup']);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('Safe to format the card')]);
    expect(readdirSync(desk.path('backup', bucket, 'DCIM')).sort()).toEqual(['a (2).JPG', 'a.JPG']);
    expect((await desk.run(['receipt', '--album', 'Safe', '--recheck'])).code).toBe(0);
  });

  it('says what a wrong word is before it makes anything', async () => {
    await give('DCIM/a.JPG', '2024-05-01T10:00:00');
    const said = async (...words: string[]): Promise<[number | NodeJS.Signals, string]> => {
      const { code, notes } = await desk.run(['ingest', 'card', '--album', 'No', ...words]);
      return [code, notes.trim()];
    };
    expect(await said('--split', 'week')).toEqual([
      2,
      expect.stringContaining('--split takes day or shoot.'),
    ]);
    expect(await said('--name', '{datum}')).toEqual([
      1,
      expect.stringContaining('There is no field {datum}.'),
    ]);
    expect(await said('--name', '{datum}', '--preview')).toEqual([1, expect.stringContaining('{datum}')]);
    expect(await said('--copy-to', 'nowhere')).toEqual([1, expect.stringContaining('is not there')]);
    expect(await said('--copy-to', 'card')).toEqual([1, expect.stringContaining('lie in one another')]);
    expect(await desk.json<Album[]>(['albums', 'list'])).toEqual([]);
    expect((await desk.run(['import', 'card', '--album', 'No', '--parallel', '65'])).code).toBe(2);
  });

  it('import: --no-pictures ends when all is stored, --parallel holds for one run', async () => {
    for (let n = 1; n <= 3; n += 1) await give(`DSC_${n}.JPG`, '2024-05-01T10:00:00');
    const line = ['import', 'card', '--album', 'Fast', '--no-pictures', '--parallel', '2'];
    expect(await desk.json(line)).toMatchObject({ ok: true, storedCount: 3 });
    const assets = await desk.json<Asset[]>(['assets', 'list', '--album', 'Fast']);
    expect(assets.map((asset) => asset.state)).toEqual(['stored', 'stored', 'stored']);
    const back = ['download', '--album', 'Fast', '--to', 'back', '--parallel'];
    expect((await desk.run([...back, '0'])).code).toBe(2);
    expect(await desk.json([...back, '2'])).toMatchObject({ ok: true, written: 3 });
  });
});
