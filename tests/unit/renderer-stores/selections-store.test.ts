/** The screen's list of selections follows main's events, in the order of names. */
import { beforeEach, expect, it, vi } from 'vitest';
import { applyEvent } from '../../../src-renderer/stores/apply-events';
import { useAssetsStore } from '../../../src-renderer/stores/assets-store';
import { useNavigationStore } from '../../../src-renderer/stores/navigation-store';
import { useSelectionsStore } from '../../../src-renderer/stores/selections-store';
import type { Selection } from '../../../src-shared/domain/selection';
import { SelectionId } from '../../../src-shared/units';

const idOf = (n: number): SelectionId =>
  SelectionId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const named = (n: number, name: string): Selection => ({
  id: idOf(n),
  name,
  note: '',
  coverAssetId: null,
  coverThumbRevision: 0,
  photoCount: n,
  totalBytes: 0,
  awayCount: 0,
  createdAtMs: n,
  updatedAtMs: n,
});
const changed = (
  selections: Selection[],
  removedIds: SelectionId[] = [],
  membersOf: SelectionId[] = [],
): void => applyEvent({ name: 'selections.changed', payload: { selections, removedIds, membersOf } });
const names = (): string[] => useSelectionsStore.getState().selections.map(({ name }) => name);

beforeEach(() => {
  useSelectionsStore.setState({ selections: [], targetId: null, status: 'ready', error: null });
  useNavigationStore.setState({ view: 'albums', scope: null });
});

it('lists them by name, numbers as numbers, and takes changes over', () => {
  changed([named(1, 'Day 10'), named(2, 'day 2'), named(3, 'Höfn')]);
  expect(names()).toEqual(['day 2', 'Day 10', 'Höfn']);
  changed([named(2, 'Zürich')]);
  expect(names()).toEqual(['Day 10', 'Höfn', 'Zürich']);
});

it('leaves one that is gone, and the key B asks again', () => {
  changed([named(1, 'Picks'), named(2, 'Client')]);
  useSelectionsStore.getState().setTarget(idOf(1));
  useNavigationStore
    .getState()
    .openPhotos({ kind: 'comparison', selectionId: idOf(2), otherId: idOf(1), show: 'both' });
  changed([], [idOf(1)]);
  expect(names()).toEqual(['Client']);
  expect(useSelectionsStore.getState().targetId).toBeNull();
  expect(useNavigationStore.getState().view).toBe('albums');
  // Another one is shown: it stays.
  useNavigationStore.getState().openPhotos({ kind: 'selection', selectionId: idOf(2) });
  changed([], [idOf(7)]);
  expect(useNavigationStore.getState().view).toBe('photos');
});

it('asks for the open list again only when its own photos changed', () => {
  const selectionChanged = vi.spyOn(useAssetsStore.getState(), 'selectionChanged');
  changed([named(1, 'Picks')]);
  expect(selectionChanged).not.toHaveBeenCalled();
  changed([named(1, 'Picks')], [], [idOf(1)]);
  expect(selectionChanged).toHaveBeenCalledWith(idOf(1));
});
