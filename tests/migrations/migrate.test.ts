/** Every older catalogue becomes the newest one with its rows; a migration that fails changes nothing; a newer one is refused. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupPath, type Migration, migrate, migrations } from '../../src-main/catalogue/migrate';
import { openCatalogue } from '../../src-main/catalogue/open-catalogue';
import { toWire } from '../../src-shared/app-error';
import { noLimits } from '../../src-shared/domain/connection';
import { TransferState } from '../../src-shared/domain/transfer';
import { AlbumId, AssetId, ConnectionId } from '../../src-shared/units';

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

const connectionId = ConnectionId.parse('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00');
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
    copyOf: null as string | null,
    writesSidecars: null as boolean | null,
    listedAtMs: null as number | null,
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
  const untouched = [1, 2, 3, 4].map((id) => [id, null, 0, null, null]);
  const later = {
    received: [] as unknown[],
    ...{ ingests: [], receipts: [], downloads: [], journal: [], intents: [] },
    mail: { mails: [] as unknown[], identity: null as unknown, codes: [] as unknown[] },
    groups: [[], []] as unknown[],
    prices: number === 1 ? [null] : ([null, null] as unknown[]),
    shares: [] as unknown[],
    slots: [] as string[],
    library: { edits: untouched.slice(0, number === 1 ? 3 : 4), selections: [], smart: [], sidecars: [] },
  };
  const transfers = [
    [1, 'stored', 0, true],
    [2, 'failed', 0, true],
    [3, 'uploading', 0, true],
  ];
  // Nobody wrote down then what the store had verified.
  const proofs: unknown[] = [[1, null, null, null]];
  if (number === 1)
    return {
      albums: [jeju],
      connections: [['This computer', 1, null, noLimits]],
      ...{ assets: cards, packs: [], transfers, proofs, ...later },
    };
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
  const report = expect.objectContaining({ ok: true, testedAtMs: 1_700_000_000_500, elapsedMs: 1200 });
  const slide = [4, null, null, null];
  const second = {
    albums: [scans, jeju],
    connections: [
      ['This computer', 1, null, noLimits],
      ['Lab', 3, report, noLimits],
    ],
    assets: [...cards, ['slide 1.jpg', 'found', 160]],
    packs: [{ pack: 'pack-1', assetCount: 1 }],
    transfers,
    proofs: [...proofs, slide],
    ...later,
  };
  if (number === 2) return second;
  const parts = {
    partBytes: 500,
    md5Hex: ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'],
  };
  const third = {
    ...second,
    albums: [{ ...scans, copyOf: jeju.id }, jeju],
    connections: [
      ['This computer', 1, null, noLimits],
      ['Lab', 3, report, { maxParallel: 4, uploadBps: null }],
    ],
    transfers: [
      [1, 'stored', 0, false],
      [2, 'failed', 0, false],
      [3, 'uploading', 7, false],
    ],
    proofs: [[1, parts, 'parts', 1_700_000_000_005], slide],
    ingests: [[1, 'EOS', 'done', true, [1], [jeju.id]]],
    receipts: [[1, 'done', 1, 1000, [jeju.id], [1], ['/card/a.jpg']]],
    downloads: [[1, 'running', 400, [[[0, 400]]]]],
    journal: [[1, 'import-started', 'Jeju 제주']],
    intents: [[1, 'c.jpg', 3]],
  };
  if (number === 3) return third;
  const none = { coverAssetId: null, coverThumbRevision: 0, firstAtMs: null, lastAtMs: null };
  const fourth = {
    ...third,
    // Its only photo lies in the trash, and a receipt does not count on it.
    proofs: [[1, parts, 'parts', 1_700_000_000_005]],
    albums: [
      { ...scans, ...none, copyOf: jeju.id, assetCount: 0, storedCount: 0, totalBytes: 0, state: 'empty' },
      jeju,
    ],
    assets: [...cards, ['.caos/trash/x/slide 1.jpg', 'found', 160]],
    library: {
      edits: [
        [1, { rating: 4, flag: 'pick', keywords: ['sea'] }, 12, 1, null],
        ...untouched.slice(1, 3),
        [4, null, 0, null, 1_700_000_000_008],
      ],
      selections: [['Best of', 2, 4000, 1, [3, 1]]],
      smart: ['Picks'],
      sidecars: [['a.jpg.xmp', 'x1', { rating: 4 }]],
    },
  };
  if (number === 4) return fourth;
  const access = {
    owner: { email: 'Kim@studio.test', name: 'Kim' },
    ...{ visibility: 'private', protection: 'store', mine: true },
  };
  const busan = {
    ...{ ...jeju, ...none, assetCount: 0, storedCount: 0, failedCount: 0, totalBytes: 0, state: 'empty' },
    ...{ id: '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a32', title: 'Busan', note: '', origin: 'received' },
    ...{ connectionId: '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', connectionName: 'Lee' },
    ...{ bucket: 'shared-with-me', createdAtMs: 1_700_000_000_020 },
  };
  const [scansNow, jejuNow] = fourth.albums;
  const euros = { currency: 'EUR', storedGbMonth: 0.01, downloadedGb: 0, writes1000: null };
  return {
    ...fourth,
    slots: number === 6 ? ['caos-shares-1'] : [],
    prices: [null, number === 5 ? null : euros],
    // It stands among the albums; the connection that it has is nobody's to choose.
    albums: [scansNow, busan, { ...jejuNow, access }],
    received: [['Busan', 'gone', 3, 2, 'share-ended', 4, [['item-1', 'IMG_1.jpg']]]],
    groups: [
      [['Family', [{ email: 'mina@example.test', name: 'Mina' }]]],
      [[jeju.id, null, { message: '' }, 'check', null]],
    ],
    mail: {
      mails: [
        [2, 'sent', '<2@studio.test>', {}],
        [1, 'waiting', '<1@studio.test>', { link: { vault: 'share/x', path: ['link'] } }],
      ],
      identity: ['kim@studio.test', 'mail', 'image/png', 4],
      codes: [[1, 2, 'kim@studio.test', 1]],
    },
    shares: [
      ['Draft', 'draft', '', null, [], [], [], []],
      [
        ...['Jeju 제주', 'live', 'objects/b/', { id: 'm1', revision: 2, sizeBytes: 900 }],
        [['mina@example.test', 3, 2, 'Thank you', 1]],
        [
          ['a.jpg', 't1', 'kind'],
          ['c.jpg', undefined, undefined],
        ],
        ['t1', 'upload-2', 5_000_000],
        [
          [0, 'e0', { kind: 'opened', atMs: 1_700_000_000_022, count: 2 }],
          { itemId: 'item1', heart: true, colour: 'red', note: 'For the wall' },
        ],
      ],
    ],
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
    expect([
      catalogue.groups.list().map(({ name, members }) => [name, members]),
      catalogue.groups
        .standing()
        .map((row) => [row.albumId, row.shareId, row.composed, row.behind, row.rekey]),
    ]).toEqual(held.groups);
    expect(
      catalogue.connections
        .list()
        .map(({ name, revision, report, limits }) => [name, revision, report, limits]),
    ).toEqual(held.connections);
    expect(catalogue.connections.list().map(({ prices }) => prices)).toEqual(held.prices);
    expect(
      catalogue.received
        .list()
        .map(({ id, title, state, pageRevision, manifestRevision, reason, nextSlot }) => [
          ...[title, state, pageRevision, manifestRevision, reason?.code, nextSlot],
          [...catalogue.received.names(id)],
        ]),
    ).toEqual(held.received);
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
    const ids = catalogue.transfers.ids({ states: [...TransferState.options] });
    expect(
      ids.map((id) => {
        const job = catalogue.transfers.job(id);
        return [id, job?.state, job?.priority, job?.picturesFirst];
      }),
    ).toEqual(held.transfers);
    const [uploading] = catalogue.transfers.next('uploading', 1, Date.now(), new Set(), 'small-first');
    expect([uploading?.id, uploading && catalogue.transfers.parts(uploading.id).length]).toEqual([3, 1]);
    expect([...catalogue.transfers.uploadIds(connectionId)]).toEqual(['upload-1']);
    expect(
      catalogue.assets
        .confirmable([1, 2, 3, 4].map((id) => AssetId.parse(id)))
        .map(({ id, parts, proof, confirmedAtMs }) => [id, parts, proof, confirmedAtMs]),
    ).toEqual(held.proofs);
    expect(
      catalogue.ingests
        .list()
        .map(({ id, name, state, ejected, importIds, albumIds }) => [
          ...[id, name, state, ejected],
          ...[importIds, albumIds],
        ]),
    ).toEqual(held.ingests);
    expect(
      catalogue.receipts
        .list({ limit: 9 })
        .map(({ id, state, confirmedCount, totalBytes, albumIds, importIds }) => [
          ...[id, state, confirmedCount, totalBytes, albumIds, importIds],
          [...catalogue.receipts.pages(id, 10)].flat().map((file) => file.path),
        ]),
    ).toEqual(held.receipts);
    expect(
      catalogue.downloads
        .list()
        .map(({ id, state, doneBytes }) => [
          ...[id, state, doneBytes],
          catalogue.downloads.next(id, ['running'], 9).map((job) => job.have),
        ]),
    ).toEqual(held.downloads);
    expect(catalogue.journal.list({ limit: 9 }).map(({ id, type, title }) => [id, type, title])).toEqual(
      held.journal,
    );
    expect(catalogue.uploadIntents.list().map(({ id, key, transferId }) => [id, key, transferId])).toEqual(
      held.intents,
    );
    expect({
      edits: catalogue.assets
        .get([1, 2, 3, 4].map((id) => AssetId.parse(id)))
        .map(({ id, edits, cull, stackTop, trashedAtMs }) => [id, edits, cull, stackTop, trashedAtMs]),
      selections: catalogue.selections
        .list()
        .map(({ id, name, photoCount, totalBytes, awayCount }) => [
          ...[name, photoCount, totalBytes, awayCount],
          catalogue.selections.items(id, null, 9).map((item) => item.assetId),
        ]),
      smart: catalogue.smartAlbums.list().map(({ name }) => name),
      sidecars: catalogue.sidecars
        .get(AlbumId.parse('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01'), ['a.jpg.xmp'])
        .map(({ key, etag, fields }) => [key, etag, fields]),
    }).toEqual(held.library);
    const person = catalogue.identity.get();
    expect({
      mails: catalogue.outbox
        .list(9)
        .map(({ id, state, messageId, secrets }) => [id, state, messageId, secrets]),
      identity: person && [person.email, person.proof, person.logo?.type, person.logo?.bytes.byteLength],
      codes: catalogue.identity
        .codesSince(0)
        .map(({ id, mailId, email, attempts }) => [id, mailId, email, attempts]),
    }).toEqual(held.mail);
    expect(catalogue.signedSlots.due(1_700_000_000_024).map(({ bucket }) => bucket)).toEqual(held.slots);
    const { shares } = catalogue;
    expect(
      shares
        .list()
        .map(({ id, title, state, nextObjectsFolder, manifest }) => [
          ...[title, state, nextObjectsFolder ?? '', manifest],
          shares
            .recipients(id)
            .map((row) => [row.email, row.pageRevision, row.openedCount, row.pickedNote, row.pickedCount]),
          shares
            .photos(id)
            .map((row) => [row.fileName, row.prepared?.thumb?.object, row.error?.params?.place]),
          shares.waitingObjects(id).flatMap((row) => [row.id, row.uploadId, row.partBytes]),
          shares
            .recipients(id)
            .flatMap((row) => [
              ...shares.slots(row.id).map(({ slot, etag, message }) => [slot, etag, message]),
              ...shares.picks(row.id),
            ]),
        ]),
    ).toEqual(held.shares);
    catalogue.close();
    database = new Database(path);
  });
});

it('transfers of version 2 keep their place in every list, whatever state they were in', () => {
  migrate(database, path, migrations.slice(0, 2));
  database.exec(dataOf(2));
  const add =
    database.prepare(`INSERT INTO transfers (import_id, album_number, asset_id, state, size_bytes, created_at_ms, updated_at_ms)
    VALUES (1, 1, 2, ?, 5, 1, 1)`);
  for (const state of TransferState.options) add.run(state);
  migrate(database, path);
  expect(
    database.prepare('SELECT state, outcome, video FROM transfers WHERE id > 3 ORDER BY id').all(),
  ).toEqual(
    TransferState.options.map((state) => ({
      state,
      outcome: Math.max(0, ['', 'stored', 'failed', 'cancelled'].indexOf(state)),
      video: 1,
    })),
  );
  database.close();
  const catalogue = openCatalogue(path);
  const { items, total } = catalogue.transfers.list({ offset: 0, limit: 99 });
  // Ids 4 to 13 in the order of the states: 9 is stored, 12 failed, 13 cancelled.
  const open = [11, 10, 8, 7, 6, 5, 4, 3];
  expect([total, items.map(({ id }) => Number(id))]).toEqual([13, [...open, 13, 12, 9, 2, 1]]);
  catalogue.close();
  database = new Database(path);
});

it('of version 3, what an import and an ingest had stored once is taken from what is known', () => {
  migrate(database, path, migrations.slice(0, 3));
  database.exec(dataOf(3));
  const ended = database.prepare(
    "INSERT INTO journal (at_ms, type, title, import_id, ingest_id, params) VALUES (1, 'import-ended', 'Jeju', ?, ?, ?)",
  );
  // A retry that ended after photos had left the album said less than the end before it.
  for (const stored of [4, 3]) ended.run(1, 1, JSON.stringify({ stored }));
  // Its album was deleted, and the import with it.
  for (const stored of [1, 2]) ended.run(99, 1, JSON.stringify({ stored }));
  ended.run(98, null, JSON.stringify({ stored: 7 }));
  database
    .prepare("INSERT INTO imports (album_number, roots, state, started_at_ms) VALUES (2, '[]', 'done', 1)")
    .run();
  migrate(database, path);
  expect({
    imports: database.prepare('SELECT ever_stored FROM imports ORDER BY id').pluck().all(),
    ingests: database.prepare('SELECT deleted_stored FROM ingests').pluck().all(),
  }).toEqual({ imports: [4, 0], ingests: [2] });
});

it('of version 5, until when guests may put something where is taken from what is known', () => {
  migrate(database, path, migrations.slice(0, 5));
  database.exec(dataOf(5));
  // One that ended, and was looked at.
  const ended = '.caos/shares/00000000000000000000000000000000/';
  database
    .prepare(`UPDATE shares SET folder = ?, bucket = 'b', ends_at_ms = 7, sure_until_ms = 9, cleaned_at_ms = 8,
      connection_id = (SELECT connection_id FROM shares WHERE folder <> '') WHERE state = 'draft'`)
    .run(ended);
  migrate(database, path);
  const live = '.caos/shares/0123456789abcdef0123456789abcdef/';
  expect(
    database
      .prepare('SELECT bucket, prefix, signed_until_ms, is_left FROM signed_slots ORDER BY bucket, prefix')
      .raw()
      .all(),
  ).toEqual([
    ['b', ended, 9, 1],
    ['caos-shares-1', live, 1_701_209_600_020, 0],
    ['caos-shares-1', `${live}picks/q/`, 1_701_209_600_020, 0],
    ['caos-shares-x', live, 1_700_604_800_017, 0],
    ['caos-shares-x', `${live}arrivals/a/`, 1_700_604_800_017, 0],
  ]);
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
    expect(database.prepare('SELECT title FROM albums').pluck().all()).toEqual(['moved', 'moved', 'moved']);
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
