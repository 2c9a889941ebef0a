/** What a person does to selections: at once in the catalogue, each act one step of undo, told to the screen when it is done. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../src-shared/app-error';
import { MAX_SELECTED, type Selection } from '../../../src-shared/domain/selection';
import { type AssetId, type SelectionId, SelectionId as SelectionIdSchema } from '../../../src-shared/units';
import type { SelectionFacts } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { inSlices } from '../downloads/in-slices';
import { copySelection } from './copy-selection';
import { type PlaceChange, planAdding, planMoving, planTaking, ROWS_AT_ONCE } from './selection-places';
import type { UndoHistory } from './undo';

export interface Selections {
  create(given: {
    name: string;
    note?: string | undefined;
    assetIds?: AssetId[] | undefined;
  }): Promise<Selection>;
  edit(id: SelectionId, change: SelectionEdit): Promise<Selection>;
  remove(id: SelectionId): Promise<void>;
  add(id: SelectionId, assetIds: AssetId[]): Promise<{ added: number; alreadyThere: number }>;
  take(id: SelectionId, assetIds: AssetId[]): Promise<number>;
  move(id: SelectionId, assetIds: AssetId[], beforeId: AssetId | null): Promise<number>;
  duplicate(id: SelectionId, name?: string): Promise<Selection>;
  merge(ids: SelectionId[], name: string): Promise<Selection>;
  /** Another computer changed it: waits for what a person does just now. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

export interface SelectionEdit {
  name?: string | undefined;
  note?: string | undefined;
  coverAssetId?: AssetId | null | undefined;
}

export const selectionOr404 = (core: Pick<Core, 'catalogue'>, id: SelectionId): Selection => {
  const selection = core.catalogue.selections.get(id);
  if (!selection) throw new AppError('not-found', 'That selection is not here any more. Choose another one.');
  return selection;
};

/** Every act rejects with `not-found` when the selection is gone. */
export function createSelections(core: Core, undo: UndoHistory): Selections {
  const { selections } = core.catalogue;
  let last: Promise<unknown> = Promise.resolve();

  /** One act after the other: a long one (100,000 photos) breathes, and the next must not come between. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  const factsOf = (id: SelectionId): SelectionFacts | null => {
    const facts = selections.facts(id);
    return facts?.deletedAtMs === null ? facts : null;
  };
  /** Later than any change before, whatever the clocks of two computers say. */
  const nextUpdate = (id: SelectionId): number =>
    Math.max(core.now(), (selections.facts(id)?.updatedAtMs ?? 0) + 1);

  function touch(id: SelectionId, members: boolean): void {
    selections.change(id, { updatedAtMs: nextUpdate(id) });
    core.changes.selection(id, members);
    core.changes.flush();
  }

  async function writePlaces(
    id: SelectionId,
    changes: readonly PlaceChange[],
    which: 'before' | 'after',
  ): Promise<void> {
    await inSlices(writing(changes, which, id));
    touch(id, true);
  }
  function* writing(
    changes: readonly PlaceChange[],
    which: 'before' | 'after',
    id: SelectionId,
  ): Generator<void, void> {
    for (let from = 0; from < changes.length; from += ROWS_AT_ONCE) {
      const slice = changes.slice(from, from + ROWS_AT_ONCE);
      selections.put(
        id,
        slice.flatMap(({ assetId, [which]: place }) => (place === null ? [] : { assetId, place })),
      );
      selections.takeOut(
        id,
        slice.flatMap(({ assetId, [which]: place }) => (place === null ? assetId : [])),
      );
      yield;
    }
  }

  /** An act on the photos of one selection. One that another computer deleted meanwhile is left alone by undo. */
  function onPhotos(
    id: SelectionId,
    plan: () => Generator<void, PlaceChange[]>,
    most = Number.POSITIVE_INFINITY,
  ): Promise<PlaceChange[]> {
    return inTurn(async () => {
      const { photoCount } = selectionOr404(core, id);
      const changes = await inSlices(plan());
      if (changes.length === 0) return changes;
      if (photoCount + changes.length > most) throw tooMany();
      await writePlaces(id, changes, 'after');
      const again = (which: 'before' | 'after') => () =>
        inTurn(async () => {
          if (factsOf(id)) await writePlaces(id, changes, which);
        });
      did(changes.length, again('before'), again('after'));
      return changes;
    });
  }

  function did(count: number, back: () => Promise<void>, again: () => Promise<void>): void {
    undo.did({ what: 'selection', count, change: null, back, again });
  }

  function setDeleted(id: SelectionId, deleted: boolean): void {
    const facts = selections.facts(id);
    if (!facts || (facts.deletedAtMs !== null) === deleted) return;
    selections.change(id, { deletedAtMs: deleted ? core.now() : null, updatedAtMs: nextUpdate(id) });
    if (deleted) core.changes.selectionRemoved(id);
    else core.changes.selection(id, true);
    core.changes.flush();
  }

  /** It is there for the screen only when it is filled. */
  function made(given: Pick<SelectionFacts, 'name' | 'note'>, fill: (id: SelectionId) => Promise<void>) {
    return inTurn(async () => {
      const id = SelectionIdSchema.parse(randomUUID());
      const nowMs = core.now();
      selections.insert({
        ...given,
        id,
        coverAssetId: null,
        coverAway: null,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        deletedAtMs: nowMs,
        pending: false,
      });
      await fill(id);
      setDeleted(id, false);
      const selection = selectionOr404(core, id);
      did(
        selection.photoCount,
        () => inTurn(async () => setDeleted(id, true)),
        () => inTurn(async () => setDeleted(id, false)),
      );
      return selection;
    });
  }

  return {
    inTurn,
    create: ({ name, note = '', assetIds = [] }) =>
      made({ name, note }, (id) =>
        inSlices(
          (function* () {
            const changes = yield* planAdding(selections, id, assetIds);
            yield* writing(changes, 'after', id);
          })(),
        ),
      ),
    edit: (id, change) =>
      inTurn(async () => {
        selectionOr404(core, id);
        const { name, note, coverAssetId, coverAway } = selections.facts(id) as SelectionFacts;
        const before = { name, note, coverAssetId, coverAway };
        const after = {
          ...before,
          ...(change.name !== undefined && { name: change.name }),
          ...(change.note !== undefined && { note: change.note }),
          ...(change.coverAssetId !== undefined && { coverAssetId: change.coverAssetId, coverAway: null }),
        };
        if (JSON.stringify(before) === JSON.stringify(after)) return selectionOr404(core, id);
        const write = (fields: typeof before): void => {
          if (!factsOf(id)) return;
          const [cover] = fields.coverAssetId === null ? [] : selections.known([fields.coverAssetId]);
          selections.change(id, { ...fields, coverAssetId: cover ?? null });
          touch(id, false);
        };
        write(after);
        did(
          0,
          () => inTurn(async () => write(before)),
          () => inTurn(async () => write(after)),
        );
        return selectionOr404(core, id);
      }),
    remove: (id) =>
      inTurn(async () => {
        const { photoCount } = selectionOr404(core, id);
        setDeleted(id, true);
        did(
          photoCount,
          () => inTurn(async () => setDeleted(id, false)),
          () => inTurn(async () => setDeleted(id, true)),
        );
      }),
    async add(id, assetIds) {
      const changes = await onPhotos(id, () => planAdding(selections, id, assetIds), MAX_SELECTED);
      return { added: changes.length, alreadyThere: new Set(assetIds).size - changes.length };
    },
    take: async (id, assetIds) => (await onPhotos(id, () => planTaking(selections, id, assetIds))).length,
    async move(id, assetIds, beforeId) {
      const asked = new Set(assetIds);
      const changes = await onPhotos(id, () => planMoving(selections, id, assetIds, beforeId));
      return changes.filter((change) => asked.has(change.assetId)).length;
    },
    async duplicate(id, name) {
      const source = selectionOr404(core, id);
      const others = new Set(selections.list().map((selection) => selection.name));
      return made({ name: name ?? freeName(source.name, others), note: source.note }, async (copyId) => {
        await inSlices(copySelection(selections, id, copyId));
        const { coverAssetId, coverAway } = selections.facts(id) as SelectionFacts;
        selections.change(copyId, { coverAssetId, coverAway, pending: false });
      });
    },
    async merge(ids, name) {
      for (const id of ids) selectionOr404(core, id);
      return made({ name, note: '' }, async (mergedId) => {
        for (const id of new Set(ids)) await inSlices(copySelection(selections, id, mergedId));
      });
    },
  };
}

const tooMany = (): AppError =>
  new AppError(
    'bad-input',
    `A selection holds ${MAX_SELECTED.toLocaleString('en')} photos at most. Make another one for the rest.`,
  );

/** “Album picks (2)” */
function freeName(name: string, others: ReadonlySet<string>): string {
  const plain = name.replace(/ \(\d{1,3}\)$/, '').slice(0, 190);
  for (let number = 2; ; number += 1) {
    const free = `${plain} (${number})`;
    if (!others.has(free)) return free;
  }
}
