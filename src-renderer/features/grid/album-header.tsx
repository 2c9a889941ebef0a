/** The head of an album: what it is, how much, where it stands, and what can be done with all of it. */
import {
  Download,
  Ellipsis,
  Grid2x2,
  ImagePlus,
  Info,
  ListChecks,
  RotateCw,
  ShieldCheck,
} from 'lucide-react';
import type { Album } from '../../../src-shared/domain/album';
import { desktop } from '../../bridge/client';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useAssetsStore } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useImportRequestStore } from '../../stores/import-request-store';
import { useMarksStore } from '../../stores/marks-store';
import { useSettingsStore } from '../../stores/settings-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatCount, formatDateRange } from '../../ui/format';
import { Menu } from '../../ui/menu';
import { CopiesButton } from '../albums/copies';
import { useRefreshAlbum } from '../albums/use-refresh-album';
import styles from './album-header.module.css';
import { useGridViewStore } from './grid-view-store';
import { MarkedBar } from './marked-acts';

/** Bounds of settings.thumbSizePx (ipc-contract). */
const smallestPx = 96;
const largestPx = 480;

export async function importInto(album: Album): Promise<void> {
  useImportRequestStore.getState().ask(await desktop().pickPaths(), album.id);
}

/** One step larger or smaller; a refused setting is shown as it was. */
export function resizePhotos(direction: 1 | -1): void {
  const { settings, change } = useSettingsStore.getState();
  const thumbSizePx = Math.max(smallestPx, Math.min(largestPx, settings.thumbSizePx + direction * 32));
  void change({ thumbSizePx }).catch(() => undefined);
}

export function markAll(): void {
  const { columns } = useAssetsStore.getState();
  const first = columns?.ids[0];
  if (columns && first !== undefined)
    useMarksStore.getState().range(columns.ids as Iterable<number> as Iterable<never>, first as never);
}

export function AlbumHeader({ album }: { album: Album }) {
  const { t } = useTranslation();
  const refresh = useRefreshAlbum();
  const { mode, setMode } = useGridViewStore();
  const open = useDialogsStore((state) => state.open);
  // Then the download meant is theirs, and one button for it is enough.
  const severalMarked = useMarksStore((state) => state.ids.size > 1);

  return (
    <header className={styles.header}>
      <div className={styles.words}>
        <h1 className={styles.title} title={album.title}>
          {album.title}
        </h1>
        <p className={classNames(styles.facts, 'tabular')}>
          <Facts album={album} />
        </p>
      </div>
      <MarkedBar />
      <div className={styles.tools}>
        <SizeSlider />
        <Button
          icon={<ImagePlus size={16} aria-hidden />}
          title={t('grid.importHint')}
          onClick={() => void importInto(album)}
        >
          {t('grid.import')}
        </Button>
        {!severalMarked && (
          <Button
            icon={<Download size={16} aria-hidden />}
            disabled={album.storedCount === 0}
            focusableWhenDisabled
            onClick={() => open({ kind: 'download', albumId: album.id })}
          >
            {t('downloads.menu')}
          </Button>
        )}
        <Menu
          align="end"
          trigger={<IconButton label={t('grid.more')} icon={<Ellipsis size={16} aria-hidden />} />}
          entries={[
            {
              id: 'squares',
              label: t('grid.squares'),
              icon: <Grid2x2 size={16} aria-hidden />,
              checked: mode === 'square',
              onSelect: () => setMode(mode === 'square' ? 'justified' : 'square'),
            },
            {
              id: 'all',
              label: t('grid.selectAll'),
              icon: <ListChecks size={16} aria-hidden />,
              keys: 'Mod+A',
              onSelect: markAll,
            },
            {
              id: 'info',
              label: t('keys.toggleInfo'),
              icon: <Info size={16} aria-hidden />,
              keys: 'I',
              onSelect: () => {
                const { settings, change } = useSettingsStore.getState();
                void change({ infoOpen: !settings.infoOpen }).catch(() => undefined);
              },
            },
            { id: 'line', separator: true },
            {
              id: 'receipt',
              label: t('receipts.menu'),
              icon: <ShieldCheck size={16} aria-hidden />,
              disabled: album.assetCount === 0,
              onSelect: () => open({ kind: 'receipt', albumId: album.id }),
            },
            {
              id: 'refresh',
              label: t('connections.listing.refresh'),
              icon: <RotateCw size={16} aria-hidden />,
              onSelect: () => void refresh(album),
            },
          ]}
        />
      </div>
    </header>
  );
}

function Facts({ album }: { album: Album }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const left = Math.max(0, album.assetCount - album.storedCount - album.failedCount);
  const counted = album.state === 'attention' ? album.failedCount : left;
  const original = useAlbum(album.copyOf);
  return (
    <>
      {original !== null && <span>{t('ingest.copyOf', { title: original.title })}</span>}
      <span>{t('grid.photos', { count: album.assetCount, n: formatCount(album.assetCount, locale) })}</span>
      {album.assetCount > 0 && <span>{formatBytes(album.totalBytes, locale)}</span>}
      {album.firstAtMs !== null && album.lastAtMs !== null && (
        <span>{formatDateRange(album.firstAtMs, album.lastAtMs, locale, 'UTC')}</span>
      )}
      {album.state !== 'empty' && (
        <span className={styles.state} data-state={album.state}>
          {album.state === 'stored'
            ? t('grid.state.stored')
            : t(`grid.state.${album.state}`, { count: counted, n: formatCount(counted, locale) })}
        </span>
      )}
      <CopiesButton album={album} className={styles.copies} />
    </>
  );
}

function SizeSlider() {
  const { t } = useTranslation();
  const stored = useSettingsStore((state) => state.settings.thumbSizePx);
  const change = useSettingsStore((state) => state.change);
  return (
    <input
      type="range"
      className={styles.slider}
      aria-label={t('grid.size')}
      title={t('grid.size')}
      min={smallestPx}
      max={largestPx}
      step={8}
      value={stored}
      onChange={(event) => void change({ thumbSizePx: Number(event.target.value) }).catch(() => undefined)}
    />
  );
}
