/** Patches on an album's columns: in place, merged, removed, moved; and 100,000 rows in few milliseconds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AssetColumns, applyPatches, columnsOf } from '../../../src-renderer/stores/asset-columns';
import { type AssetPatch, AssetState } from '../../../src-shared/domain/asset';
import { inAlbum } from '../../../src-shared/domain/photo-list';
import { AlbumId, AssetId } from '../../../src-shared/units';

const albumId = AlbumId.parse('00000000-0000-4000-8000-000000000001');
const patch = (id: number, sortAtMs: number, change: Partial<AssetPatch> = {}): AssetPatch => ({
  id: AssetId.parse(id),
  aspect: 1.5,
  sortAtMs,
  state: 'stored',
  flags: 4,
  thumbRevision: 1,
  cull: 0,
  stackTop: 0,
  ...change,
});
const columnsFor = (rows: AssetPatch[]): AssetColumns =>
  columnsOf({
    list: inAlbum(albumId),
    revision: 1,
    ids: Uint32Array.from(rows, (row) => row.id),
    aspect: Float32Array.from(rows, (row) => row.aspect),
    sortAtMs: Float64Array.from(rows, (row) => row.sortAtMs),
    state: Uint8Array.from(rows, (row) => AssetState.options.indexOf(row.state)),
    flags: Uint8Array.from(rows, (row) => row.flags),
    thumbRevision: Uint16Array.from(rows, (row) => row.thumbRevision),
    cull: Uint8Array.from(rows, (row) => row.cull),
    stackTop: Uint32Array.from(rows, (row) => row.stackTop),
  });
const rowsOf = (columns: AssetColumns): AssetPatch[] =>
  Array.from({ length: columns.count }, (_, row) =>
    patch(columns.ids[row] as number, columns.sortAtMs[row] as number, {
      aspect: columns.aspect[row] as number,
      state: AssetState.options[columns.state[row] as number] as AssetPatch['state'],
      flags: columns.flags[row] as number,
      thumbRevision: columns.thumbRevision[row] as number,
      cull: columns.cull[row] as number,
      stackTop: columns.stackTop[row] as number,
    }),
  );

describe('applyPatches', () => {
  it('writes a row that keeps its place in place, without a new layout', () => {
    const columns = columnsFor([patch(1, 10), patch(2, 20, { state: 'uploading' })]);
    const outcome = applyPatches(columns, [patch(2, 20, { state: 'stored', thumbRevision: 3 })]);
    expect(outcome).toEqual({ columns, layoutChanged: false });
    expect(outcome.columns).toBe(columns);
    expect(rowsOf(columns)).toEqual([patch(1, 10), patch(2, 20, { thumbRevision: 3 })]);
  });

  it('asks for a new layout when a picture changes its shape', () => {
    const columns = columnsFor([patch(1, 10)]);
    expect(applyPatches(columns, [patch(1, 10, { aspect: 0.75 })]).layoutChanged).toBe(true);
  });

  it('inserts, moves and removes in one pass and keeps display order (time, then id)', () => {
    const columns = columnsFor([patch(1, 10), patch(2, 20), patch(3, 30)]);
    const outcome = applyPatches(
      columns,
      [patch(9, 20), patch(1, 40), patch(8, 5)],
      [AssetId.parse(3), AssetId.parse(77)],
    );
    expect(rowsOf(outcome.columns)).toEqual([patch(8, 5), patch(2, 20), patch(9, 20), patch(1, 40)]);
    expect([8, 2, 9, 1, 3, 77].map((id) => outcome.columns.rowOf(id))).toEqual([0, 1, 2, 3, -1, -1]);
  });

  it('lets the later of two patches of one asset win', () => {
    const outcome = applyPatches(columnsFor([]), [patch(1, 10), patch(1, 20, { flags: 6 })]);
    expect(rowsOf(outcome.columns)).toEqual([patch(1, 20, { flags: 6 })]);
  });

  it('ends as sorting everything anew would, whatever comes', () => {
    const anyPatch = fc.record({
      id: fc.integer({ min: 1, max: 30 }),
      sortAtMs: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyPatch, { maxLength: 20 }),
        fc.array(anyPatch, { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }),
        (before, patches, removed) => {
          const model = new Map(before.map((row) => [row.id, patch(row.id, row.sortAtMs)]));
          const sorted = () => [...model.values()].sort((a, b) => a.sortAtMs - b.sortAtMs || a.id - b.id);
          const columns = columnsFor(sorted());
          for (const row of patches) model.set(row.id, patch(row.id, row.sortAtMs));
          for (const id of removed) model.delete(id);
          const outcome = applyPatches(
            columns,
            patches.map((row) => patch(row.id, row.sortAtMs)),
            removed.map((id) => AssetId.parse(id)),
          );
          expect(rowsOf(outcome.columns)).toEqual(sorted());
        },
      ),
    );
  });
});
