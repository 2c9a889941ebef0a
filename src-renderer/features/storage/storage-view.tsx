/** The storage browser: an account's buckets, a bucket's folders and objects, as they really are. */
import { ChevronRight, CornerLeftUp, RefreshCw } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { type StoragePlace, useNavigationStore } from '../../stores/navigation-store';
import { IconButton } from '../../ui/button';
import { useConnectionName } from '../connections/connection-words';
import { BucketList } from './bucket-list';
import { FolderList } from './folder-list';
import styles from './storage-view.module.css';

/** Each level above and including this one, the account first. */
function levelsOf(place: StoragePlace, account: string): Array<{ name: string; place: StoragePlace }> {
  const { connectionId, bucket } = place;
  const levels = [{ name: account, place: { connectionId, bucket: null, prefix: '' } as StoragePlace }];
  if (bucket === null) return levels;
  levels.push({ name: bucket, place: { connectionId, bucket, prefix: '' } });
  let prefix = '';
  for (const folder of place.prefix.split('/').slice(0, -1)) {
    prefix += `${folder}/`;
    levels.push({ name: folder === '' ? '/' : folder, place: { connectionId, bucket, prefix } });
  }
  return levels;
}

export function StorageView({ place }: { place: StoragePlace }) {
  const { t } = useTranslation();
  const { browse, go } = useNavigationStore();
  const name = useConnectionName()(place.connectionId, '');
  const known = useConnectionsStore((state) =>
    state.connections.some((one) => one.id === place.connectionId),
  );
  const [round, setRound] = useState(0);
  /** The place one came up from: its row takes the focus. */
  const [left, setLeft] = useState<string | null>(null);
  const levels = levelsOf(place, name);
  const above = levels.at(-2)?.place;

  const goTo = (to: StoragePlace): void => {
    // The level just below `to`, on the way to where one is.
    const below = levels[levels.findIndex((level) => level.place === to) + 1]?.place;
    setLeft(below === undefined ? null : below.prefix || below.bucket);
    browse(to);
  };
  const goUp = (): void => (above ? goTo(above) : go('connections'));
  const onKeyDown = (event: KeyboardEvent): void => {
    // A dialog over the view sends its keys here as well: they are not meant for it.
    if (event.defaultPrevented || !event.currentTarget.contains(event.target as Node)) return;
    const typing = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox';
    const up = (event.key === 'Backspace' && !typing) || (event.altKey && event.key === 'ArrowUp');
    if (!up) return;
    event.preventDefault();
    goUp();
  };
  if (!known) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole view, each with a button too
    <div className={styles.view} onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <IconButton
          label={t('browser.up')}
          keys="Backspace"
          icon={<CornerLeftUp size={16} aria-hidden />}
          onClick={goUp}
        />
        <h1 className={styles.hidden}>{t('browser.title', { name })}</h1>
        <nav aria-label={t('browser.place')} className={styles.path}>
          <ol>
            {levels.map((level, index): ReactNode => {
              const last = index === levels.length - 1;
              return (
                <li key={`${level.place.bucket}/${level.place.prefix}`}>
                  {index > 0 && <ChevronRight size={14} aria-hidden />}
                  <button
                    type="button"
                    className={styles.level}
                    aria-current={last ? 'location' : undefined}
                    disabled={last}
                    onClick={() => goTo(level.place)}
                  >
                    {level.name}
                  </button>
                </li>
              );
            })}
          </ol>
        </nav>
        <IconButton
          label={t('browser.reload')}
          icon={<RefreshCw size={15} aria-hidden />}
          onClick={() => setRound(round + 1)}
        />
      </header>
      {place.bucket === null ? (
        <BucketList key={`${place.connectionId} ${round}`} connectionId={place.connectionId} left={left} />
      ) : (
        <FolderList
          key={`${place.connectionId} ${place.bucket}/${place.prefix} ${round}`}
          connectionId={place.connectionId}
          bucket={place.bucket}
          prefix={place.prefix}
          left={left}
        />
      )}
    </div>
  );
}
