/** What is written down beside the transfers: the journal, ingests, and uploads about to be begun. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KEPT_ENTRIES } from '../../../src-main/catalogue/journal';
import { IngestOptions } from '../../../src-shared/domain/ingest';
import { ConnectionId, type TransferId } from '../../../src-shared/units';
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

it('an entry is what was given, and null where nothing was; newest first, in pages', () => {
  const { journal } = fixture.catalogue;
  const error = { code: 'unreachable' as const, message: 'Away.', retry: 'later' as const };
  const first = journal.add(
    { type: 'import-started', title: 'Wedding', albumId, importId: fixture.importId },
    NOW_MS,
  );
  const second = journal.add(
    { type: 'connection-offline', title: 'Lab', connectionId, error, params: { count: 3, why: 'x' } },
    NOW_MS + 1,
  );
  const nothing = {
    albumId: null,
    connectionId: null,
    importId: null,
    transferId: null,
    downloadId: null,
    ingestId: null,
    receiptId: null,
    params: {},
    error: null,
  };
  expect([first, second]).toEqual([
    {
      ...nothing,
      id: 1,
      atMs: NOW_MS,
      type: 'import-started',
      title: 'Wedding',
      albumId,
      importId: fixture.importId,
    },
    {
      ...nothing,
      id: 2,
      atMs: NOW_MS + 1,
      type: 'connection-offline',
      title: 'Lab',
      connectionId,
      error,
      params: { count: 3, why: 'x' },
    },
  ]);
  fixture.reopen();
  const list = fixture.catalogue.journal.list;
  expect([list({ limit: 9 }), list({ limit: 1 }), list({ beforeId: 2, limit: 9 })]).toEqual([
    [second, first],
    [second],
    [first],
  ]);
});

it('the newest are kept', () => {
  const { journal, transaction } = fixture.catalogue;
  transaction(() => {
    for (let n = 0; n < KEPT_ENTRIES + 3; n += 1) journal.add({ type: 'held', title: String(n) }, NOW_MS);
  });
  const kept = journal.list({ limit: KEPT_ENTRIES * 2 });
  expect([kept.length, kept.at(-1)?.title, kept[0]?.title]).toEqual([
    KEPT_ENTRIES,
    '3',
    String(KEPT_ENTRIES + 2),
  ]);
});

it('an ingest knows its imports and albums, and what must outlast a kill', () => {
  const { ingests, imports, albums } = fixture.catalogue;
  albums.insert({
    id: otherAlbumId,
    title: 'Copy',
    note: '',
    connectionId,
    bucket: 'copy',
    prefix: '',
    createdAtMs: NOW_MS,
    copyOf: albumId,
  });
  const options = IngestOptions.parse({ splitBy: 'day', eject: true });
  const id = ingests.insert({ name: 'EOS', roots: ['/card'], options, startedAtMs: NOW_MS });
  const importIds = [albumId, otherAlbumId, albumId].map((one) =>
    imports.insert(one, ['/card'], NOW_MS, { ingestId: id }),
  );
  ingests.setValue(id, '{"seq":4}');
  fixture.reopen();
  const again = fixture.catalogue.ingests;
  const whole = {
    id,
    name: 'EOS',
    roots: ['/card'],
    options,
    state: 'reading',
    importIds,
    albumIds: [albumId, otherAlbumId],
    startedAtMs: NOW_MS,
    endedAtMs: null,
    ejected: null,
    error: null,
  };
  expect([again.get(id), again.open(), again.value(id)]).toEqual([whole, [whole], '{"seq":4}']);
  expect(fixture.catalogue.imports.get(importIds[1] ?? fixture.importId)?.ingestId).toBe(id);
  const second = again.insert({ name: 'B', roots: [], options, startedAtMs: NOW_MS });
  again.setState(id, 'checking', NOW_MS + 1);
  expect(again.open().map((one) => [one.id, one.state])).toEqual([
    [second, 'reading'],
    [id, 'checking'],
  ]);
  const error = { code: 'io' as const, message: 'No.', retry: 'after-user' as const };
  again.setState(id, 'failed', NOW_MS + 2, error);
  again.setEjected(id, false);
  expect(again.get(id)).toEqual({ ...whole, state: 'failed', endedAtMs: NOW_MS + 2, ejected: false, error });
  expect([again.list().map((one) => one.id), again.open().map((one) => one.id), again.value(second)]).toEqual(
    [[second, id], [second], null],
  );
});

it('a copy of an album that is forgotten is an album like any other', () => {
  const { albums } = fixture.catalogue;
  const copy = {
    id: otherAlbumId,
    title: 'Copy',
    note: '',
    connectionId,
    bucket: 'copy',
    prefix: '',
    createdAtMs: NOW_MS,
    copyOf: albumId,
  };
  albums.insert(copy);
  expect(albums.get(otherAlbumId)?.copyOf).toBe(albumId);
  albums.remove(albumId);
  expect(albums.get(otherAlbumId)?.copyOf).toBeNull();
  albums.remove(otherAlbumId);
  albums.insert(copy);
  expect(albums.get(otherAlbumId)?.copyOf).toBeNull();
});

it('uploads about to be begun stay until they are taken away, or their connection goes', () => {
  const { uploadIntents, connections } = fixture.catalogue;
  const cloudId = ConnectionId.parse('00000000-0000-4000-8000-000000000002');
  connections.insert({
    id: cloudId,
    name: 'Cloud',
    config: { kind: 'local', root: '/c' },
    builtIn: false,
    createdAtMs: NOW_MS,
  });
  const intent = { connectionId, bucket: 'wedding', key: 'a.jpg', transferId: 3 as TransferId };
  const first = uploadIntents.add(intent, NOW_MS);
  const second = uploadIntents.add({ ...intent, transferId: null }, NOW_MS + 1);
  uploadIntents.add({ ...intent, connectionId: cloudId }, NOW_MS + 2);
  fixture.reopen();
  fixture.catalogue.uploadIntents.remove(first);
  fixture.catalogue.connections.remove(cloudId);
  expect(fixture.catalogue.uploadIntents.list()).toEqual([
    { ...intent, id: second, transferId: null, atMs: NOW_MS + 1 },
  ]);
});
