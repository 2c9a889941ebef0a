/** The counts that triggers keep equal a fresh count of the rows, after any sequence of acts. */
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { Catalogue } from '../../../src-main/catalogue/catalogue';
import { createCatalogue, openDatabase } from '../../../src-main/catalogue/open-catalogue';
import { TransferState, transferMayMove } from '../../../src-shared/domain/transfer';
import type { ImportId, TransferId } from '../../../src-shared/units';
import { albumId, connectionId, file, NOW_MS } from '../../support/catalogue-fixture';

const keptSql = `
  SELECT import_id, state, transfer_count, size_bytes, sent_bytes FROM transfer_tally WHERE transfer_count <> 0
  OR size_bytes <> 0 OR sent_bytes <> 0 ORDER BY import_id, state`;
const countedSql = `
  SELECT import_id, state, count(*) AS transfer_count, sum(size_bytes) AS size_bytes, sum(sent_bytes) AS sent_bytes FROM transfers
  GROUP BY import_id, state ORDER BY import_id, state`;
const keptAlbumSql =
  'SELECT asset_count, stored_count, failed_count, cancelled_count, total_bytes FROM albums';
const countedAlbumSql = `
  SELECT count(*) AS asset_count, count(*) FILTER (WHERE state = 'stored') AS stored_count,
    count(*) FILTER (WHERE state = 'failed') AS failed_count, count(*) FILTER (WHERE state = 'cancelled') AS cancelled_count,
    coalesce(sum(size_bytes), 0) AS total_bytes FROM assets`;

const wrongOutcomeSql = `
  SELECT id, state, outcome FROM transfers
  WHERE outcome <> CASE state WHEN 'stored' THEN 1 WHEN 'failed' THEN 2 WHEN 'cancelled' THEN 3 ELSE 0 END`;

interface World {
  catalogue: Catalogue;
  importIds: ImportId[];
}

const database = openDatabase(':memory:');
const catalogue = createCatalogue(database);
catalogue.connections.insert({
  id: connectionId,
  name: 'x',
  config: { kind: 'local', root: '/x' },
  builtIn: true,
  createdAtMs: 0,
});
afterAll(() => database.raw.close());

/** An empty catalogue with one album: the same database each time, since opening one costs more than the acts. */
function newWorld(): World {
  for (const { id } of catalogue.albums.list()) catalogue.albums.remove(id);
  catalogue.albums.insert({
    id: albumId,
    title: 't',
    note: '',
    connectionId,
    bucket: 'b',
    prefix: '',
    createdAtMs: NOW_MS,
  });
  return {
    catalogue,
    importIds: [1, 2].map(() => catalogue.imports.insert(albumId, ['/card'], NOW_MS)),
  };
}

/** One of the transfers that are there (ids never come back, so they are chosen by place), or a missing one. */
const anyPlace = fc.nat(3);
const idAt = ({ catalogue }: World, place: number): TransferId =>
  (catalogue.transfers.ids({ states: [...TransferState.options] })[place] ?? 999) as TransferId;
type Act = (world: World, id: TransferId) => void;

const add = fc.record({ n: fc.nat(3), run: fc.nat(1) }).map(
  ({ n, run }): Act =>
    ({ catalogue, importIds }) => {
      const importId = importIds[run];
      if (importId) catalogue.transfers.addFound(albumId, importId, [file(n)], NOW_MS);
    },
);
const move = fc.constantFrom(...TransferState.options).map(
  (state): Act =>
    ({ catalogue: { transfers } }, id) => {
      const from = transfers.job(id)?.state;
      if (!from || !transferMayMove(from, state)) return;
      if (state === 'stored')
        transfers.finish(id, { etag: 'e', md5Hex: null, parts: null, sizeBytes: 77, proof: 'size' }, NOW_MS);
      else transfers.setState([id], state, NOW_MS);
    },
);
const addPart = fc.record({ number: fc.integer({ min: 1, max: 3 }), sizeBytes: fc.nat(500) }).map(
  (part): Act =>
    ({ catalogue: { transfers } }, id) => {
      if (transfers.job(id)) transfers.addPart(id, { ...part, etag: 'e', md5Hex: 'm' });
    },
);
const setUpload = fc.constantFrom('a', 'b', null).map(
  (upload): Act =>
    ({ catalogue }, id) => {
      catalogue.transfers.setUpload(id, upload, 100);
    },
);
const setStamp = fc.nat(5000).map(
  (sizeBytes): Act =>
    ({ catalogue }, id) => {
      catalogue.transfers.setStamp(id, { sizeBytes, modifiedAtMs: 1 });
    },
);
const remove = fc.constant<Act>(({ catalogue: { transfers, assets } }, id) => {
  const job = transfers.job(id);
  if (job) assets.remove(job.assetId);
});
const dropDuplicate = fc.constant<Act>(({ catalogue: { transfers } }, id) => {
  if (transfers.job(id)?.state !== 'stored') transfers.dropDuplicate(id, 'twin');
});
const anyAct = fc.oneof(
  { weight: 4, arbitrary: add },
  { weight: 6, arbitrary: move },
  { weight: 2, arbitrary: addPart },
  { weight: 1, arbitrary: setUpload },
  { weight: 1, arbitrary: setStamp },
  { weight: 1, arbitrary: remove },
  { weight: 1, arbitrary: dropDuplicate },
);

it('after any sequence of acts', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyAct, anyPlace), { minLength: 5, maxLength: 40 }), (acts) => {
      const world = newWorld();
      for (const [act, place] of acts) act(world, idAt(world, place));
      const rows = (sql: string): unknown[] => database.prepare(sql).all();
      expect(rows(keptSql)).toEqual(rows(countedSql));
      expect(rows(keptAlbumSql)).toEqual(rows(countedAlbumSql));
      expect(rows(wrongOutcomeSql)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
