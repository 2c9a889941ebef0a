/** What can be done with the marked photos, once for keys, menus and buttons. */
import { useMemo } from 'react';
import type { AssetState } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAssetsStore, withStacks } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useListStore } from '../../stores/list-store';
import { useMarksStore } from '../../stores/marks-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';
import type { CullChange } from '../cull/cull-keys';
import { useCull } from '../cull/use-cull';
import { inState } from '../downloads/download-rules';
import { useTrashActs } from '../trash/use-trash-acts';
import { comparedWith, useCompareStore } from '../viewer/compare-store';

export interface PhotoActs {
  /** The photos that a mark of culling is for. */
  culled(): AssetId[];
  cull(ids: readonly AssetId[], change: CullChange): void;
  download(): void;
  uploadFirst(ids: AssetId[]): Promise<void>;
  compare(): void;
  /** null: not here. */
  trash: (() => void) | null;
  stack(): Promise<void>;
  unstack(): Promise<void>;
  /** Of the photo with the focus. */
  toggleStack(): void;
  toggleStacks(): void;
  /** Shows the original of the photo with the focus in the file manager. */
  reveal(): Promise<void>;
  copyNames(): Promise<void>;
}

/** Of the marked photos, else the one with the focus; as they are shown, in the order of the list. */
export function shownIds(): AssetId[] {
  const { columns } = useAssetsStore.getState();
  const { ids, focus } = useMarksStore.getState();
  const meant = ids.size > 0 ? [...ids] : focus === null ? [] : [focus];
  if (columns === null) return meant;
  return meant
    .filter((id) => columns.rowOf(id) >= 0)
    .sort((one, other) => columns.rowOf(one) - columns.rowOf(other));
}

/** The same with all that lies behind a closed stack: it is moved, kept and taken along as one. */
export const meantIds = (): AssetId[] => withStacks(shownIds());

/**
 * A RAW and its JPEG are one picture, so a mark is for both while they lie in one closed stack. Of a burst it is for the photo that is
 * shown: marks are how one of them is chosen.
 */
export function culledIds(): AssetId[] {
  const { stackSizes } = useAssetsStore.getState();
  return shownIds().flatMap((id) => (stackSizes.of(id) === 2 ? withStacks([id]) : [id]));
}

export function downloadPhotos(assetIds: AssetId[]): void {
  if (assetIds.length > 0) useDialogsStore.getState().open({ kind: 'download', assetIds });
}

/** Not begun: asking for them first changes something. */
export const mayGoFirst = (state: AssetState): boolean =>
  state === 'discovered' || state === 'preparing' || state === 'queued';

/** Of the marked photos, those that wait to be stored. */
export function useWaiting(): AssetId[] {
  const ids = useMarksStore((state) => state.ids);
  const columns = useAssetsStore((state) => state.columns);
  const version = useAssetsStore((state) => state.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: states change in place, version stands for them
  return useMemo(() => (columns === null ? [] : inState(columns, ids, mayGoFirst)), [columns, ids, version]);
}

export function usePhotoActs(): PhotoActs {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const cull = useCull();
  const { move: moveToTrash, deleteForGood } = useTrashActs();
  const inTrash = useAssetsStore((state) => state.list?.scope.kind === 'trash');
  return useMemo(() => {
    const failed =
      (title: string) =>
      (error: unknown): void =>
        void say({ title, text: sentence(asAppError(error)), error: true });
    return {
      culled: culledIds,
      cull,
      download: () => downloadPhotos(meantIds()),
      async uploadFirst(assetIds) {
        try {
          await call('transfers.prioritize', { assetIds });
          say({
            title: t('grid.goFirst', { count: assetIds.length, n: formatCount(assetIds.length, locale) }),
          });
        } catch (error) {
          failed(t('grid.goFirstFailed'))(error);
        }
      },
      compare() {
        const { columns } = useAssetsStore.getState();
        const { ids, focus } = useMarksStore.getState();
        const id = focus ?? shownIds()[0] ?? null;
        if (columns === null || id === null) return;
        const compared = comparedWith(columns, id, ids);
        if (compared.length < 2) return;
        useNavigationStore.getState().openViewer(id);
        useCompareStore.getState().begin(compared);
      },
      trash: inTrash ? () => deleteForGood(shownIds()) : () => void moveToTrash(meantIds()),
      async stack() {
        const { focus } = useMarksStore.getState();
        const ids = meantIds();
        if (ids.length < 2) return;
        // The one with the focus stands for all.
        const first = focus !== null && ids.includes(focus) ? focus : (ids[0] as AssetId);
        await call('stacks.make', { ids: [first, ...ids.filter((id) => id !== first)] }).catch(
          failed(t('grid.stackFailed')),
        );
      },
      async unstack() {
        const ids = meantIds();
        if (ids.length > 0) await call('stacks.open', { ids }).catch(failed(t('grid.stackFailed')));
      },
      toggleStack() {
        const [id] = shownIds();
        const { focus, only } = useMarksStore.getState();
        const stands = useAssetsStore.getState().toggleStack(focus ?? (id as AssetId));
        if (stands !== null) only(stands);
      },
      toggleStacks() {
        const { stacks, setStacks } = useListStore.getState();
        setStacks(stacks === 'closed' ? 'open' : 'closed');
      },
      async reveal() {
        const [id] = shownIds();
        if (id === undefined) return;
        try {
          const [found] = await call('originals.find', { ids: [id] });
          if (found?.path) await desktop().revealPath(found.path);
          else say({ title: t('grid.noOriginalTitle'), text: t('grid.noOriginalText') });
        } catch (error) {
          failed(t('grid.goFirstFailed'))(error);
        }
      },
      async copyNames() {
        try {
          const names = await namesOf(meantIds());
          await navigator.clipboard.writeText(names.join('\n'));
          say({
            title: t('grid.namesCopied', { count: names.length, n: formatCount(names.length, locale) }),
          });
        } catch (error) {
          failed(t('grid.nameFailed'))(error);
        }
      },
    };
  }, [t, locale, sentence, cull, moveToTrash, deleteForGood, inTrash]);
}

/** Most ids one `assets.get` takes (ipc-contract). */
const idsPerCall = 1000;

async function namesOf(ids: readonly AssetId[]): Promise<string[]> {
  const names: string[] = [];
  for (let from = 0; from < ids.length; from += idsPerCall) {
    const assets = await call('assets.get', { ids: ids.slice(from, from + idsPerCall) });
    const byId = new Map(assets.map((asset) => [asset.id, asset.fileName]));
    for (const id of ids.slice(from, from + idsPerCall)) {
      const name = byId.get(id);
      if (name !== undefined) names.push(name);
    }
  }
  return names;
}
