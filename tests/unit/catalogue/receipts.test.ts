/** Receipts: what each lists, in both orders, and how long they stay. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ReceiptFile } from '../../../src-shared/domain/receipt';
import { IngestId, type ReceiptId } from '../../../src-shared/units';
import {
  albumId,
  type CatalogueFixture,
  catalogueFixture,
  connectionId,
  NOW_MS,
  otherAlbumId,
} from '../../support/catalogue-fixture';

let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = catalogueFixture();
});
afterEach(() => fixture[Symbol.dispose]());

const insert = (change: Partial<Parameters<CatalogueFixture['catalogue']['receipts']['insert']>[0]> = {}) =>
  fixture.catalogue.receipts.insert({
    albumIds: [albumId],
    importIds: [fixture.importId],
    ingestId: null,
    title: 'Wedding',
    places: ['This computer: wedding/'],
    roots: ['/card'],
    depth: 'head',
    startedAtMs: NOW_MS,
    ...change,
  });
const confirmed = (path: string, change: Partial<ReceiptFile> = {}): ReceiptFile => ({
  path,
  albumId,
  key: path.slice(1),
  sizeBytes: 1000,
  checksum: { kind: 'md5', value: 'd41d8cd98f00b204e9800998ecf8427e', partBytes: null },
  state: 'confirmed',
  proof: 'md5',
  confirmedAtMs: NOW_MS,
  skip: null,
  reason: null,
  ...change,
});
const bare = { albumId: null, key: null, checksum: null, proof: null, confirmedAtMs: null };
const some: ReceiptFile[] = [
  confirmed('/card/b.jpg'),
  confirmed('/card/A.jpg', { ...bare, sizeBytes: null, state: 'skipped', skip: 'hidden' }),
  confirmed('/card/é.jpg', {
    albumId: otherAlbumId,
    checksum: { kind: 'parts', value: 'd41d8cd98f00b204e9800998ecf8427e-3', partBytes: 500 },
    proof: 'parts',
  }),
  confirmed('/card/z.jpg', {
    state: 'lost',
    proof: null,
    reason: { code: 'not-found', message: 'It is gone.', retry: 'never' },
  }),
  confirmed('/card/c.jpg', { ...bare, state: 'skipped', skip: 'unreadable', sizeBytes: 0 }),
];
const paths = (files: ReceiptFile[]): string[] => files.map((file) => file.path.slice('/card/'.length));

it('tells what it is about, and counts its files as they come', () => {
  const { receipts } = fixture.catalogue;
  const id = insert({ ingestId: IngestId.parse(4), albumIds: [otherAlbumId, albumId] });
  receipts.addFiles(id, some.slice(0, 2));
  receipts.addFiles(id, some.slice(2));
  receipts.progress(id, 4, 9);
  expect(receipts.get(id)).toEqual({
    id,
    albumIds: [otherAlbumId, albumId],
    importIds: [fixture.importId],
    ingestId: 4,
    title: 'Wedding',
    places: ['This computer: wedding/'],
    roots: ['/card'],
    depth: 'head',
    state: 'checking',
    startedAtMs: NOW_MS,
    endedAtMs: null,
    checkedCount: 4,
    fileCount: 9,
    confirmedCount: 2,
    skippedCount: 2,
    totalBytes: 3000,
    verdict: null,
    digest: null,
    error: null,
  });
  expect(receipts.countByState(id)).toEqual({
    confirmed: 2,
    lost: 1,
    skipped: 2,
    ...{ 'not-stored': 0, differs: 0, unproven: 0, 'changed-here': 0, 'new-here': 0, unanswered: 0 },
  });
  const end = { verdict: { safe: false, doubts: [{ state: 'lost' as const, count: 1 }] }, digest: 'abc' };
  receipts.end(id, { ...end, error: null, state: 'done' }, NOW_MS + 9);
  fixture.reopen();
  expect(fixture.catalogue.receipts.get(id)).toMatchObject({
    ...end,
    state: 'done',
    endedAtMs: NOW_MS + 9,
    error: null,
  });
});

it('shows doubts first, then by path; every field comes back', () => {
  const { receipts } = fixture.catalogue;
  const id = insert();
  receipts.addFiles(id, some);
  const all = receipts.files(id, { offset: 0, limit: 10 });
  expect([all.total, paths(all.items)]).toEqual([5, ['c.jpg', 'z.jpg', 'A.jpg', 'b.jpg', 'é.jpg']]);
  const byPath = (a: ReceiptFile, b: ReceiptFile): number =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
  expect([...all.items].sort(byPath)).toEqual([...some].sort(byPath));
  expect(paths(receipts.files(id, { offset: 1, limit: 2 }).items)).toEqual(['z.jpg', 'A.jpg']);
  const skipped = receipts.files(id, { states: ['skipped'], offset: 1, limit: 9 });
  expect([skipped.total, paths(skipped.items)]).toEqual([2, ['A.jpg']]);
  expect(receipts.files(id, { states: ['differs'], offset: 0, limit: 9 })).toEqual({ total: 0, items: [] });
  expect(receipts.files(id, { offset: 5, limit: 9 })).toEqual({ total: 5, items: [] });
});

it('gives all by path in pages, the same path twice too', () => {
  const { receipts } = fixture.catalogue;
  const [id, other] = [insert(), insert()];
  receipts.addFiles(id, [
    ...some,
    confirmed('/card/b.jpg', { state: 'not-stored' }),
    confirmed('/card/b.jpg'),
  ]);
  receipts.addFiles(other, [confirmed('/card/a.jpg')]);
  expect([...receipts.pages(id, 2)].map(paths)).toEqual([
    ['A.jpg', 'b.jpg'],
    ['b.jpg', 'b.jpg'],
    ['c.jpg', 'z.jpg'],
    ['é.jpg'],
  ]);
  expect([...receipts.pages(insert(), 2)]).toEqual([]);
});

it('still reads the same when its album is forgotten', () => {
  const { receipts, albums } = fixture.catalogue;
  const id = insert();
  receipts.addFiles(id, some);
  const before = [receipts.get(id), receipts.files(id, { offset: 0, limit: 9 })];
  albums.remove(albumId);
  expect([receipts.get(id), receipts.files(id, { offset: 0, limit: 9 })]).toEqual(before);
});

it('are found by album, import and ingest, newest first', () => {
  const { receipts, imports } = fixture.catalogue;
  const importId = imports.insert(albumId, [], NOW_MS);
  const ingestId = IngestId.parse(7);
  const first = insert();
  const second = insert({ albumIds: [albumId, otherAlbumId], importIds: [importId], ingestId });
  const third = insert({ albumIds: [otherAlbumId], importIds: [] });
  const ids = (filter: Omit<Parameters<typeof receipts.list>[0], 'limit'>, limit = 9): ReceiptId[] =>
    receipts.list({ ...filter, limit }).map((receipt) => receipt.id);
  expect([
    ids({}),
    ids({}, 2),
    ids({ albumId }),
    ids({ albumId: otherAlbumId }, 1),
    ids({ importId }),
    ids({ ingestId }),
    ids({ ingestId, albumId: otherAlbumId }),
    ids({ importId: fixture.importId, albumId: otherAlbumId }),
  ]).toEqual([
    [third, second, first],
    [third, second],
    [second, first],
    [third],
    [second],
    [second],
    [second],
    [],
  ]);
});

it('of an earlier run that was not finished are cancelled; of each album the newest stay', () => {
  const { receipts, albums } = fixture.catalogue;
  albums.insert({
    id: otherAlbumId,
    title: 'Other',
    note: '',
    connectionId,
    bucket: 'other',
    prefix: '',
    createdAtMs: NOW_MS,
  });
  const both = insert({ albumIds: [albumId, otherAlbumId] });
  receipts.addFiles(both, some);
  const rest = [1, 2, 3].map(() => insert());
  receipts.tidy(NOW_MS + 5, 2);
  expect(receipts.list({ limit: 9 }).map(({ id, state, endedAtMs }) => [id, state, endedAtMs])).toEqual(
    [rest[2], rest[1], both].map((id) => [id, 'cancelled', NOW_MS + 5]),
  );
  insert({ albumIds: [otherAlbumId] });
  insert({ albumIds: [otherAlbumId] });
  receipts.tidy(NOW_MS + 6, 2);
  expect([receipts.get(both), receipts.files(both, { offset: 0, limit: 9 })]).toEqual([
    null,
    { total: 0, items: [] },
  ]);
});

it('forgotten ones tell nothing at once, and their rows go a few at a time', () => {
  const { receipts } = fixture.catalogue;
  const id = insert();
  receipts.addFiles(
    id,
    Array.from({ length: 1200 }, (_, n) => confirmed(`/card/${n}.jpg`)),
  );
  const next = insert();
  using database = new ReadOnly(fixture.path);
  receipts.tidy(NOW_MS, 1);
  expect([
    receipts.get(id),
    [...receipts.pages(id, 9)],
    receipts.files(id, { offset: 0, limit: 9 }).total,
  ]).toEqual([null, [], 0]);
  const counts = [database.count(id)];
  for (const path of ['/card/a.jpg', '/card/b.jpg']) {
    receipts.addFiles(next, [confirmed(path)]);
    counts.push(database.count(id));
  }
  receipts.addFiles(id, [confirmed('/card/late.jpg')]);
  expect([...counts, database.count(id), database.count(next)]).toEqual([700, 200, 0, 0, 2]);
});

class ReadOnly implements Disposable {
  readonly #database: Database.Database;
  constructor(path: string) {
    this.#database = new Database(path, { readonly: true });
  }
  count(id: ReceiptId): unknown {
    return this.#database.prepare('SELECT count(*) FROM receipt_files WHERE receipt_id = ?').pluck().get(id);
  }
  [Symbol.dispose](): void {
    this.#database.close();
  }
}
