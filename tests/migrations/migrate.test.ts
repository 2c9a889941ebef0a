/** Every older catalogue becomes the newest one with its rows; a migration that fails changes nothing; a newer one is refused. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupPath, type Migration, migrate, migrations } from '../../src-main/catalogue/migrate';
import { openCatalogue } from '../../src-main/catalogue/open-catalogue';
import { toWire } from '../../src-shared/app-error';
import { AssetId } from '../../src-shared/units';

let folder: string;
let path: string;
let database: Database.Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-migrations-'));
  path = join(folder, 'catalogue.db');
  database = new Database(path);
  database.pragma('foreign_keys = ON');
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const schemaOf = (of: Database.Database): string =>
  of
    .prepare<[], { sql: string }>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name')
    .all()
    .map((row) => `${row.sql};\n`)
    .join('\n');

/** What a catalogue of version N held, one file per version, written when that version was the newest. */
const dataOf = (number: number): string =>
  readFileSync(new URL(`./data-${String(number).padStart(4, '0')}.sql`, import.meta.url), 'utf8');

const newest = migrations.at(-1)?.number ?? 0;

it('the schema is the one that was reviewed', async () => {
  migrate(database, path);
  await expect(schemaOf(database)).toMatchFileSnapshot('./schema.sql');
});

it('migrations are numbered from 1 without a gap', () => {
  expect(migrations.map((migration) => migration.number)).toEqual(migrations.map((_, index) => index + 1));
});

/** The rows of data-NNNN.sql as today's catalogue tells them: what a version did not know has its default. */
function heldBy(number: number) {
  const jeju = {
    id: '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01',
    title: 'Jeju 제주',
    note: 'first light',
    connectionId: '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00',
    connectionName: 'This computer',
    bucket: 'jeju-a1b2',
    prefix: '',
    createdAtMs: 1_700_000_000_000,
    origin: 'made',
    listedAtMs: null,
    assetCount: 3,
    storedCount: 1,
    failedCount: 1,
    totalBytes: 6000,
    coverAssetId: 1,
    coverThumbRevision: 2,
    state: 'importing',
    firstAtMs: -86_400_000,
    lastAtMs: 1_714_558_272_000,
  };
  const cards = [
    ['a.jpg', 'uploaded', 512],
    ['b.mov', 'uploaded', 0],
    ['c.jpg', 'uploaded', 0],
  ];
  if (number === 1)
    return { albums: [jeju], connections: [['This computer', 1, null]], assets: cards, packs: [] };
  const scans = {
    ...jeju,
    id: '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a03',
    title: 'Old scans',
    note: '',
    connectionId: '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a02',
    connectionName: 'Lab',
    bucket: 'scans',
    prefix: '1998/',
    createdAtMs: 1_700_000_000_600,
    origin: 'opened',
    listedAtMs: 1_700_000_000_700,
    assetCount: 1,
    storedCount: 1,
    failedCount: 0,
    totalBytes: 4000,
    coverAssetId: 4,
    coverThumbRevision: 1,
    state: 'stored',
    firstAtMs: 900_000_000_000,
    lastAtMs: 900_000_000_000,
  };
  return {
    albums: [scans, jeju],
    connections: [
      ['This computer', 1, null],
      ['Lab', 3, expect.objectContaining({ ok: true, testedAtMs: 1_700_000_000_500, elapsedMs: 1200 })],
    ],
    assets: [...cards, ['slide 1.jpg', 'found', 160]],
    packs: [{ pack: 'pack-1', assetCount: 1 }],
  };
}

