/** The buckets of a store, one to choose: how much each holds, and which are albums here already. */
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { StorageBucket } from '../../../src-shared/domain/storage';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore } from '../../stores/albums-store';
import { formatBytes, formatCount, formatDate } from '../../ui/format';
import { SHOWN_BUCKETS } from './bucket-rules';
import styles from './open-bucket.module.css';

/** As Enter in a field of the form does. */
const openChosen = (row: HTMLElement): void => row.closest('form')?.requestSubmit();

export function BucketList({
  shown,
  none,
  chosen,
  onChoose,
}: {
  shown: readonly StorageBucket[];
  /** The store has none at all. */
  none: boolean;
  chosen: string | null;
  onChoose: (name: string) => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (shown.length === 0) {
    return (
      <p className={styles.quiet} role="status">
        {t(none ? 'connections.openBucket.noneAtAll' : 'connections.openBucket.noneMatch')}
      </p>
    );
  }
  const more = shown.length - SHOWN_BUCKETS;
  return (
    <>
      <RadioGroup
        className={styles.list}
        aria-label={t('connections.openBucket.list')}
        value={chosen ?? ''}
        onValueChange={(name) => onChoose(name as string)}
      >
        {shown.slice(0, SHOWN_BUCKETS).map((bucket) => (
          <Radio.Root
            key={bucket.name}
            value={bucket.name}
            className={styles.bucket}
            onDoubleClick={(event) => openChosen(event.currentTarget)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && bucket.name === chosen) openChosen(event.currentTarget);
            }}
          >
            <span className={styles.name}>{bucket.name}</span>
            <Facts bucket={bucket} />
          </Radio.Root>
        ))}
      </RadioGroup>
      {more > 0 && (
        <p className={styles.quiet}>
          {t('connections.openBucket.more', { count: more, formatted: formatCount(more, locale) })}
        </p>
      )}
    </>
  );
}

function Facts({ bucket }: { bucket: StorageBucket }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const albums = useAlbumsStore((state) => state.albums);
  const own = albums.filter((album) => bucket.albumIds.includes(album.id));
  const [first] = own;
  const counted = (count: number) => ({ count, formatted: formatCount(count, locale) });
  const facts = [
    ...(first === undefined
      ? []
      : [
          own.length === 1
            ? t('connections.openBucket.isAlbum', { title: first.title })
            : t('connections.openBucket.isAlbums', counted(own.length)),
        ]),
    ...(bucket.objectCount === null
      ? []
      : [t('connections.openBucket.objects', counted(bucket.objectCount))]),
    ...(bucket.totalBytes === null ? [] : [formatBytes(bucket.totalBytes, locale)]),
    ...(bucket.objectCount === null && bucket.createdAtMs !== null
      ? [formatDate(bucket.createdAtMs, locale)]
      : []),
  ];
  return <span className={styles.facts}>{facts.join(' · ')}</span>;
}
