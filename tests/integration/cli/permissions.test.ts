/** Folders that a person may not read or write: one sentence each, nothing lost. Run without root's privileges. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk, permissionsCanRefuse, writePhoto } from './run-cli';

describe.skipIf(!permissionsCanRefuse())('caos and permissions', () => {
  let desk: Desk;
  const locked: string[] = [];
  const lock = (path: string, mode: number): void => {
    chmodSync(path, mode);
    locked.push(path);
  };
  beforeEach(() => {
    desk = new Desk();
  });
  afterEach(() => {
    for (const path of locked.splice(0)) chmodSync(path, 0o700);
    desk[Symbol.dispose]();
  });
  const as = { unprivileged: true };

  it('stores what it may read, names what it may not, and stores that once it may', async () => {
    await writePhoto(desk.path('card', 'open.jpg'), 1);
    await writePhoto(desk.path('card', 'locked.jpg'), 2);
    await writePhoto(desk.path('card', 'vault', 'inside.jpg'), 3);
    lock(desk.path('card', 'locked.jpg'), 0);
    lock(desk.path('card', 'vault'), 0);
    const first = await desk.run(['import', 'card', '--album', 'T'], as);
    expect([first.code, first.out.split('\n')[0]]).toEqual([
      1,
      '1 file stored in “T” on “This computer”. Not everything could be stored.',
    ]);
    const named = [desk.path('card', 'locked.jpg'), desk.path('card', 'vault')];
    expect(named.filter((path) => !first.out.includes(`${path}: `))).toEqual([]);

    for (const path of locked.splice(0)) chmodSync(path, 0o700);
    const second = await desk.run(['import', 'card', '--album', 'T'], as);
    expect([second.code, second.out]).toEqual([
      0,
      '2 files stored in “T” on “This computer”, 1 more stored already.\n',
    ]);
  });

  it('says so when the folder itself may not be read', async () => {
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    lock(desk.path('card'), 0);
    const { code, out, notes } = await desk.run(['import', 'card', '--album', 'T', '--json'], as);
    expect(code).toBe(1);
    expect(`${out}${notes}`).toContain(desk.path('card'));
  });

  it('says so when the profile may not be written, or is no folder', async () => {
    mkdirSync(desk.profile);
    lock(desk.profile, 0o500);
    const denied = await desk.run(['albums', 'list'], as);
    expect([denied.code, denied.out, denied.notes.includes(desk.profile)]).toEqual([1, '', true]);
    writeFileSync(desk.path('file'), '');
    const file = await desk.run(['--profile', desk.path('file'), 'albums', 'list'], as);
    expect(file).toEqual({
      code: 1,
      out: '',
      notes: `caos: “${desk.path('file')}” cannot be a profile: it is not a folder. Choose another one.\n`,
    });
  });

  it('says so when a download has nowhere to go, and finishes it elsewhere', async () => {
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    await desk.json(['import', 'card', '--album', 'T'], as);
    mkdirSync(desk.path('shut'));
    lock(desk.path('shut'), 0o500);
    const denied = await desk.run(['download', '--album', 'T', '--to', 'shut'], as);
    expect([denied.code, `${denied.out}${denied.notes}`.includes(desk.path('shut'))]).toEqual([1, true]);
    expect(await desk.json(['download', '--album', 'T', '--to', 'fine'], as)).toMatchObject({
      ok: true,
      written: 1,
    });
  });
});
