/** A quiet line over the album while its bucket is listed, and what stood in the way when it stopped. */
import { X } from 'lucide-react';
import { useEffect } from 'react';
import type { AlbumId } from '../../../src-shared/units';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useListing, useListingsStore } from '../../stores/listings-store';
import { Button, IconButton } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { ProgressBar } from '../../ui/progress-bar';
import styles from './listing-line.module.css';
import { useRefreshAlbum } from './use-refresh-album';

/** Long enough to read what came of it. */
const DONE_MS = 5000;

export function ListingLine({ albumId }: { albumId: AlbumId }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const listing = useListing(albumId);
  const album = useAlbum(albumId);
  const putAway = useListingsStore((state) => state.putAway);
  const refresh = useRefreshAlbum();
  const done = listing?.state === 'done';
  useEffect(() => {
    if (!done) return;
    const timer = window.setTimeout(() => putAway(albumId), DONE_MS);
    return () => window.clearTimeout(timer);
  }, [done, albumId, putAway]);
  if (listing === null || album === null) return null;

  if (listing.state === 'failed') {
    return (
      <div className={styles.line} role="alert">
        <p className={styles.words}>
          {t('connections.listing.failed')}. {listing.error !== null && sentence(listing.error)}
        </p>
        <Button onClick={() => void refresh(album)}>{t('connections.listing.again')}</Button>
        <IconButton
          label={t('common.close')}
          size="small"
          tooltip={false}
          icon={<X size={14} aria-hidden />}
          onClick={() => putAway(albumId)}
        />
      </div>
    );
  }
  const count = (number: number): string => formatCount(number, locale);
  const { addedAssets, removedAssets } = listing;
  const found = album.assetCount;
  const words = !done
    ? found === 0
      ? t('connections.listing.start')
      : t('connections.listing.listing', { count: found, formatted: count(found) })
    : addedAssets === 0 && removedAssets === 0
      ? t('connections.listing.same', { title: album.title })
      : t('connections.listing.done', {
          title: album.title,
          added: count(addedAssets),
          removed: count(removedAssets),
        });
  return (
    <div className={styles.line}>
      {!done && <ProgressBar className={styles.bar} label={t('connections.listing.start')} share={null} />}
      <p className={`${styles.words} tabular`} role="status">
        {words}
      </p>
    </div>
  );
}
