/** What selections promise, against plain arrays: order is kept, nothing is there twice, every act can be taken back and done again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SelectionId } from '../../../src-shared/units';
import { openSelections, type SelectionDesk } from '../../support/selection-desk';

const PHOTOS = 12;
const photo = fc.integer({ min: 1, max: PHOTOS });
const some = fc.array(photo, { maxLength: 6 });

type OnPhotos =
  | { kind: 'add'; ids: number[] }
  | { kind: 'take'; ids: number[] }
  | { kind: 'move'; ids: number[]; before: number | null };
type Act = OnPhotos | { kind: 'back' } | { kind: 'again' };
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('add'), ids: some }),
  fc.record({ kind: fc.constant('take'), ids: some }),
  fc.record({ kind: fc.constant('move'), ids: some, before: fc.option(photo) }),
  fc.record({ kind: fc.constant('back') }),
  fc.record({ kind: fc.constant('again') }),
) as fc.Arbitrary<Act>;

const unique = (ids: number[]): number[] => [...new Set(ids)];
/** The same act on a plain array. */
function acted(line: number[], done: OnPhotos): number[] {
  const { kind, ids } = done;
  const before = done.kind === 'move' ? done.before : null;
  const given = unique(ids);
  if (kind === 'add') return unique([...line, ...given]);
  if (kind === 'take') return line.filter((id) => !given.includes(id));
  const moving = given.filter((id) => line.includes(id));
  if (moving.length === 0) return line;
  const from = before === null ? -1 : line.indexOf(before);
  const target = from < 0 ? undefined : line.slice(from).find((id) => !moving.includes(id));
  const staying = line.filter((id) => !moving.includes(id));
  const at = target === undefined ? staying.length : staying.indexOf(target);
  return [...staying.slice(0, at), ...moving, ...staying.slice(at)];
}

async function doAct(desk: SelectionDesk, id: SelectionId, one: Act): Promise<void> {
  if (one.kind === 'back') await desk.undo.back();
  else if (one.kind === 'again') await desk.undo.again();
  else if (one.ids.length === 0) return;
  else if (one.kind === 'move') await desk.selections.move(id, desk.ids(one.ids), desk.idOrNull(one.before));
  else await desk.selections[one.kind](id, desk.ids(one.ids));
}

describe('one selection', () => {
  it('is what the same acts make of a plain list, undone and redone at will', async () => {
    await using desk = await openSelections(PHOTOS);
    await fc.assert(
      fc.asyncProperty(some, fc.array(act, { maxLength: 15 }), async (start, acts) => {
        const { id } = await desk.selections.create({ name: 'One', assetIds: desk.ids(start) });
        let line = unique(start);
        let past: number[][] = [];
        let future: number[][] = [];
        for (const one of acts) {
          if (one.kind === 'back' && past.length === 0) continue; // that would take back the making of it
          if (one.kind === 'again' && future.length === 0) continue;
          await doAct(desk, id, one);
          if (one.kind === 'back') {
            future = [line, ...future];
            line = past.at(-1) as number[];
            past = past.slice(0, -1);
          } else if (one.kind === 'again') {
            past = [...past, line];
            line = future[0] as number[];
            future = future.slice(1);
          } else {
            const next = acted(line, one);
            if (next.join() !== line.join()) {
              past = [...past, line];
              future = [];
            }
            line = next;
          }
          expect(desk.line(id)).toEqual(line);
          expect(desk.get(id)).toMatchObject({
            photoCount: line.length,
            totalBytes: line.reduce((sum, n) => sum + desk.sizeOf(n), 0),
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its order when photos are put into the same gap again and again', async () => {
    await using desk = await openSelections(60);
    const all = Array.from({ length: 60 }, (_, at) => at + 1);
    const { id } = await desk.selections.create({ name: 'Gap', assetIds: desk.ids(all) });
    let line = all;
    // Each goes between the first and the one that was put there before: the gap halves every time.
    for (let n = 60; n > 2; n -= 1) {
      const before = line[1] as number;
      await desk.selections.move(id, desk.ids([n]), desk.id(before));
      line = acted(line, { kind: 'move', ids: [n], before });
      expect(desk.line(id)).toEqual(line);
    }
    for (let taken = 0; taken < 58; taken += 1) await desk.undo.back();
    expect(desk.line(id)).toEqual(all);
  });
});

describe('several selections', () => {
  it('merge to the first and what the others have besides, and leave them as they were', async () => {
    await using desk = await openSelections(PHOTOS);
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 2, maxLength: 4 }), async (lists) => {
        const made = [];
        for (const list of lists)
          made.push(await desk.selections.create({ name: 'Part', assetIds: desk.ids(list) }));
        const merged = await desk.selections.merge(
          made.map(({ id }) => id),
          'Merged',
        );
        expect(desk.line(merged.id)).toEqual(unique(lists.flat()));
        expect(made.map(({ id }) => desk.line(id))).toEqual(lists.map(unique));
        await desk.undo.back();
        expect(desk.get(merged.id)).toBeNull();
        await desk.undo.again();
        expect(desk.line(merged.id)).toEqual(unique(lists.flat()));
      }),
      { numRuns: 40 },
    );
  });

  it('merged in another order hold the same photos; merged with itself or with its part a selection is its copy', async () => {
    await using desk = await openSelections(PHOTOS);
    await fc.assert(
      fc.asyncProperty(some, some, async (a, b) => {
        const one = await desk.selections.create({ name: 'A', assetIds: desk.ids(a) });
        const other = await desk.selections.create({ name: 'B', assetIds: desk.ids(b) });
        const merged = async (...ids: SelectionId[]): Promise<number[]> =>
          desk.line((await desk.selections.merge(ids, 'M')).id);
        const both = await merged(one.id, other.id);
        expect(new Set(await merged(other.id, one.id))).toEqual(new Set(both));
        expect(await merged(one.id, one.id)).toEqual(unique(a));
        const copy = await desk.selections.duplicate(one.id);
        expect(desk.line(copy.id)).toEqual(unique(a));
        // What it shares with the other and what it has alone are together all it has.
        const overlap = await desk.compare(one.id, other.id);
        const inBoth = unique(a).filter((id) => b.includes(id)).length;
        expect(overlap).toEqual({
          both: inBoth,
          onlyHere: unique(a).length - inBoth,
          onlyThere: unique(b).length - inBoth,
        });
      }),
      { numRuns: 40 },
    );
  });
});
