/** What goes wrong under a catalogue: full disks, damaged files, other users of the file, slow statements. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCatalogue, openCatalogue, openDatabase } from '../../../src-main/catalogue/open-catalogue';
import { createSqlDatabase } from '../../../src-main/catalogue/sql-database';
import { translateSqliteError } from '../../../src-main/catalogue/sqlite-error';
import { type AppError, toWire, type WireError } from '../../../src-shared/app-error';
import { albumId, connectionId, file, files, NOW_MS } from '../../support/catalogue-fixture';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caos-trouble-'));
  path = join(folder, 'catalogue.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const wireOf = (work: () => unknown): WireError => {
  try {
    work();
  } catch (error) {
    return toWire(error);
  }
  throw new Error('it did not fail');
};

it('a full disk is told, keeps what was done, and passes', () => {
  const database = openDatabase(path);
  const catalogue = createCatalogue(database);
  catalogue.connections.insert({
    id: connectionId,
    name: 'x',
    config: { kind: 'local', root: '/x' },
    builtIn: true,
    createdAtMs: 0,
  });
  catalogue.albums.insert({
    id: albumId,
    title: 't',
    note: '',
    connectionId,
    bucket: 'b',
    prefix: '',
    createdAtMs: NOW_MS,
  });
  const importId = catalogue.imports.insert(albumId, ['/card'], NOW_MS);
  catalogue.transfers.addFound(albumId, importId, files(10), NOW_MS);

  const pages = database.raw.pragma('page_count', { simple: true }) as number;
  database.pragma(`max_page_count = ${pages + 1}`);
  expect(wireOf(() => catalogue.transfers.addFound(albumId, importId, files(5000, 10), NOW_MS))).toEqual({
    code: 'disk-full',
    message:
      'There is no space left on the disk that holds the CAOS catalogue. Free some space, then try again; nothing already done is lost.',
    retry: 'after-user',
    params: { file: path },
    details: `SQLITE_FULL: database or disk is full (${path})`,
  });
  expect(catalogue.albums.get(albumId)).toMatchObject({ assetCount: 10, state: 'importing' });
  expect(catalogue.assets.index(albumId).ids).toHaveLength(10);

  database.pragma('max_page_count = 1000000');
  catalogue.transfers.addFound(albumId, importId, files(5000, 10), NOW_MS);
  expect(catalogue.albums.get(albumId)?.assetCount).toBe(5010);
  expect(database.raw.pragma('integrity_check', { simple: true })).toBe('ok');
  catalogue.close();
});

it('a file that is no catalogue is left as it is', () => {
  writeFileSync(path, 'my shopping list, long enough to be taken for a header');
  expect(wireOf(() => openCatalogue(path))).toEqual({
    code: 'io',
    message:
      'The catalogue file catalogue.db is damaged and cannot be read. Everything already in your store is still there. Move the damaged file aside and start CAOS again.',
    retry: 'after-user',
    params: { file: path },
    details: `SQLITE_NOTADB: file is not a database (${path})`,
  });
  expect(readFileSync(path, 'utf8')).toBe('my shopping list, long enough to be taken for a header');
});

it('a catalogue whose pages were overwritten says the same', () => {
  openCatalogue(path).close();
  const bytes = readFileSync(path);
  bytes.fill(0x55, 4096);
  writeFileSync(path, bytes);
  expect(wireOf(() => openCatalogue(path).albums.list())).toMatchObject({ code: 'io', retry: 'after-user' });
});

it('a folder that is not there is told', () => {
  expect(wireOf(() => openCatalogue(join(folder, 'nowhere', 'catalogue.db')))).toMatchObject({
    code: 'io',
    params: { file: join(folder, 'nowhere', 'catalogue.db') },
  });
});

it('another writer is told as such', () => {
  const owner = openDatabase(path);
  owner.raw.exec('BEGIN IMMEDIATE');
  const raw = new Database(path, { timeout: 0 });
  const other = createSqlDatabase(raw);
  expect(wireOf(() => other.transaction(() => undefined))).toMatchObject({
    code: 'profile-busy',
    retry: 'after-user',
  });
  raw.close();
  owner.raw.close();
});

it.each([
  ['SQLITE_IOERR_WRITE', 'io'],
  ['SQLITE_READONLY_DBMOVED', 'file-denied'],
  ['SQLITE_CONSTRAINT_NOTNULL', 'internal'],
])('%s is %s', (code, expected) => {
  expect((translateSqliteError(new Database.SqliteError('x', code), path) as AppError).code).toBe(expected);
});

it('a statement over 10 ms is reported, a quick one is not', () => {
  const raw = new Database(':memory:');
  let nowMs = 0;
  const slow: Array<[string, number]> = [];
  const database = createSqlDatabase(raw, {
    now: () => nowMs,
    onSlow: (sql, elapsedMs) => slow.push([sql, elapsedMs]),
  });
  raw.function('take', (ms: number) => {
    nowMs += ms;
    return 0;
  });
  const statement = database.prepare('SELECT take(?)');
  statement.get(10);
  statement.all(11);
  expect(slow).toEqual([['SELECT take(?)', 11]]);
  raw.close();
});

it('a transaction inside another ends alone; the outer one decides for both', () => {
  const raw = new Database(':memory:');
  const database = createSqlDatabase(raw);
  raw.exec('CREATE TABLE t (n INTEGER) STRICT');
  const insert = database.prepare('INSERT INTO t VALUES (?)');
  const rows = database.prepare<{ n: number }>('SELECT n FROM t');
  const fail = (n: number) => () => {
    insert.run(n);
    throw new Error('changed my mind');
  };
  database.transaction(() => {
    insert.run(1);
    expect(() => database.transaction(fail(2))).toThrow('changed my mind');
    database.transaction(() => insert.run(3));
  });
  expect(() =>
    database.transaction(() => {
      database.transaction(() => insert.run(4));
      fail(5)();
    }),
  ).toThrow('changed my mind');
  expect(rows.all()).toEqual([{ n: 1 }, { n: 3 }]);
  raw.close();
});

it('closing twice is quiet, and a closed one leaves a single file', () => {
  const catalogue = openCatalogue(path);
  catalogue.connections.insert({
    id: connectionId,
    name: 'x',
    config: { kind: 'local', root: file(1).key },
    builtIn: true,
    createdAtMs: 0,
  });
  catalogue.close();
  catalogue.close();
  expect(readFileSync(path).length).toBeGreaterThan(4096);
});
