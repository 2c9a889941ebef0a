/** A mark is on the screen before main has it, stays there while older words come, and goes back when main refuses it. */
import { describe, expect, it } from 'vitest';
import { type AssetColumns, columnsOf } from '../../../src-renderer/stores/asset-columns';
import { createPendingCulls } from '../../../src-renderer/stores/pending-culls';
import { inAlbum } from '../../../src-shared/domain/photo-list';
import { AlbumId, AssetId } from '../../../src-shared/units';

const id = AssetId.parse(7);
const columnsWith = (cull: number): AssetColumns =>
  columnsOf({
    list: inAlbum(AlbumId.parse('00000000-0000-4000-8000-000000000001')),
    revision: 1,
    ids: Uint32Array.of(7),
    aspect: Float32Array.of(1.5),
    sortAtMs: Float64Array.of(1),
    state: Uint8Array.of(4),
    flags: Uint8Array.of(4),
    thumbRevision: Uint16Array.of(1),
    cull: Uint8Array.of(cull),
    stackTop: Uint32Array.of(0),
  });
/** Main's word comes in with an event. */
function told(columns: AssetColumns, cull: number): void {
  (columns as { cull: Uint8Array }).cull[0] = cull;
}

describe('a pending mark', () => {
  it('is shown at once and kept once main has it', () => {
    const columns = columnsWith(0);
    const pending = createPendingCulls();
    pending.press(columns, [id], () => 3);
    expect(columns.cull[0]).toBe(3);
    pending.answered(columns, [id], true);
    expect(columns.cull[0]).toBe(3);
  });

  it('does not flicker when the word of an earlier press comes after a later one', () => {
    const columns = columnsWith(0);
    const pending = createPendingCulls();
    pending.press(columns, [id], () => 1);
    pending.press(columns, [id], () => 2);
    told(columns, 1);
    pending.cover(columns, [id]);
    expect(columns.cull[0]).toBe(2);
    pending.answered(columns, [id], true);
    expect(columns.cull[0]).toBe(2);
    told(columns, 2);
    pending.cover(columns, [id]);
    pending.answered(columns, [id], true);
    expect(columns.cull[0]).toBe(2);
  });

  it('goes back to the last word of main when it is refused', () => {
    const columns = columnsWith(4);
    const pending = createPendingCulls();
    pending.press(columns, [id], () => 1);
    pending.answered(columns, [id], false);
    expect(columns.cull[0]).toBe(4);
  });

  it('stays when an earlier one is refused, and goes back when it is refused itself', () => {
    const columns = columnsWith(4);
    const pending = createPendingCulls();
    pending.press(columns, [id], () => 1);
    pending.press(columns, [id], () => 2);
    pending.answered(columns, [id], false);
    expect(columns.cull[0]).toBe(2);
    pending.answered(columns, [id], false);
    expect(columns.cull[0]).toBe(4);
  });

  it('stays over a list that was loaded again meanwhile', () => {
    const pending = createPendingCulls();
    pending.press(columnsWith(0), [id], () => 5);
    const again = columnsWith(0);
    pending.cover(again, null);
    expect(again.cull[0]).toBe(5);
  });
});
