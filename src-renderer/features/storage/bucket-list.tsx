/** An account: how much it holds, and its buckets. */
import { Archive } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { StorageBucket } from '../../../src-shared/domain/storage';
import type { ConnectionId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore } from '../../stores/albums-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { formatBytes, formatCount, formatDate } from '../../ui/format';
import { TextField } from '../../ui/text-field';
import { WindowList } from '../../ui/window-list';
import styles from './storage-view.module.css';
import { useRowKeys } from './use-row-keys';
import { useAsked } from './use-store-listing';

export const ROW_PX = 36;

/** Of all buckets together, or null where one of them does not tell. */
const sumOf = (buckets: readonly StorageBucket[], fact: 'objectCount' | 'totalBytes'): number | null =>
  buckets.reduce<number | null>(
    (sum, bucket) => (sum === null || bucket[fact] === null ? null : sum + bucket[fact]),
    0,
  );

function Usage({ connectionId, buckets }: { connectionId: ConnectionId; buckets: readonly StorageBucket[] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const [count, setCount] = useState(false);
  const asked = useAsked(
    useCallback(() => call('storage.usage', { connectionId, count }), [connectionId, count]),
  );
  if (asked.busy) return <p className={styles.usage}>{count ? t('browser.usage.counting') : ' '}</p>;
  if (asked.error !== null) return <p className={styles.usage}>{sentence(asked.error)}</p>;
  const { quotaBytes } = asked.value ?? {};
  // Buckets count at once; some stores carry it over to the account only later.
  const bucketCount = Math.max(asked.value?.bucketCount ?? 0, buckets.length);
  const objectCount = sumOf(buckets, 'objectCount') ?? asked.value?.objectCount;
  const totalBytes = sumOf(buckets, 'totalBytes') ?? asked.value?.totalBytes;
  const size =
    totalBytes === null || totalBytes === undefined
      ? null
      : quotaBytes
        ? t('browser.usage.quota', {
            size: formatBytes(totalBytes, locale),
            quota: formatBytes(quotaBytes, locale),
          })
        : formatBytes(totalBytes, locale);
  const words = [
    t('browser.usage.buckets', { count: bucketCount, formatted: formatCount(bucketCount, locale) }),
    typeof objectCount === 'number' &&
      t('browser.usage.objects', { count: objectCount, formatted: formatCount(objectCount, locale) }),
    size,
  ].filter((word) => typeof word === 'string');
  return (
    <p className={styles.usage}>
      <span>{[...words, ...(size === null ? [t('browser.usage.unknown')] : [])].join(' · ')}</span>
      {size === null && <Button onClick={() => setCount(true)}>{t('browser.usage.count')}</Button>}
    </p>
  );
}

function BucketRow({ bucket, onOpen }: { bucket: StorageBucket; onOpen: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const albums = useAlbumsStore((state) => state.albums);
  const titles = albums.filter((album) => bucket.albumIds.includes(album.id)).map((album) => album.title);
  return (
    <div className={styles.row}>
      <span aria-hidden className={styles.icon}>
        <Archive size={15} />
      </span>
      <button type="button" className={styles.name} title={bucket.name} onClick={onOpen}>
        {bucket.name}
      </button>
      {titles.length > 0 && (
        <span className={styles.badge} title={titles.join(', ')}>
          {titles.length === 1 ? t('browser.albumBadge', { title: titles[0] }) : t('browser.album')}
        </span>
      )}
      <span className={styles.number}>
        {bucket.objectCount === null ? '' : formatCount(bucket.objectCount, locale)}
      </span>
      <span className={styles.number}>
        {bucket.totalBytes === null ? '' : formatBytes(bucket.totalBytes, locale)}
      </span>
      <span className={styles.time}>
        {bucket.createdAtMs === null ? '' : formatDate(bucket.createdAtMs, locale)}
      </span>
    </div>
  );
}

/** A bucket that the listing does not show may still be opened by its name. */
function OpenByName({ onOpen }: { onOpen: (bucket: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  return (
    <form
      className={styles.byName}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') onOpen(name.trim());
      }}
    >
      <TextField
        label={t('browser.typed')}
        hint={t('browser.typedHint')}
        value={name}
        spellCheck={false}
        autoComplete="off"
        onValueChange={setName}
        action={
          <Button type="submit" disabled={name.trim() === ''} focusableWhenDisabled>
            {t('browser.openIt')}
          </Button>
        }
      />
    </form>
  );
}

export function BucketList({ connectionId, left }: { connectionId: ConnectionId; left: string | null }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const browse = useNavigationStore((state) => state.browse);
  const [filter, setFilter] = useState('');
  const asked = useAsked(useCallback(() => call('storage.buckets', { connectionId }), [connectionId]));
  const open = (bucket: string): void => browse({ connectionId, bucket, prefix: '' });

  const buckets = asked.value ?? [];
  const wanted = filter.trim().toLowerCase();
  const shown = buckets.filter((bucket) => bucket.name.toLowerCase().includes(wanted));
  const keys = useRowKeys({
    count: shown.length,
    rowPx: ROW_PX,
    start: left === null ? 0 : shown.findIndex((bucket) => bucket.name === left),
  });

  if (asked.busy) return <EmptyState role="status" title={t('browser.loading')} />;
  if (asked.error !== null) {
    return (
      <div className={styles.account}>
        <EmptyState
          role="alert"
          title={t('browser.failed')}
          text={sentence(asked.error)}
          actions={<Button onClick={asked.reload}>{t('common.retry')}</Button>}
        />
        <OpenByName onOpen={open} />
      </div>
    );
  }
  return (
    <div className={styles.account}>
      <div className={styles.bar}>
        <Usage connectionId={connectionId} buckets={buckets} />
        {buckets.length > 7 && (
          <TextField
            label={t('browser.filter')}
            labelHidden
            placeholder={t('browser.filter')}
            value={filter}
            onValueChange={setFilter}
          />
        )}
      </div>
      {shown.length === 0 ? (
        <EmptyState
          title={buckets.length === 0 ? t('browser.noBuckets') : t('browser.noMatch')}
          {...(buckets.length === 0 && { text: t('browser.noBucketsText') })}
        />
      ) : (
        <>
          <div className={styles.columns} aria-hidden>
            <span className={styles.icon} />
            <span className={styles.grow}>{t('browser.columns.name')}</span>
            <span className={styles.number}>{t('browser.columns.objects')}</span>
            <span className={styles.number}>{t('browser.columns.size')}</span>
            <span className={styles.time}>{t('browser.columns.created')}</span>
          </div>
          <div className={styles.list} {...keys}>
            <WindowList
              count={shown.length}
              rowPx={ROW_PX}
              label={t('browser.facts.bucket')}
              keyOf={(index) => shown[index]?.name ?? index}
              renderRow={(index) => {
                const bucket = shown[index];
                return bucket && <BucketRow bucket={bucket} onOpen={() => open(bucket.name)} />;
              }}
            />
          </div>
        </>
      )}
      <OpenByName onOpen={open} />
    </div>
  );
}
