/** One group side by side: two to four photos at once under one zoom, the best guess marked, and what happens to the others. */
import { ChevronLeft, ChevronRight, Sparkles, Trash2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { unpackCull } from '../../../src-shared/domain/cull';
import type { TwinGroup } from '../../../src-shared/domain/duplicates';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatCount, formatDateTime } from '../../ui/format';
import { Kbd } from '../../ui/kbd';
import { say } from '../../ui/toast';
import { useTrashActs } from '../trash/use-trash-acts';
import { Stage, type StageHandle } from '../viewer/stage';
import { fittedView, type View } from '../viewer/zoom';
import styles from './duplicates.module.css';
import { keptIn, othersOf, useDuplicatesStore } from './duplicates-store';
import { useGroupAssets } from './use-group-assets';

/** Side by side at once; their numbers are keys. */
const AT_ONCE = 4;

export function TwinChooser({ group, place, total }: { group: TwinGroup; place: number; total: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const acts = useTrashActs();
  const { go, toggle, keepAll } = useDuplicatesStore();
  const chosen = useDuplicatesStore((state) => state.kept.get(place));
  const albums = useAlbumsStore((state) => state.albums);
  const assets = useGroupAssets(group.ids);
  const [first, setFirst] = useState(0);
  const [view, setView] = useState<View>(fittedView);
  const stage = useRef<StageHandle | null>(null);
  const frame = useRef<HTMLElement>(null);
  const kept = keptIn(group, chosen);
  const shown = group.ids.slice(first, first + AT_ONCE);
  const going = othersOf(group, kept).filter((id) => assets?.get(id)?.trashedAtMs !== undefined || !assets);
  const counted = (count: number) => ({ count, n: formatCount(count, locale) });

  useEffect(() => frame.current?.focus(), []);
  const turn = (step: number): void => {
    const next = first + step * AT_ONCE;
    if (next >= 0 && next < group.ids.length) setFirst(next);
  };
  const trashOthers = useCallback(async (): Promise<void> => {
    if (kept.size === 0) {
      say({ title: t('duplicates.keepOne') });
      return;
    }
    await acts.move(othersOf(group, kept));
    go(place + 1);
  }, [acts, go, group, kept, place, t]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as Element | null;
      if (event.ctrlKey || event.metaKey || event.altKey || useDialogsStore.getState().dialog !== null)
        return;
      if (target?.closest('input, textarea, [role="dialog"], [role="listbox"], [role="menu"]')) return;
      const { key } = event;
      const onButton = target?.closest('button') != null;
      const number = /^[1-4]$/.test(key) ? shown[Number(key) - 1] : undefined;
      if (number !== undefined) toggle(number);
      else if (key === 'k' || key === 'K') {
        keepAll();
        go(place + 1);
      } else if (key === 'x' || key === 'X') void trashOthers();
      else if (key === 'Enter' && !onButton) go(place + (event.shiftKey ? -1 : 1));
      else if (key === 'z' || key === 'Z') stage.current?.toggleZoom();
      else if (key === 'ArrowRight' || key === 'ArrowLeft') turn(key === 'ArrowRight' ? 1 : -1);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  return (
    <section ref={frame} className={styles.chooser} tabIndex={-1} aria-label={t('duplicates.groupLabel')}>
      <div className={styles.words} role="status">
        <strong className="tabular">
          {t('duplicates.place', { n: formatCount(place + 1, locale), total: formatCount(total, locale) })}
        </strong>
        <span>{t(`duplicates.why.${group.why}`)}</span>
        {group.ids.length > AT_ONCE && (
          <span className={styles.pages}>
            <IconButton
              size="small"
              label={t('duplicates.pagePrevious')}
              keys="ArrowLeft"
              disabled={first === 0}
              icon={<ChevronLeft size={15} aria-hidden />}
              onClick={() => turn(-1)}
            />
            <span className="tabular">
              {t('duplicates.page', {
                from: first + 1,
                to: first + shown.length,
                total: formatCount(group.ids.length, locale),
              })}
            </span>
            <IconButton
              size="small"
              label={t('duplicates.pageNext')}
              keys="ArrowRight"
              disabled={first + AT_ONCE >= group.ids.length}
              icon={<ChevronRight size={15} aria-hidden />}
              onClick={() => turn(1)}
            />
          </span>
        )}
      </div>
      <div className={styles.panes} data-count={shown.length}>
        {shown.map((id, at) => {
          const asset = assets?.get(id) ?? null;
          const isKept = kept.has(id);
          const thrown = asset !== null && asset.trashedAtMs !== null;
          const along = group.along[group.ids.indexOf(id)]?.length ?? 0;
          const { widthPx, heightPx } = asset?.metadata ?? {};
          const { rating } = unpackCull(asset?.cull ?? 0);
          return (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame and a legend
            <div
              key={id}
              role="group"
              aria-label={t('duplicates.one', {
                n: at + 1,
                total: shown.length,
                name: asset?.fileName ?? '',
              })}
              className={classNames(styles.pane, isKept && styles.kept, thrown && styles.thrown)}
            >
              <Stage
                ref={at === 0 ? stage : null}
                photo={{
                  id,
                  revision: asset?.thumbRevision ?? 0,
                  hasThumb: (asset?.thumbRevision ?? 0) > 0,
                  aspect: widthPx && heightPx ? widthPx / heightPx : 1.5,
                  ownSize: widthPx && heightPx ? { widthPx, heightPx } : null,
                  name: asset?.fileName ?? '',
                }}
                view={view}
                onView={setView}
                peaking={false}
              />
              <div className={styles.foot}>
                <div className={styles.facts}>
                  <span className={styles.name} title={asset?.key}>
                    {asset === null
                      ? assets !== null && t('duplicates.gone')
                      : [asset.fileName, albums.find((album) => album.id === asset.albumId)?.title]
                          .filter(Boolean)
                          .join(' · ')}
                  </span>
                  {asset !== null && (
                    <span className={classNames(styles.small, 'tabular')}>
                      {[
                        widthPx && heightPx ? `${widthPx} × ${heightPx}` : undefined,
                        formatBytes(asset.sizeBytes, locale),
                        formatDateTime(asset.sortAtMs, locale, 'UTC'),
                        rating > 0 ? `${rating} ★` : undefined,
                        along > 0 ? t('duplicates.along', counted(along)) : undefined,
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  )}
                </div>
                {id === group.best && (
                  <span className={styles.best} title={t('duplicates.bestHint')}>
                    <Sparkles size={12} aria-hidden />
                    {t('duplicates.best')}
                  </span>
                )}
                {thrown ? (
                  <span className={styles.best}>{t('duplicates.inTrash')}</span>
                ) : (
                  <Button aria-pressed={isKept} disabled={asset === null} onClick={() => toggle(id)}>
                    {t(isKept ? 'duplicates.kept' : 'duplicates.keep')}
                    <Kbd keys={String(at + 1)} />
                  </Button>
                )}
              </div>
            </div>
          );
        })}
      </div>
      <div className={styles.bar}>
        <Button disabled={place === 0} onClick={() => go(place - 1)}>
          {t('duplicates.previous')}
          <Kbd keys="Shift+Enter" />
        </Button>
        <span className={styles.gap} />
        <Button
          onClick={() => {
            keepAll();
            go(place + 1);
          }}
        >
          {t('duplicates.keepAll')}
          <Kbd keys="K" />
        </Button>
        <Button
          tone="main"
          icon={<Trash2 size={15} aria-hidden />}
          disabled={going.length === 0}
          focusableWhenDisabled
          onClick={() => void trashOthers()}
        >
          {t('duplicates.trashOthers', counted(going.length))}
          <Kbd keys="X" />
        </Button>
        <Button onClick={() => go(place + 1)}>
          {t('duplicates.next')}
          <Kbd keys="Enter" />
        </Button>
      </div>
    </section>
  );
}
