/** What a person does with stacks: makes one of photos, takes some apart. One step of undo each; the background leaves them alone then. */
import { AppError } from '../../../src-shared/app-error';
import type { AssetId } from '../../../src-shared/units';
import type { StackedAsset } from '../../catalogue/tables/stacks';
import type { Core } from '../core';
import type { UndoHistory } from './undo';

/** The first one stands for all. Answers how many photos are in it. Rejects with `bad-input` for photos of several albums. */
export function makeStack(core: Core, undo: UndoHistory, ids: readonly AssetId[]): number {
  const { stacks } = core.catalogue;
  const asked = stacks.get([...new Set(ids)]);
  const [top] = asked;
  if (!top || asked.length < 2)
    throw new AppError('bad-input', 'A stack needs at least two photos. Mark two or more of them.');
  if (asked.some(({ albumId }) => albumId !== top.albumId))
    throw new AppError(
      'bad-input',
      'Photos of different albums cannot be one stack. Mark photos of one album.',
    );
  const inIt = new Set(asked.map(({ id }) => id));
  // What their old stacks lose: those that are left go on without them, one alone is no stack any more.
  const left = membersOf(core, asked).filter(({ id }) => !inIt.has(id));
  change(core, undo, asked.length, [
    ...asked.map((asset) => ({ before: asset, top: top.id, chosen: true })),
    ...reseated(left),
  ]);
  return asked.length;
}

/** Takes the stacks of these photos apart; they are not stacked again by themselves. Answers how many photos stand alone now. */
export function openStacks(core: Core, undo: UndoHistory, ids: readonly AssetId[]): number {
  const members = membersOf(core, core.catalogue.stacks.get([...new Set(ids)]));
  if (members.length === 0) return 0;
  change(
    core,
    undo,
    members.length,
    members.map((asset) => ({ before: asset, top: null, chosen: true })),
  );
  return members.length;
}

interface Change {
  before: StackedAsset;
  top: AssetId | null;
  chosen: boolean;
}

function membersOf(core: Core, assets: readonly StackedAsset[]): StackedAsset[] {
  const tops = [...new Set(assets.flatMap(({ top }) => top ?? []))];
  return tops.length === 0 ? [] : core.catalogue.stacks.members(tops);
}

function reseated(left: readonly StackedAsset[]): Change[] {
  const byTop = new Map<AssetId, StackedAsset[]>();
  for (const asset of left)
    if (asset.top !== null) byTop.set(asset.top, [...(byTop.get(asset.top) ?? []), asset]);
  return [...byTop].flatMap(([old, members]) => {
    const next = members.some(({ id }) => id === old) ? old : (members[0] as StackedAsset).id;
    return members.map((before) => ({
      before,
      top: members.length === 1 ? null : next,
      chosen: true,
    }));
  });
}

function change(core: Core, undo: UndoHistory, count: number, changes: readonly Change[]): void {
  const write = (rows: ReadonlyArray<Pick<StackedAsset, 'id' | 'top' | 'chosen'>>): void => {
    core.catalogue.stacks.set(rows);
    for (const { before } of changes) core.changes.asset(before.albumId, before.id);
    // Somebody looks at them.
    core.changes.flush();
  };
  const again = (): void => write(changes.map(({ before, top, chosen }) => ({ id: before.id, top, chosen })));
  again();
  undo.did({
    what: 'stack',
    count,
    change: null,
    back: () => write(changes.map(({ before }) => before)),
    again,
  });
}
