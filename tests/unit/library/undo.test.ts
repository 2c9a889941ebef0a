/** Acts are taken back and done again in order, one at a time; one that fails stays where it was. */
import { expect, it } from 'vitest';
import { createUndoHistory, type UndoableAct } from '../../../src-main/services/library/undo';
import type { UndoState } from '../../../src-shared/domain/undo';

const act = (count: number, story: string[], work?: () => void): UndoableAct => ({
  what: 'edit',
  count,
  change: { rating: 1 },
  back: () => {
    work?.();
    story.push(`back ${count}`);
  },
  again: () => {
    story.push(`again ${count}`);
  },
});
const counts = ({ back, again }: UndoState) => [back?.count ?? null, again?.count ?? null];

it('goes back and forth in order, and a new act forgets what was taken back', async () => {
  const story: string[] = [];
  const told: UndoState[] = [];
  const undo = createUndoHistory((state) => told.push(state));
  undo.did(act(1, story));
  undo.did(act(2, story));
  const [first, second] = await Promise.all([undo.back(), undo.back()]);
  expect([counts(first), counts(second)]).toEqual([
    [1, 2],
    [null, 1],
  ]);
  expect(counts(await undo.again())).toEqual([1, 2]);
  undo.did(act(3, story));
  expect(counts(await undo.again())).toEqual([3, null]);
  expect(story).toEqual(['back 2', 'back 1', 'again 1']);
  expect(told.map(counts)).toEqual([
    [1, null],
    [2, null],
    [1, 2],
    [null, 1],
    [1, 2],
    [3, null],
    [3, null],
  ]);
});

it('keeps an act that could not be taken back', async () => {
  let broken = true;
  const story: string[] = [];
  const undo = createUndoHistory(() => undefined);
  undo.did(
    act(7, story, () => {
      if (broken) throw new Error('disk full');
    }),
  );
  await expect(undo.back()).rejects.toThrow('disk full');
  expect(counts(undo.state())).toEqual([7, null]);
  broken = false;
  expect(counts(await undo.back())).toEqual([null, 7]);
});

it('keeps the newest acts, bounded by how many there are and how much they hold', () => {
  const undo = createUndoHistory(() => undefined);
  for (let n = 1; n <= 150; n += 1) undo.did(act(n, []));
  expect(undo.state().back?.count).toBe(150);
  undo.did(act(300_000, []));
  undo.did(act(200_000, []));
  expect(undo.state().back?.count).toBe(200_000);
});

it('forgets the oldest of more than a hundred', async () => {
  const undo = createUndoHistory(() => undefined);
  for (let n = 1; n <= 103; n += 1) undo.did(act(n, []));
  for (let n = 0; n < 99; n += 1) await undo.back();
  expect(counts(undo.state())[0]).toBe(4);
  expect(counts(await undo.back())[0]).toBeNull();
});
