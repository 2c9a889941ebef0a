/** One album in the overview: its cover, what it holds, and how it is. */
import { Ellipsis, ImageIcon } from 'lucide-react';
import { useState } from 'react';
import type { Album } from '../../../src-shared/domain/album';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatCount, formatDateRange } from '../../ui/format';
import { ContextMenu, Menu, type MenuEntry } from '../../ui/menu';
import { ProgressBar } from '../../ui/progress-bar';
import { useConnectionName } from '../connections/connection-words';
import styles from './album-card.module.css';
import { StateDot, useAlbumStateWords } from './album-state';
import { CopiesButton } from './copies';

function Cover({ album }: { album: Album }) {
  const url =
    album.coverAssetId === null || album.coverThumbRevision === 0
      ? null
      : mediaUrl.thumb(album.coverAssetId, album.coverThumbRevision);
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  if (url === null || url === brokenUrl) {
    return (
      <div className={styles.none}>
        <ImageIcon size={28} strokeWidth={1.25} aria-hidden />
      </div>
    );
  }
  return (
    <img
      src={url}
      alt=""
      decoding="async"
      loading="lazy"
      draggable={false}
      onError={() => setBrokenUrl(url)}
    />
  );
}

export function AlbumCard({ album, entries }: { album: Album; entries: MenuEntry[] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const openAlbum = useNavigationStore((state) => state.openAlbum);
  const connectionName = useConnectionName()(album.connectionId, album.connectionName);
  const stateWords = useAlbumStateWords()(album);
  const count = t('common.photos', {
    count: album.assetCount,
    formatted: formatCount(album.assetCount, locale),
  });
  const dates =
    album.firstAtMs === null || album.lastAtMs === null
      ? null
      : formatDateRange(album.firstAtMs, album.lastAtMs, locale, 'UTC');
  return (
    <ContextMenu entries={entries}>
      <li className={styles.card}>
        <div className={styles.cover}>
          <Cover album={album} />
          {album.state === 'importing' && (
            <ProgressBar
              className={styles.progress}
              label={stateWords}
              share={album.assetCount === 0 ? null : album.storedCount / album.assetCount}
            />
          )}
        </div>
        <div className={styles.words}>
          <button
            type="button"
            className={styles.open}
            title={album.title}
            onClick={() => openAlbum(album.id)}
          >
            {album.title}
          </button>
          <span className={styles.meta}>
            {album.assetCount === 0
              ? t('albums.onConnection', { name: connectionName })
              : `${count} · ${formatBytes(album.totalBytes, locale)}`}
          </span>
          {dates !== null && <span className={styles.meta}>{dates}</span>}
          <span className={classNames(styles.state, album.state === 'attention' && styles.attention)}>
            <StateDot state={album.state} words="" />
            <span>{stateWords}</span>
          </span>
          <CopiesButton album={album} />
        </div>
        <div className={styles.more}>
          <Menu
            align="end"
            entries={entries}
            trigger={
              <IconButton
                label={t('albums.menu.label', { title: album.title })}
                icon={<Ellipsis size={16} aria-hidden />}
              />
            }
          />
        </div>
      </li>
    </ContextMenu>
  );
}
