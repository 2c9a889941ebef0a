/** An album's state as a dot and as words. */
import type { Album, AlbumState } from '../../../src-shared/domain/album';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useListingsStore } from '../../stores/listings-store';
import { classNames } from '../../ui/class-names';
import { formatCount, formatPercent } from '../../ui/format';
import styles from './album-state.module.css';

export function StateDot({ state, words }: { state: AlbumState; words: string }) {
  return (
    <>
      <span className={classNames(styles.dot, state !== 'empty' && styles[state])} aria-hidden />
      <span className="visuallyHidden">{words}</span>
    </>
  );
}

/** `Stored`, `Importing, 31%`, `3 need attention`. */
export function useAlbumStateWords(): (album: Album) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  const listings = useListingsStore((state) => state.listings);
  return (album) => {
    if (listings[album.id]?.state === 'listing') return t('connections.listing.start');
    if (album.state === 'attention') {
      const count = Math.max(1, album.failedCount);
      return t('albums.state.attention', { count, formatted: formatCount(count, locale) });
    }
    if (album.state === 'importing' && album.assetCount > 0) {
      return t('albums.importingShare', {
        percent: formatPercent(album.storedCount / album.assetCount, locale),
      });
    }
    return t(`albums.state.${album.state}`);
  };
}
