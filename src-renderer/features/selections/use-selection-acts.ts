/** What is done to selections, each act said in a toast that can take it back. */
import { useMemo } from 'react';
import type { Selection } from '../../../src-shared/domain/selection';
import type { AssetId, SelectionId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useSelectionsStore } from '../../stores/selections-store';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';
import { useUndo } from '../cull/use-undo';
import { sayUndoable } from './say-undoable';

export interface SelectionActs {
  /** To the one that was used last; without one the person chooses. */
  add(assetIds: AssetId[]): Promise<void>;
  addTo(selection: Pick<Selection, 'id' | 'name'>, assetIds: AssetId[]): Promise<void>;
  /** By name, or into a new one. */
  choose(assetIds: AssetId[]): void;
  /** Null when it could not be made. */
  make(name: string, assetIds: AssetId[], note?: string): Promise<Selection | null>;
  take(selection: Pick<Selection, 'id' | 'name'>, assetIds: AssetId[]): Promise<void>;
  move(id: SelectionId, assetIds: AssetId[], beforeId: AssetId | null): Promise<void>;
  /** Answers the error that was said, null: done. */
  edit(
    id: SelectionId,
    change: { name?: string; note?: string; coverAssetId?: AssetId | null },
  ): Promise<boolean>;
  duplicate(selection: Selection): Promise<void>;
  remove(selection: Selection): Promise<void>;
}

/** The open list is asked for again at once when that is what it shows: the person looks at it. */
async function showChanged(id: SelectionId): Promise<void> {
  const { list, reload } = useAssetsStore.getState();
  if (list?.scope.kind === 'selection' && list.scope.selectionId === id) await reload();
}

export function useSelectionActs(): SelectionActs {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const undo = useUndo();
  return useMemo(() => {
    const words = (count: number, name: string) => ({ count, n: formatCount(count, locale), name });
    const undoable = { label: t('selections.undo'), onSelect: () => undo.back() };
    const failed = (error: unknown): void => {
      say({ title: t('selections.failed'), text: sentence(asAppError(error)), error: true });
    };
    const tried = (work: Promise<void>): Promise<void> => work.catch(failed);
    const choose = (assetIds: AssetId[]): void => {
      if (assetIds.length > 0)
        useDialogsStore.getState().open({ kind: 'selection', act: { do: 'add', assetIds } });
    };

    async function addTo({ id, name }: Pick<Selection, 'id' | 'name'>, assetIds: AssetId[]): Promise<void> {
      const { added, alreadyThere } = await call('selections.add', { id, assetIds });
      useSelectionsStore.getState().setTarget(id);
      if (added === 0) {
        say({ title: t('selections.allThere', words(alreadyThere, name)) });
        return;
      }
      sayUndoable(
        {
          title: t('selections.added', words(added, name)),
          ...(alreadyThere > 0 && { text: t('selections.alreadyThere', words(alreadyThere, name)) }),
        },
        undoable,
      );
      await showChanged(id);
    }

    return {
      choose,
      async add(assetIds) {
        const { targetId, selections } = useSelectionsStore.getState();
        const target = selections.find(({ id }) => id === targetId);
        if (assetIds.length === 0) return;
        if (target === undefined) choose(assetIds);
        else await tried(addTo(target, assetIds));
      },
      addTo: (selection, assetIds) => tried(addTo(selection, assetIds)),
      async make(name, assetIds, note) {
        try {
          const made = await call('selections.create', { name, assetIds, ...(note && { note }) });
          const { put, setTarget } = useSelectionsStore.getState();
          put(made);
          setTarget(made.id);
          const { photoCount } = made;
          sayUndoable(
            {
              title:
                photoCount === 0
                  ? t('selections.madeEmpty', { name: made.name })
                  : t('selections.made', words(photoCount, made.name)),
            },
            undoable,
          );
          return made;
        } catch (error) {
          failed(error);
          return null;
        }
      },
      take: ({ id, name }, assetIds) =>
        tried(
          (async () => {
            const { taken } = await call('selections.take', { id, assetIds });
            if (taken === 0) return;
            sayUndoable(
              {
                title: t('selections.taken', words(taken, name)),
                text: t('selections.takenText', { count: taken }),
              },
              undoable,
            );
            await showChanged(id);
          })(),
        ),
      move: (id, assetIds, beforeId) =>
        tried(
          (async () => {
            const { moved } = await call('selections.move', { id, assetIds, beforeId });
            if (moved > 0) await showChanged(id);
          })(),
        ),
      async edit(id, change) {
        try {
          useSelectionsStore.getState().put(await call('selections.edit', { id, ...change }));
          return true;
        } catch (error) {
          failed(error);
          return false;
        }
      },
      duplicate: (selection) =>
        tried(
          (async () => {
            const made = await call('selections.duplicate', { id: selection.id });
            useSelectionsStore.getState().put(made);
            sayUndoable({ title: t('selections.duplicated', { name: made.name }) }, undoable);
          })(),
        ),
      remove: (selection) =>
        tried(
          (async () => {
            await call('selections.remove', { id: selection.id });
            sayUndoable(
              {
                title: t('selections.removed', { name: selection.name }),
                text: t('selections.removedText'),
              },
              undoable,
            );
          })(),
        ),
    };
  }, [t, locale, sentence, undo]);
}
