/** Where else an album is kept: one line beside the album, and the list of its copies, each with its state and its receipt. */
import { useEffect } from 'react';
import type { Album, AlbumState } from '../../../src-shared/domain/album';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum, useCopies } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { Dialog } from '../../ui/dialog';
import { formatBytes, formatCount } from '../../ui/format';
import { useConnectionName } from '../connections/connection-words';
import { StateDot, useAlbumStateWords } from './album-state';
import styles from './copies.module.css';
import { worstState } from './copy-rules';

/** `+ 2 copies, all stored`; nothing where there are none. */
export function CopiesButton({ album, className }: { album: Album; className?: string | undefined }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const copies = useCopies(album.id);
  const open = useDialogsStore((state) => state.open);
  const worst = worstState(copies.map((copy) => copy.state));
  if (worst === null) return null;
  const count = copies.length;
  const more = t('ingest.albumCopies.more', { count, n: formatCount(count, locale) });
  return (
    <button
      type="button"
      className={classNames(styles.button, worst === 'attention' && styles.attention, className)}
      onClick={() => open({ kind: 'copies', album })}
    >
      {more}, {t(`ingest.albumCopies.state.${worst}`)}
    </button>
  );
}

export function CopiesDialog({ album, onClose }: { album: Album; onClose: () => void }) {
  const { t } = useTranslation();
  const copies = useCopies(album.id);
  const now = useAlbum(album.id);
  useEffect(() => {
    if (copies.length === 0) onClose();
  }, [copies.length, onClose]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('ingest.albumCopies.title', { title: (now ?? album).title })}
      description={t('ingest.albumCopies.text')}
      closeLabel={t('common.close')}
      footer={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      <ul className={styles.list}>
        {now !== null && <Place album={now} first onLeave={onClose} />}
        {copies.map((copy) => (
          <Place key={copy.id} album={copy} first={false} onLeave={onClose} />
        ))}
      </ul>
    </Dialog>
  );
}

function Place({ album, first, onLeave }: { album: Album; first: boolean; onLeave: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const stateWords = useAlbumStateWords();
  const connectionName = useConnectionName();
  const open = useDialogsStore((state) => state.open);
  const openAlbum = useNavigationStore((state) => state.openAlbum);
  const name = connectionName(album.connectionId, album.connectionName);
  const state: AlbumState = album.state;
  return (
    <li className={styles.place}>
      <div className={styles.words}>
        <p className={styles.name} title={`${name}: ${album.bucket}/${album.prefix}`}>
          {name}
        </p>
        <p className={styles.quiet}>{first ? t('ingest.albumCopies.first') : album.bucket}</p>
        <p className={classNames(styles.quiet, styles.state, 'tabular')}>
          <StateDot state={state} words="" />
          {[
            stateWords(album),
            t('common.photos', { count: album.assetCount, formatted: formatCount(album.assetCount, locale) }),
            formatBytes(album.totalBytes, locale),
          ].join(' · ')}
        </p>
      </div>
      <Button
        aria-label={t('ingest.albumCopies.receiptOf', { place: name })}
        onClick={() => open({ kind: 'receipt', albumId: album.id })}
      >
        {t('ingest.albumCopies.receipt')}
      </Button>
      <Button
        tone="quiet"
        aria-label={t('ingest.albumCopies.openOf', { place: name })}
        onClick={() => {
          onLeave();
          openAlbum(album.id);
        }}
      >
        {t('ingest.albumCopies.open')}
      </Button>
    </li>
  );
}
