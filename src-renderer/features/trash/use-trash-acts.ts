/** What can be done with photos and the trash, with the words that follow; for keys, menus and buttons. */
import { useMemo } from 'react';
import type { AssetId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useMarksStore } from '../../stores/marks-store';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';

export interface TrashActs {
  /** At once, with a way back; what somebody else put into its bucket is asked for. */
  move(ids: readonly AssetId[], others?: 'ask' | 'hide' | 'move'): Promise<void>;
  restore(ids: readonly AssetId[]): Promise<void>;
  /** Asks first. null: all. */
  deleteForGood(ids: readonly AssetId[] | null): void;
}

export function useTrashActs(): TrashActs {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  return useMemo(() => {
    const failed = (title: string, error: unknown): void =>
      void say({ title, text: sentence(asAppError(error)), error: true });
    const counted = (count: number) => ({ count, n: formatCount(count, locale) });
    const undo = {
      label: t('trash.undo'),
      onSelect: () =>
        void call('undo.back', {}).catch((error: unknown) => failed(t('trash.restoreFailed'), error)),
    };
    return {
      async move(ids, others = 'ask') {
        if (ids.length === 0) return;
        const next = photoAfter(ids);
        try {
          const done = await call('trash.move', { ids: [...ids], others });
          if (done.moved > 0) {
            if (next !== null && done.others === 0) useMarksStore.getState().only(next);
            const words = others === 'hide' ? 'trash.hidden' : 'trash.moved';
            say({ title: t(words, counted(done.moved)), action: undo });
          }
          if (done.others > 0)
            useDialogsStore.getState().open({ kind: 'trash-others', assetIds: [...ids], count: done.others });
        } catch (error) {
          failed(t('trash.moveFailed'), error);
        }
      },
      async restore(ids) {
        if (ids.length === 0) return;
        try {
          const { restored } = await call('trash.restore', { ids: [...ids] });
          useMarksStore.getState().clear();
          say({ title: t('trash.restored', counted(restored)), action: undo });
        } catch (error) {
          failed(t('trash.restoreFailed'), error);
        }
      },
      deleteForGood: (ids) =>
        useDialogsStore.getState().open({ kind: 'empty-trash', assetIds: ids && [...ids] }),
    };
  }, [t, locale, sentence]);
}

/** The photo that has the focus when these are gone: the one behind the last of them, else the one before. */
export function photoAfter(ids: readonly AssetId[]): AssetId | null {
  const { columns } = useAssetsStore.getState();
  if (columns === null) return null;
  const leaving = new Set<number>(ids.map((id) => columns.rowOf(id)));
  const last = Math.max(...leaving);
  for (let row = last + 1; row < columns.count; row += 1)
    if (!leaving.has(row)) return columns.ids[row] as AssetId;
  for (let row = last - 1; row >= 0; row -= 1) if (!leaving.has(row)) return columns.ids[row] as AssetId;
  return null;
}
