/** Real second processes that are killed with SIGKILL: what was committed is there, and nothing else; the profile is free again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCatalogue } from '../../../src-main/catalogue/open-catalogue';
import { acquireProfile } from '../../../src-main/catalogue/profile-lock';
import { albumId } from '../../support/catalogue-fixture';
import { runScript, type Script } from '../../support/run-script';

let folder: string;
let scripts: Script[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-killed-'));
  scripts = [];
});
afterEach(async () => {
  for (const script of scripts) script.child.kill('SIGKILL');
  await Promise.all(scripts.map((script) => script.ended));
  rmSync(folder, { recursive: true, force: true });
});

const own = (): Script => {
  const script = runScript(new URL('./processes/own-profile.ts', import.meta.url), [folder]);
  scripts.push(script);
  return script;
};

it('every committed row survives kill -9, and nothing of the transaction it was in', async () => {
  const path = join(folder, 'catalogue.db');
  const script = runScript(new URL('./processes/write-until-killed.ts', import.meta.url), [path, '20']);
  expect(await script.ended).toBe('SIGKILL');
  const catalogue = openCatalogue(path);
  expect(catalogue.albums.get(albumId)).toMatchObject({
    assetCount: 2000,
    totalBytes: 2000 * 1000 + (1999 * 2000) / 2,
  });
  expect(catalogue.assets.page(albumId, null, 9999)).toHaveLength(2000);
  expect(catalogue.transfers.totals()).toMatchObject({ totalCount: 2000, activeCount: 2000 });
  catalogue.close();
  const raw = new Database(path);
  expect([raw.pragma('integrity_check', { simple: true }), raw.pragma('foreign_key_check')]).toEqual([
    'ok',
    [],
  ]);
  raw.close();
});

it('one process owns a profile; the others are told no, until it is killed', async () => {
  const first = own();
  expect(await first.line()).toBe('owned');
  expect(acquireProfile(folder)).toBeNull();
  expect(await own().line()).toBe('busy');
  first.child.kill('SIGKILL');
  await first.ended;
  const lock = acquireProfile(folder);
  expect(lock).not.toBeNull();
  expect(await own().line()).toBe('busy');
  lock?.release();
  lock?.release();
  expect(await own().line()).toBe('owned');
});

it('a profile folder that is not there is an error, not a busy one', () => {
  expect(() => acquireProfile(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ code: 'io' }));
});
