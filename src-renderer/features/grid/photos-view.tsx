/** A list of photos, whatever it is of: its head and its photos, in every state from loading to full. */
import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { sameScope, useAssetsStore } from '../../stores/assets-store';
import { useListStore } from '../../stores/list-store';
import { useListing } from '../../stores/listings-store';
import { useMarksStore } from '../../stores/marks-store';
import { useSettingsStore } from '../../stores/settings-store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { EmptyList } from './empty-list';
import { PhotoField } from './photo-field';
import { resizePhotos } from './photos-head';
import styles from './photos-view.module.css';
import { ScopeHead } from './scope-heads';
import { useShownColumns } from './use-shown-columns';
import { showsStacks } from './view-menu';

/** `scope` must stay the same object while it is the same list. */
export function PhotosView({ scope }: { scope: PhotoScope }) {
  useOpenList(scope);
  return (
    <section className={styles.view}>
      <ScopeHead scope={scope} />
      <Body scope={scope} />
    </section>
  );
}

function Body({ scope }: { scope: PhotoScope }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const status = useAssetsStore((state) => (sameScope(state.list, { scope }) ? state.status : 'loading'));
  const error = useAssetsStore((state) => state.error);
  const reload = useAssetsStore((state) => state.reload);
  const { thumbSizePx, gridMode, gridGroups } = useSettingsStore((state) => state.settings);
  const narrowed = useListStore((state) => Object.keys(state.query).length > 0);
  const shown = useShownColumns(scope);
  const albumId = scope.kind === 'album' ? scope.albumId : null;
  const album = useAlbum(albumId);
  const listing = useListing(albumId);
  const label = useListLabel(scope);

  if (status === 'failed' && shown === null) {
    return (
      <EmptyState
        role="alert"
        icon={<TriangleAlert size={32} strokeWidth={1.5} aria-hidden />}
        title={t(scope.kind === 'album' ? 'grid.failedTitle' : 'grid.failedListTitle')}
        text={error ? sentence(error) : undefined}
        actions={<Button onClick={() => void reload()}>{t('grid.retry')}</Button>}
        details={error?.details ? { label: t('grid.details'), text: error.details } : null}
      />
    );
  }
  if (shown === null) return <Skeleton rowPx={thumbSizePx} />;
  if (shown.columns.count === 0) {
    // The head may know of photos before the grid does.
    const coming = !narrowed && (listing?.state === 'listing' || (album?.assetCount ?? 0) > 0);
    return coming ? <Skeleton rowPx={thumbSizePx} /> : <EmptyList scope={scope} />;
  }
  return (
    <PhotoField
      key={JSON.stringify(scope)}
      columns={shown.columns}
      layoutVersion={shown.layoutVersion}
      list={shown.list}
      targetPx={thumbSizePx}
      mode={gridMode}
      groups={gridGroups}
      label={label}
      onResize={resizePhotos}
    />
  );
}

/** Name of the field for a screen reader. */
function useListLabel(scope: PhotoScope): string {
  const { t } = useTranslation();
  const album = useAlbum(scope.kind === 'album' ? scope.albumId : null);
  return scope.kind === 'album'
    ? t('grid.photosOf', { album: album?.title ?? '' })
    : t(`grid.listLabel.${scope.kind}`);
}

/**
 * Opens the list of that scope, and again whenever it is narrowed or ordered otherwise. Stacks are closed here, not by main: then opening
 * one asks nobody, and what a search found is shown even when it lies behind the top of its stack.
 */
export function useOpenList(scope: PhotoScope): void {
  const { query, sort, stacks } = useListStore();
  const shownQuery = useRef(query);
  const open = useAssetsStore((state) => state.open);
  const closeStacks = useAssetsStore((state) => state.closeStacks);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scope is another list
  useEffect(() => {
    useMarksStore.getState().clear();
    return () => {
      // A smart album that comes next brought its own search already.
      if (useListStore.getState().query === shownQuery.current) useListStore.getState().begin(null);
    };
  }, [scope]);
  // After that one, so that its cleaning up still sees the search of the list that is left.
  useEffect(() => {
    shownQuery.current = query;
  }, [query]);
  useEffect(() => {
    closeStacks(stacks === 'closed' && showsStacks(scope));
    void open({ scope, query, sort, stacks: 'open' });
  }, [scope, query, sort, stacks, open, closeStacks]);
}

/** Rows as photos will lie, so that their coming moves nothing; words for a screen reader, and for all after one second (CSS). */
function Skeleton({ rowPx }: { rowPx: number }) {
  const { t } = useTranslation();
  const rows = [
    [1.5, 1.5, 0.67, 1.5, 1.33],
    [0.67, 1.5, 1.78, 1.5, 0.8],
    [1.5, 1.33, 1.5, 0.67, 1.5],
  ];
  return (
    <div className={styles.skeleton} role="status">
      <span className={styles.loading}>{t('grid.loading')}</span>
      {rows.map((shapes) => (
        <div key={shapes.join()} className={styles.skeletonRow} style={{ height: rowPx }}>
          {shapes.map((shape, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
            <span key={place} style={{ flexGrow: shape }} />
          ))}
        </div>
      ))}
    </div>
  );
}
