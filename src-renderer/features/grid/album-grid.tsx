/** One album: its head and its photos, in every state from loading to full. */
import { ImagePlus, Images, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import type { Album } from '../../../src-shared/domain/album';
import type { AlbumId } from '../../../src-shared/units';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useAssetsStore } from '../../stores/assets-store';
import { useListing } from '../../stores/listings-store';
import { useMarksStore } from '../../stores/marks-store';
import { useSettingsStore } from '../../stores/settings-store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import styles from './album-grid.module.css';
import { AlbumHeader, importInto, resizePhotos } from './album-header';
import { useGridViewStore } from './grid-view-store';
import { PhotoField } from './photo-field';
import { useShownColumns } from './use-shown-columns';

export function AlbumGrid({ albumId }: { albumId: AlbumId }) {
  const album = useAlbum(albumId);
  const open = useAssetsStore((state) => state.open);

  useEffect(() => {
    useMarksStore.getState().clear();
    void open(albumId);
  }, [albumId, open]);

  return (
    <section className={styles.album}>
      {album && <AlbumHeader album={album} />}
      <Body albumId={albumId} album={album} />
    </section>
  );
}

function Body({ albumId, album }: { albumId: AlbumId; album: Album | null }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const status = useAssetsStore((state) => (state.albumId === albumId ? state.status : 'loading'));
  const error = useAssetsStore((state) => state.error);
  const reload = useAssetsStore((state) => state.reload);
  const thumbSizePx = useSettingsStore((state) => state.settings.thumbSizePx);
  const mode = useGridViewStore((state) => state.mode);
  const shown = useShownColumns(albumId);
  const listing = useListing(albumId);

  if (status === 'failed' && shown === null) {
    return (
      <EmptyState
        role="alert"
        icon={<TriangleAlert size={32} strokeWidth={1.5} aria-hidden />}
        title={t('grid.failedTitle')}
        text={error ? sentence(error) : undefined}
        actions={<Button onClick={() => void reload()}>{t('grid.retry')}</Button>}
        details={error?.details ? { label: t('grid.details'), text: error.details } : null}
      />
    );
  }
  if (shown === null) return <Skeleton rowPx={thumbSizePx} />;
  // The head may know of photos before the grid does.
  const coming = listing?.state === 'listing' || (album?.assetCount ?? 0) > 0;
  if (shown.columns.count === 0 && coming) return <Skeleton rowPx={thumbSizePx} />;
  if (shown.columns.count === 0) {
    return (
      <EmptyState
        icon={<Images size={32} strokeWidth={1.5} aria-hidden />}
        title={t('grid.emptyTitle')}
        text={t('grid.emptyText')}
        actions={
          album && (
            <Button
              tone="main"
              size="large"
              icon={<ImagePlus size={18} aria-hidden />}
              onClick={() => void importInto(album)}
            >
              {t('grid.import')}
            </Button>
          )
        }
      />
    );
  }
  return (
    <PhotoField
      key={albumId}
      columns={shown.columns}
      layoutVersion={shown.layoutVersion}
      targetPx={thumbSizePx}
      mode={mode}
      label={t('grid.photosOf', { album: album?.title ?? '' })}
      onResize={resizePhotos}
    />
  );
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
