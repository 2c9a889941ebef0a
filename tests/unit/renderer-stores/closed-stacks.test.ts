/** Stacks in a list: what is shown, what lies behind, and what an act is about. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../../src-renderer/stores/asset-columns';
import { showStacks, withHidden } from '../../../src-renderer/stores/closed-stacks';
import { inAlbum } from '../../../src-shared/domain/photo-list';
import type { AlbumId } from '../../../src-shared/units';

/** Rows of [id, top]. */
const columns = (rows: Array<[id: number, top: number]>) =>
  columnsOf({
    list: inAlbum('a' as AlbumId),
    revision: 1,
    ids: Uint32Array.from(rows, ([id]) => id),
    stackTop: Uint32Array.from(rows, ([, top]) => top),
    aspect: Float32Array.from(rows, ([id]) => id / 10),
    sortAtMs: Float64Array.from(rows, (_, row) => row),
    state: new Uint8Array(rows.length),
    flags: new Uint8Array(rows.length),
    thumbRevision: new Uint16Array(rows.length),
    cull: Uint8Array.from(rows, ([id]) => id % 6),
  });
const closed = { closed: true, except: new Set<number>() };
const shownIds = (shown: ReturnType<typeof showStacks>) => [...shown.columns.ids];

describe('what is shown', () => {
  const all = columns([
    [1, 0],
    [2, 3],
    [3, 3],
    [4, 0],
    [5, 3],
  ]);

  test('closed, a stack is its top, where the top lies, with everything that belongs to its row', () => {
    const shown = showStacks(all, closed);
    expect(shownIds(shown)).toEqual([1, 3, 4]);
    expect([1, 2, 3, 9].map((id) => shown.sizes.of(id))).toEqual([0, 0, 3, 0]);
    expect([...shown.columns.aspect].map((aspect) => Math.round(aspect * 10))).toEqual([1, 3, 4]);
    expect([1, 2, 3, 4, 5].map((id) => shown.columns.rowOf(id))).toEqual([0, -1, 1, 2, -1]);
  });

  test('one opened among closed ones lies together behind its top', () => {
    expect(shownIds(showStacks(all, { closed: true, except: new Set([3]) }))).toEqual([1, 3, 2, 5, 4]);
  });

  test('while all are open everything lies where it belongs; one of them can be closed', () => {
    const open = showStacks(all, { closed: false, except: new Set() });
    expect(open.columns).toBe(all);
    expect(open.sizes.of(3)).toBe(3);
    expect(shownIds(showStacks(all, { closed: false, except: new Set([3]) }))).toEqual([1, 3, 4]);
  });

  test('a search that did not find the top shows the first it found; one alone is no stack', () => {
    const found = columns([
      [2, 3],
      [5, 3],
      [7, 6],
    ]);
    const shown = showStacks(found, closed);
    expect(shownIds(shown)).toEqual([2, 7]);
    expect([2, 5, 7].map((id) => shown.sizes.of(id))).toEqual([2, 0, 0]);
  });

  test('a list without stacks is not copied', () => {
    const plain = columns([
      [1, 0],
      [2, 0],
    ]);
    expect(showStacks(plain, closed).columns).toBe(plain);
  });

  test('any stacks: nothing is shown twice, and what is shown with what lies behind it is all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 40 }),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (tops, isClosed, except) => {
          const rows = tops.map((top, row): [number, number] => [row + 1, top]);
          const every = columns(rows);
          const { columns: shown, sizes } = showStacks(every, { closed: isClosed, except: new Set(except) });
          expect(new Set(shown.ids).size).toBe(shown.count);
          expect(withHidden(every, shown, shown.ids)).toEqual([...every.ids]);
          let counted = 0;
          for (const id of every.ids) counted += sizes.of(id);
          const inStacks = rows.filter(
            ([, top]) => top !== 0 && tops.filter((other) => other === top).length > 1,
          );
          expect(counted).toBe(inStacks.length);
        },
      ),
    );
  });
});

test('an act on a closed stack is about all of it, in the order of the list; on an open one about what was marked', () => {
  const all = columns([
    [1, 0],
    [2, 3],
    [3, 3],
    [4, 0],
  ]);
  expect(withHidden(all, showStacks(all, closed).columns, [4, 3])).toEqual([2, 3, 4]);
  expect(withHidden(all, all, [3, 1])).toEqual([1, 3]);
});
