/** Photos that are there twice: what to look for, the search, the chooser group after group, and what came of it. */
import { Copy, CopyCheck, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { TwinKind } from '../../../src-shared/domain/duplicates';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import type { AlbumId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useOwnAlbums } from '../../stores/albums-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useUndoStore } from '../../stores/undo-store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { formatBytes, formatCount } from '../../ui/format';
import { Select } from '../../ui/select';
import styles from './duplicates.module.css';
import { useDuplicatesStore } from './duplicates-store';
import { TwinChooser } from './twin-chooser';

export function DuplicatesView() {
  return (
    <section className={styles.view}>
      <Head />
      <Body />
    </section>
  );
}

function Head() {
  const { t } = useTranslation();
  const locale = useLocale();
  const albums = useOwnAlbums();
  const { scope, kind, status, found, choose, look } = useDuplicatesStore();
  const counted = (count: number) => ({ count, n: formatCount(count, locale) });
  const where = scope.kind === 'album' ? scope.albumId : 'everything';
  const scopeOf = (value: string): PhotoScope =>
    value === 'everything' ? { kind: 'everything' } : { kind: 'album', albumId: value as AlbumId };
  return (
    <header className={styles.head}>
      <div className={styles.title}>
        <h1>{t('duplicates.title')}</h1>
        {found !== null && found.groups.length > 0 && (
          <p className="tabular">
            <span>{t('duplicates.facts', counted(found.groups.length))}</span>
            <span>{t('duplicates.photos', counted(found.photoCount))}</span>
            <span>{t('duplicates.wouldFree', { size: formatBytes(found.freedBytes, locale) })}</span>
          </p>
        )}
      </div>
      <Select
        label={t('duplicates.where')}
        labelHidden
        value={where}
        onValueChange={(value) => choose(scopeOf(value), kind)}
        options={[
          { value: 'everything', label: t('duplicates.everywhere') },
          ...albums.map((album) => ({ value: album.id as string, label: album.title })),
        ]}
      />
      <Select<TwinKind>
        label={t('duplicates.kind')}
        labelHidden
        value={kind}
        onValueChange={(value) => choose(scope, value)}
        options={[
          { value: 'same', label: t('duplicates.kindSame') },
          { value: 'similar', label: t('duplicates.kindSimilar') },
        ]}
      />
      <Button
        tone={status === 'none' ? 'main' : 'plain'}
        disabled={status === 'looking'}
        focusableWhenDisabled
        onClick={() => void look()}
      >
        {t(status === 'ready' ? 'duplicates.again' : 'duplicates.look')}
      </Button>
    </header>
  );
}

function Body(): ReactNode {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { kind, status, error, found, place, cancel } = useDuplicatesStore();
  if (status === 'looking')
    return (
      <EmptyState
        role="status"
        icon={<Copy size={32} strokeWidth={1.5} aria-hidden />}
        title={t('duplicates.looking')}
        actions={<Button onClick={() => void cancel()}>{t('duplicates.cancel')}</Button>}
      />
    );
  if (status === 'failed')
    return (
      <EmptyState
        role="alert"
        icon={<TriangleAlert size={32} strokeWidth={1.5} aria-hidden />}
        title={t('duplicates.failed')}
        text={error ? sentence(error) : undefined}
      />
    );
  if (found === null)
    return (
      <EmptyState
        icon={<Copy size={32} strokeWidth={1.5} aria-hidden />}
        title={t('duplicates.introTitle')}
        text={t('duplicates.introText')}
      />
    );
  if (found.groups.length === 0)
    return (
      <EmptyState
        role="status"
        icon={<CopyCheck size={32} strokeWidth={1.5} aria-hidden />}
        title={t('duplicates.noneTitle')}
        text={t(kind === 'same' ? 'duplicates.noneSame' : 'duplicates.noneSimilar')}
      />
    );
  const group = found.groups[place];
  if (group === undefined) return <Done />;
  return <TwinChooser key={place} group={group} place={place} total={found.groups.length} />;
}

/** Most ids one `assets.get` takes (ipc-contract). */
const idsPerCall = 1000;

/** What lies in the trash of all groups now, with its bytes. */
function useThrown(): { count: number; bytes: number } {
  const found = useDuplicatesStore((state) => state.found);
  const back = useUndoStore((state) => state.back);
  const [thrown, setThrown] = useState({ count: 0, bytes: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: every act and its undo may concern these photos
  useEffect(() => {
    let over = false;
    const sum = async (): Promise<void> => {
      const ids = (found?.groups ?? []).flatMap((group) => [...group.ids, ...group.along.flat()]);
      const next = { count: 0, bytes: 0 };
      for (let from = 0; from < ids.length; from += idsPerCall) {
        const assets = await call('assets.get', { ids: ids.slice(from, from + idsPerCall) }).catch(() => []);
        for (const asset of assets)
          if (asset.trashedAtMs !== null) {
            next.count += 1;
            next.bytes += asset.sizeBytes;
          }
      }
      if (!over) setThrown(next);
    };
    void sum();
    return () => {
      over = true;
    };
  }, [found, back]);
  return thrown;
}

function Done() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { found, go } = useDuplicatesStore();
  const openPhotos = useNavigationStore((state) => state.openPhotos);
  const { count, bytes } = useThrown();
  const groups = found?.groups.length ?? 0;
  return (
    <EmptyState
      role="status"
      icon={<CopyCheck size={32} strokeWidth={1.5} aria-hidden />}
      title={t('duplicates.doneTitle', { count: groups, n: formatCount(groups, locale) })}
      text={
        count === 0
          ? t('duplicates.doneNothing')
          : t('duplicates.doneText', {
              count,
              n: formatCount(count, locale),
              size: formatBytes(bytes, locale),
            })
      }
      actions={
        <>
          <Button onClick={() => go(0)}>{t('duplicates.fromStart')}</Button>
          {count > 0 && (
            <Button tone="main" onClick={() => openPhotos({ kind: 'trash' })}>
              {t('duplicates.showTrash')}
            </Button>
          )}
        </>
      }
    />
  );
}
