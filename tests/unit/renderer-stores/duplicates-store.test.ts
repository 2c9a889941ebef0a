/** Going through groups of duplicates: what is kept, what goes, and with what. */
import { beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../../src-shared/app-error';
import type { AssetId } from '../../../src-shared/units';

const call = vi.fn();
vi.mock('../../../src-renderer/bridge/client', () => ({ call, asAppError: (error: unknown) => error }));
const { keptIn, othersOf, useDuplicatesStore } = await import(
  '../../../src-renderer/features/duplicates/duplicates-store'
);
const ids = (...numbers: number[]): AssetId[] => numbers as AssetId[];
const group = {
  ids: ids(1, 2, 3),
  along: [[], ids(12), ids(13)],
  why: 'similar' as const,
  distance: 2,
  best: 2 as AssetId,
};
const state = () => useDuplicatesStore.getState();

beforeEach(() => {
  call.mockReset();
  state().choose({ kind: 'everything' }, 'similar');
});

it('the best guess is kept until somebody chooses; a RAW goes where its JPEG goes', async () => {
  call.mockResolvedValue({ groups: [group], photoCount: 3, freedBytes: 9 });
  await state().look();
  const kept = () => keptIn(group, state().kept.get(0));
  expect([...kept()]).toEqual([2]);
  expect(othersOf(group, kept())).toEqual([1, 3, 13]);
  state().toggle(1 as AssetId);
  state().toggle(2 as AssetId);
  state().toggle(99 as AssetId);
  expect(othersOf(group, kept())).toEqual([2, 12, 3, 13]);
  state().keepAll();
  expect(othersOf(group, kept())).toEqual([]);
  state().go(5);
  expect(state().place).toBe(1);
  state().go(-1);
  expect(state().place).toBe(0);
});

it('a search that was stopped or replaced says nothing', async () => {
  let end: (found: unknown) => void = () => undefined;
  call.mockImplementation(
    (name: string) =>
      new Promise((resolve) => {
        if (name === 'duplicates.find') end = resolve;
        else resolve({ ok: true });
      }),
  );
  const looking = state().look();
  await state().cancel();
  end({ groups: [group], photoCount: 3, freedBytes: 9 });
  await looking;
  expect(state()).toMatchObject({ status: 'none', found: null });
  call.mockRejectedValue(new AppError('io', 'The catalogue could not be read.'));
  await state().look();
  expect(state()).toMatchObject({ status: 'failed', error: { code: 'io' } });
});
