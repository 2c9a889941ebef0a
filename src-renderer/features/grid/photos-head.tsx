/** The head of a list of photos: what it is, what can be done with all of it; below, how it is searched, ordered and shown. */
import type { ReactNode } from 'react';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { useTranslation } from '../../i18n/use-locale';
import { useSettingsStore } from '../../stores/settings-store';
import { classNames } from '../../ui/class-names';
import type { MenuEntry } from '../../ui/menu';
import { SearchLine } from '../search/search-line';
import { ListTools } from './list-tools';
import { MarkedBar } from './marked-bar';
import styles from './photos-head.module.css';
import { ViewMenu } from './view-menu';

export interface PhotosHeadProps {
  scope: PhotoScope;
  title: string;
  /** Instead of the plain title, e.g. one that can be changed where it stands. */
  heading?: ReactNode;
  /** Quiet words under the title: counts, sizes, dates. */
  facts?: ReactNode;
  /** Buttons for all of the list. */
  actions?: ReactNode;
  /** More of them, in the menu. */
  more?: readonly MenuEntry[];
  /** Name of the menu's button. */
  moreLabel?: string;
}

/** Bounds of settings.thumbSizePx (ipc-contract). */
const smallestPx = 96;
const largestPx = 480;

/** One step larger or smaller; a refused setting is shown as it was. */
export function resizePhotos(direction: 1 | -1): void {
  const { settings, change } = useSettingsStore.getState();
  const thumbSizePx = Math.max(smallestPx, Math.min(largestPx, settings.thumbSizePx + direction * 32));
  void change({ thumbSizePx }).catch(() => undefined);
}

export function PhotosHead({ scope, title, heading, facts, actions, more = [], moreLabel }: PhotosHeadProps) {
  return (
    <header className={styles.head}>
      <div className={styles.first}>
        <div className={styles.words}>
          <h1 className={styles.title} title={title}>
            {heading ?? title}
          </h1>
          {facts !== undefined && <p className={classNames(styles.facts, 'tabular')}>{facts}</p>}
        </div>
        <MarkedBar />
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      <div className={styles.second}>
        <ListTools scope={scope} />
        <div className={styles.look}>
          <SizeSlider />
          <ViewMenu scope={scope} more={more} label={moreLabel} />
        </div>
      </div>
      <SearchLine scope={scope} />
    </header>
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
