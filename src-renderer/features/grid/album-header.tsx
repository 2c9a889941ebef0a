/** The head of an album: what it is, how much, where it stands, and what can be done with all of it. */
import { ImagePlus, Lock, RotateCw, Send, ShieldCheck } from 'lucide-react';
import type { Album } from '../../../src-shared/domain/album';
import { mayChange } from '../../../src-shared/domain/album-access';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { desktop } from '../../bridge/client';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useImportRequestStore } from '../../stores/import-request-store';
import { Button } from '../../ui/button';
import { formatBytes, formatCount, formatDateRange } from '../../ui/format';
import { CopiesButton } from '../albums/copies';
import { useRefreshAlbum } from '../albums/use-refresh-album';
import { LockBadge } from '../groups/lock-badge';
import { useShareActs } from '../shares/use-share-acts';
import { DownloadAlbum, useSeveralMarked } from './download-album';
import { PhotosHead } from './photos-head';
import styles from './photos-head.module.css';

export async function importInto(album: Album): Promise<void> {
  useImportRequestStore.getState().ask(await desktop().pickPaths(), album.id);
}

export function AlbumHeader({ album, scope }: { album: Album; scope: PhotoScope }) {
  const { t } = useTranslation();
  const refresh = useRefreshAlbum();
  const open = useDialogsStore((state) => state.open);
  const shareActs = useShareActs();
  const severalMarked = useSeveralMarked();

  return (
    <PhotosHead
      scope={scope}
      title={album.title}
      facts={<Facts album={album} />}
      actions={
        <>
          <Button
            icon={<ImagePlus size={16} aria-hidden />}
            title={t('grid.importHint')}
            disabled={!mayChange(album.access)}
            focusableWhenDisabled
            onClick={() => void importInto(album)}
          >
            {t('grid.import')}
          </Button>
          {!severalMarked && (
            <Button
              icon={<Send size={16} aria-hidden />}
              disabled={album.assetCount === 0}
              focusableWhenDisabled
              onClick={() => void shareActs.compose({ albumId: album.id })}
            >
              {t('shares.menu')}
            </Button>
          )}
          <DownloadAlbum album={album} />
        </>
      }
      moreLabel={t('grid.more')}
      more={[
        {
          id: 'access',
          label: t('groups.menu'),
          icon: <Lock size={16} aria-hidden />,
          onSelect: () => open({ kind: 'album-access', album }),
        },
        {
          id: 'receipt',
          label: t('receipts.menu'),
          icon: <ShieldCheck size={16} aria-hidden />,
          disabled: album.assetCount === 0,
          onSelect: () => open({ kind: 'receipt', albumId: album.id }),
        },
        {
          id: 'refresh',
          label: t('connections.listing.refresh'),
          icon: <RotateCw size={16} aria-hidden />,
          onSelect: () => void refresh(album),
        },
      ]}
    />
  );
}

function Facts({ album }: { album: Album }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const left = Math.max(0, album.assetCount - album.storedCount - album.failedCount);
  const counted = album.state === 'attention' ? album.failedCount : left;
  const original = useAlbum(album.copyOf);
  return (
    <>
      <LockBadge album={album} worded />
      {original !== null && <span>{t('ingest.copyOf', { title: original.title })}</span>}
      <span>{t('grid.photos', { count: album.assetCount, n: formatCount(album.assetCount, locale) })}</span>
      {album.assetCount > 0 && <span>{formatBytes(album.totalBytes, locale)}</span>}
      {album.firstAtMs !== null && album.lastAtMs !== null && (
        <span>{formatDateRange(album.firstAtMs, album.lastAtMs, locale, 'UTC')}</span>
      )}
      {album.state !== 'empty' && (
        <span className={styles.state} data-state={album.state}>
          {album.state === 'stored'
            ? t('grid.state.stored')
            : t(`grid.state.${album.state}`, { count: counted, n: formatCount(counted, locale) })}
        </span>
      )}
      <CopiesButton album={album} className={styles.copies} />
    </>
  );
}