describe.each(migrations.map((migration) => migration.number))('a catalogue of version %i', (number) => {
  it('becomes what a fresh one is, and keeps its rows', () => {
    migrate(database, path, migrations.slice(0, number));
    database.exec(dataOf(number));
    migrate(database, path);

    const fresh = new Database(':memory:');
    migrate(fresh, ':memory:');
    expect(schemaOf(database)).toBe(schemaOf(fresh));
    expect(database.pragma('user_version', { simple: true })).toBe(newest);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(database.pragma('foreign_key_check')).toEqual([]);

    database.close();
    const catalogue = openCatalogue(path);
    const held = heldBy(number);
    expect(catalogue.albums.list()).toEqual(held.albums);
    expect(
      catalogue.connections.list().map(({ name, revision, report }) => [name, revision, report]),
    ).toEqual(held.connections);
    expect(
      catalogue.assets
        .get([1, 2, 3, 4].map((id) => AssetId.parse(id)))
        .map(({ key, origin, thumbPx }) => [key, origin, thumbPx]),
    ).toEqual(held.assets);
    expect(catalogue.albums.list().flatMap(({ id }) => catalogue.assets.packs(id))).toEqual(held.packs);
    expect(
      catalogue.imports
        .list()
        .map(({ foundCount, storedCount, skippedCount }) => [foundCount, storedCount, skippedCount]),
    ).toEqual([[3, 1, 1]]);
    expect(catalogue.transfers.countByState()).toMatchObject({ stored: 1, failed: 1, uploading: 1 });
    catalogue.close();
    database = new Database(path);
  });
});

describe('with a migration to come', () => {
  const next: Migration = {
    number: newest + 1,
    name: 'next',
    sql: 'CREATE TABLE added (id INTEGER PRIMARY KEY) STRICT;',
  };
  const broken: Migration = {
    ...next,
    number: newest + 2,
    name: 'broken',
    sql: 'CREATE TABLE half (id INTEGER); SELECT * FROM nowhere;',
  };
  const withNext = [...migrations, next];

  beforeEach(() => {
    migrate(database, path);
    database.exec(dataOf(newest));
  });

  it('a whole copy of the catalogue as it was is made first', () => {
    migrate(database, path, withNext);
    const copy = new Database(backupPath(path, next.number), { readonly: true });
    expect([
      copy.pragma('user_version', { simple: true }),
      copy.prepare('SELECT count(*) FROM assets').pluck().get(),
      copy.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'added'").pluck().get(),
    ]).toEqual([newest, 4, 0]);
    copy.close();
    expect(database.pragma('user_version', { simple: true })).toBe(next.number);
  });

  it('rows that SQL cannot reach are worked on in the same transaction', () => {
    migrate(database, path, [
      ...migrations,
      { ...next, run: (of) => of.exec("UPDATE albums SET title = 'moved'") },
    ]);
    expect(database.prepare('SELECT title FROM albums').pluck().all()).toEqual(['moved', 'moved']);
  });

  it('one that fails leaves what was done before it and nothing of itself', () => {
    expect(() => migrate(database, path, [...withNext, broken])).toThrow(/nowhere/);
    expect(database.pragma('user_version', { simple: true })).toBe(next.number);
    expect(
      database.prepare("SELECT name FROM sqlite_schema WHERE name IN ('added', 'half')").pluck().all(),
    ).toEqual(['added']);
  });

  it('nothing is copied when nothing is to do', () => {
    migrate(database, path);
    expect(existsSync(backupPath(path, next.number))).toBe(false);
  });

  it('an older app says to update, and touches nothing', () => {
    migrate(database, path, withNext);
    database.close();
    let caught: unknown;
    try {
      openCatalogue(path);
    } catch (error) {
      caught = error;
    }
    expect(toWire(caught)).toEqual({
      code: 'internal',
      message: 'This catalogue was made by a newer version of CAOS. Update CAOS, then open it again.',
      retry: 'after-user',
      details: `schema ${next.number}, this app knows ${newest} (${path})`,
    });
    database = new Database(path);
    expect(database.prepare('SELECT count(*) FROM assets').pluck().get()).toBe(4);
  });
});

it('a new catalogue makes no copy', () => {
  migrate(database, path);
  expect(existsSync(backupPath(path, 1))).toBe(false);
});
