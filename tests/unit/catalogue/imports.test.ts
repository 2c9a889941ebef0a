import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import {
  albumId,
  type CatalogueFixture,
  catalogueFixture,
  connectionId,
  file,
  NOW_MS,
  otherAlbumId,
} from '../../support/catalogue-fixture';

let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = catalogueFixture();
});
afterEach(() => fixture[Symbol.dispose]());

const fresh = (): ImportRun => ({
  id: fixture.importId,
  albumId,
  roots: ['/card'],
  state: 'scanning',
  startedAtMs: NOW_MS,
  endedAtMs: null,
  foundCount: 0,
  foundBytes: 0,
  skippedCount: 0,
  storedCount: 0,
  failedCount: 0,
  cancelledCount: 0,
  sentBytes: 0,
  ingestId: null,
  error: null,
});

it('counts what became of its files', () => {
  const { imports, transfers } = fixture.catalogue;
  expect(imports.get(fixture.importId)).toEqual(fresh());
  const [first, second, third] = fixture.add([file(1), file(2), file(3), file(4)]);
  if (!first || !second || !third) throw new Error('four transfers');
  fixture.store(first);
  transfers.setState([second], 'failed', NOW_MS);
  transfers.setState([third], 'cancelled', NOW_MS);
  imports.setState(fixture.importId, 'running', NOW_MS + 5);
  const running = {
    ...fresh(),
    state: 'running',
    foundCount: 4,
    foundBytes: 4010,
    storedCount: 1,
    failedCount: 1,
    cancelledCount: 1,
    sentBytes: 1001,
  };
  expect(imports.open()).toEqual([running]);
  imports.setState(fixture.importId, 'done', NOW_MS + 9);
  expect([imports.open(), imports.get(fixture.importId)]).toEqual([
    [],
    { ...running, state: 'done', endedAtMs: NOW_MS + 9 },
  ]);
  expect(transfers.openCount(fixture.importId)).toBe(1);
});

it('ends with its reason, and goes on without it', () => {
  const { imports } = fixture.catalogue;
  const error = {
    code: 'file-denied' as const,
    message: 'The card may not be read.',
    retry: 'after-user' as const,
  };
  imports.setState(fixture.importId, 'failed', NOW_MS + 1, error);
  expect(imports.get(fixture.importId)).toEqual({
    ...fresh(),
    state: 'failed',
    endedAtMs: NOW_MS + 1,
    error,
  });
  imports.setState(fixture.importId, 'running', NOW_MS + 2);
  expect(imports.get(fixture.importId)).toEqual({ ...fresh(), state: 'running' });
});

it('lists a skipped file once, however often the folder is walked', () => {
  const { imports } = fixture.catalogue;
  const skipped = [
    { path: '/card/b.txt', reason: 'not-media' as const, detail: null },
    { path: '/card/a.jpg', reason: 'empty' as const, detail: null },
  ];
  imports.addSkipped(fixture.importId, skipped);
  imports.addSkipped(fixture.importId, [
    { path: '/card/a.jpg', reason: 'unreadable', detail: 'EIO' },
    ...skipped.slice(0, 1),
  ]);
  expect(imports.get(fixture.importId)?.skippedCount).toBe(2);
  expect(imports.skipped(fixture.importId, 10)).toEqual([
    { path: '/card/a.jpg', reason: 'unreadable', detail: 'EIO' },
    { path: '/card/b.txt', reason: 'not-media', detail: null },
  ]);
  expect(imports.skipped(fixture.importId, 1)).toHaveLength(1);
});

it('are listed newest first, of all albums or of one', () => {
  const { imports, albums } = fixture.catalogue;
  albums.insert({
    id: otherAlbumId,
    title: 'Other',
    note: '',
    connectionId,
    bucket: 'other',
    prefix: 'x/',
    createdAtMs: NOW_MS,
  });
  const second = imports.insert(otherAlbumId, ['/b', '/c'], NOW_MS + 1);
  const third = imports.insert(albumId, ['/d'], NOW_MS + 2);
  const ids = (list: ImportRun[]): number[] => list.map((run) => run.id);
  expect([ids(imports.list()), ids(imports.list(albumId)), ids(imports.open())]).toEqual([
    [third, second, fixture.importId],
    [third, fixture.importId],
    [third, second, fixture.importId],
  ]);
  expect(imports.list(otherAlbumId)[0]?.roots).toEqual(['/b', '/c']);
});
