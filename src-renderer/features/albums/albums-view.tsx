/** Every album as a card; what to do when there is none yet. */
import { FolderInput, FolderSearch, Images, Plus } from 'lucide-react';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore, useOwnAlbums } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { formatBytes, formatCount } from '../../ui/format';
import { usePickImport } from '../import/use-pick-import';
import { AlbumCard } from './album-card';
import styles from './albums-view.module.css';
import { useAlbumMenu } from './use-album-menu';

export function AlbumsView() {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const { status, error, load } = useAlbumsStore();
  const albums = useOwnAlbums();
  const open = useDialogsStore((state) => state.open);
  const pickImport = usePickImport();
  const menuFor = useAlbumMenu();

  if (status === 'loading') return <EmptyState level={1} role="status" title={t('common.loading')} />;
  if (error !== null) {
    return (
      <EmptyState
        level={1}
        role="alert"
        title={t('albums.loadFailed')}
        text={sentence(error)}
        actions={<Button onClick={() => void load()}>{t('common.retry')}</Button>}
        details={error.details === undefined ? null : { label: t('common.details'), text: error.details }}
      />
    );
  }
  const importButton = (
    <Button icon={<FolderInput size={15} aria-hidden />} onClick={() => void pickImport(null)}>
      {t('shell.importFolder')}
    </Button>
  );
  const newButton = (
    <Button
      tone={albums.length === 0 ? 'plain' : 'quiet'}
      icon={<Plus size={15} aria-hidden />}
      onClick={() => open({ kind: 'new-album' })}
    >
      {t('shell.newAlbum')}
    </Button>
  );
  const openButton = (
    <Button
      tone="quiet"
      icon={<FolderSearch size={15} aria-hidden />}
      onClick={() => open({ kind: 'open-bucket', connectionId: null })}
    >
      {t('connections.openBucket.menu')}
    </Button>
  );
  if (albums.length === 0) {
    return (
      <EmptyState
        level={1}
        icon={<Images size={40} strokeWidth={1.25} aria-hidden />}
        title={t('albums.emptyTitle')}
        text={t('albums.emptyText')}
        actions={
          <>
            {importButton}
            {newButton}
            {openButton}
          </>
        }
      />
    );
  }
  const totalBytes = albums.reduce((sum, album) => sum + album.totalBytes, 0);
  return (
    <div className={styles.view}>
      <header className={styles.head}>
        <h1 className={styles.title}>{t('albums.title')}</h1>
        <p className={styles.line}>
          {t('albums.countLine', { count: albums.length, formatted: formatCount(albums.length, locale) })} ·{' '}
          {formatBytes(totalBytes, locale)}
        </p>
        <div className={styles.actions}>
          {openButton}
          {newButton}
          {importButton}
        </div>
      </header>
      <div className={styles.scroll}>
        <ul className={styles.grid}>
          {albums.map((album) => (
            <AlbumCard key={album.id} album={album} entries={menuFor(album)} />
          ))}
        </ul>
      </div>
    </div>
  );
}
