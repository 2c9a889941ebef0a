/** Settings of pictures on this computer: how much previews may take, how much they take, and which albums are kept. */
import { X } from 'lucide-react';
import { useEffect } from 'react';
import type { KeptAlbum } from '../../../src-shared/domain/cache';
import type { Settings } from '../../../src-shared/ipc-contract';
import { asAppError } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useCacheStore } from '../../stores/cache-store';
import { IconButton } from '../../ui/button';
import { formatBytes, formatCount } from '../../ui/format';
import { Section } from '../../ui/page';
import { Select } from '../../ui/select';
import { say } from '../../ui/toast';
import styles from './settings-view.module.css';

const GB = 1_000_000_000;
/** Bounds to choose from, in bytes. */
const bounds = [1, 2, 5, 8, 20, 50, 100, 200].map((gigabytes) => gigabytes * GB);

export function CacheSettings({
  settings,
  change,
}: {
  settings: Settings;
  change: (part: Partial<Settings>) => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { usage, kept, count } = useCacheStore();
  const limit = settings.previewCacheBytes;
  useEffect(() => {
    void count().catch(() => undefined);
  }, [count]);
  const choices = bounds.includes(limit) ? bounds : [...bounds, limit].sort((a, b) => a - b);
  const rows: Array<[name: string, bytes: number]> =
    usage === null
      ? []
      : [
          [t('cache.thumbs'), usage.thumbBytes],
          [t('cache.previews'), usage.previewBytes - usage.keptBytes],
          [t('cache.keptBytes'), usage.keptBytes],
        ];
  return (
    <Section title={t('cache.title')}>
      <div className={styles.pair}>
        <Select
          label={t('cache.limit')}
          hint={t('cache.limitHint')}
          value={String(limit)}
          onValueChange={(value) => change({ previewCacheBytes: Number(value) })}
          options={choices.map((bytes) => ({ value: String(bytes), label: formatBytes(bytes, locale) }))}
        />
      </div>
      <dl className={styles.facts}>
        {usage === null && (
          <div className={styles.fact}>
            <dt>{t('cache.counting')}</dt>
          </div>
        )}
        {rows.map(([name, bytes]) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd className="tabular">{formatBytes(bytes, locale)}</dd>
          </div>
        ))}
        {[...kept.values()].map((album) => (
          <KeptRow key={album.albumId} kept={album} />
        ))}
      </dl>
      {kept.size === 0 && <p className={styles.quiet}>{t('cache.noneKept')}</p>}
    </Section>
  );
}

function KeptRow({ kept }: { kept: KeptAlbum }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const album = useAlbum(kept.albumId);
  const words = useKeptWords();
  const keep = useKeepAlbum();
  if (album === null) return null;
  return (
    <div className={styles.fact}>
      <dt>{t('cache.keptAlbum', { title: album.title })}</dt>
      <dd className={styles.path}>
        <span role="status" className="tabular">
          {words(kept, locale)}
        </span>
        <IconButton
          size="small"
          label={t('cache.dontKeep', { title: album.title })}
          icon={<X size={14} aria-hidden />}
          onClick={() => void keep(kept.albumId, false)}
        />
      </dd>
    </div>
  );
}

function useKeptWords(): (kept: KeptAlbum, locale: string) => string {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return ({ photoCount, readyCount, error }, locale) => {
    const counted = { n: formatCount(readyCount, locale), total: formatCount(photoCount, locale) };
    const words = readyCount < photoCount ? t('cache.ready', counted) : t('cache.allReady', counted);
    return error === null ? words : `${words} ${sentence(asAppError(error))}`;
  };
}

/** Keeps the previews of an album, or no longer. */
export function useKeepAlbum(): (albumId: KeptAlbum['albumId'], keep: boolean) => Promise<void> {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return async (albumId, keep) => {
    try {
      await useCacheStore.getState().keep(albumId, keep);
      say({ title: t(keep ? 'cache.keeps' : 'cache.keepsNot'), ...(keep && { text: t('cache.keepsText') }) });
    } catch (error) {
      say({ title: t('cache.keepFailed'), text: sentence(asAppError(error)), error: true });
    }
  };
}
