/** Marks on photos: ranges, the others, and what becomes of them when the list changes under them. */
import { beforeEach, expect, test } from 'vitest';
import {
  keepMarksIn,
  markAll,
  markOthers,
  markRange,
  markTo,
} from '../../../src-renderer/features/grid/field-marks';
import { columnsOf } from '../../../src-renderer/stores/asset-columns';
import { useAssetsStore } from '../../../src-renderer/stores/assets-store';
import { useMarksStore } from '../../../src-renderer/stores/marks-store';
import { inAlbum } from '../../../src-shared/domain/photo-list';
import type { AlbumId, AssetId } from '../../../src-shared/units';

/** `tops`: of photos that lie in a stack. */
const listOf = (ids: number[], tops: Record<number, number> = {}) =>
  columnsOf({
    list: inAlbum('a' as AlbumId),
    revision: 1,
    ids: Uint32Array.from(ids),
    stackTop: Uint32Array.from(ids, (id) => tops[id] ?? 0),
    aspect: new Float32Array(ids.length),
    sortAtMs: new Float64Array(ids.length),
    state: new Uint8Array(ids.length),
    flags: new Uint8Array(ids.length),
    thumbRevision: new Uint16Array(ids.length),
    cull: new Uint8Array(ids.length),
  });
const id = (n: number): AssetId => n as AssetId;
const marks = () => {
  const { ids, anchor, focus } = useMarksStore.getState();
  return { ids: [...ids].sort((a, b) => a - b), anchor, focus };
};
const columns = listOf([1, 2, 3, 4, 5]);
beforeEach(() => {
  useAssetsStore.setState({ columns, all: columns });
  useMarksStore.getState().clear();
});

test('a range goes from where it began to the photo, in either direction', () => {
  useMarksStore.getState().only(id(3));
  markTo(columns, 4);
  expect(marks()).toEqual({ ids: [3, 4, 5], anchor: 3, focus: 5 });
  markTo(columns, 0);
  expect(marks()).toEqual({ ids: [1, 2, 3], anchor: 3, focus: 1 });
});

test('all; the others instead; none of them when all were', () => {
  useMarksStore.getState().only(id(4));
  markOthers();
  expect(marks().ids).toEqual([1, 2, 3, 5]);
  markAll();
  expect(marks().ids).toEqual([1, 2, 3, 4, 5]);
  markOthers();
  expect(marks().ids).toEqual([]);
});

test('a group is added to what is marked, and taken out of it', () => {
  useMarksStore.getState().only(id(1));
  markRange(columns, 2, 4, false);
  expect(marks().ids).toEqual([1, 3, 4]);
  markRange(columns, 2, 4, true);
  expect(marks().ids).toEqual([1]);
});

test('photos that leave the list leave the marks; the rest stays as it is', () => {
  useMarksStore.getState().keep(new Set([id(2), id(4)]), id(2), id(4));
  keepMarksIn(listOf([1, 3, 4, 5]), 3);
  expect(marks()).toEqual({ ids: [4], anchor: 4, focus: 4 });
});

test('when all that was marked is gone the photo that came into its place is in the hand', () => {
  useMarksStore.getState().only(id(3));
  keepMarksIn(listOf([1, 2, 4, 5]), 2);
  expect(marks()).toEqual({ ids: [4], anchor: 4, focus: 4 });
  keepMarksIn(listOf([1]), 2);
  expect(marks()).toEqual({ ids: [1], anchor: 1, focus: 1 });
  keepMarksIn(listOf([]), 0);
  expect(marks()).toEqual({ ids: [], anchor: null, focus: null });
});

test('a photo that went behind the top of its stack is marked there', () => {
  useAssetsStore.setState({ all: listOf([1, 2, 3, 4, 5], { 2: 4, 4: 4 }) });
  useMarksStore.getState().only(id(2));
  keepMarksIn(listOf([1, 3, 4, 5]), 1);
  expect(marks()).toEqual({ ids: [4], anchor: 4, focus: 4 });
});

test('nothing is written while nothing is gone', () => {
  useMarksStore.getState().only(id(3));
  const before = useMarksStore.getState().ids;
  keepMarksIn(listOf([3, 1]), 0);
  expect(useMarksStore.getState().ids).toBe(before);
});
