/** The bar above the photo: where you are, and what can be done, each with its key. */
import {
  ArrowLeft,
  ChevronLeft,
  ChevronRight,
  Download,
  Info,
  Maximize,
  Minimize,
  SunMedium,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import type { Settings } from '../../../src-shared/ipc-contract';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatCount } from '../../ui/format';
import styles from './viewer.module.css';

export interface ViewerBarProps {
  /** -1: the photo is no longer there. */
  index: number;
  count: number;
  fileName: string;
  percent: number | null;
  zoomed: boolean;
  canZoom: boolean;
  ground: Settings['viewerGround'];
  infoOpen: boolean;
  fullScreen: boolean;
  onPrevious: () => void;
  onNext: () => void;
  onZoom: () => void;
  onGround: () => void;
  onInfo: () => void;
  /** null: the photo is not stored. */
  onDownload: (() => void) | null;
  onFullScreen: () => void;
  onClose: () => void;
}

export function ViewerBar(props: ViewerBarProps) {
  const { index, count, fileName, percent, zoomed, canZoom, ground, infoOpen, fullScreen } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const position = t('viewer.position', {
    n: formatCount(index + 1, locale),
    total: formatCount(count, locale),
  });
  return (
    <div className={styles.bar}>
      <div className={styles.barSide}>
        <IconButton
          label={t('viewer.close')}
          keys="Esc"
          icon={<ArrowLeft size={18} aria-hidden />}
          onClick={props.onClose}
        />
        <span className={styles.name} title={fileName}>
          {fileName}
        </span>
      </div>
      <div className={styles.barMiddle}>
        <IconButton
          label={t('viewer.previous')}
          keys="←"
          icon={<ChevronLeft size={18} aria-hidden />}
          disabled={index <= 0}
          focusableWhenDisabled
          onClick={props.onPrevious}
        />
        <span className={classNames(styles.position, 'tabular')} aria-live="polite">
          {index >= 0 && position}
        </span>
        <IconButton
          label={t('viewer.next')}
          keys="→"
          icon={<ChevronRight size={18} aria-hidden />}
          disabled={index >= count - 1}
          focusableWhenDisabled
          onClick={props.onNext}
        />
      </div>
      <div className={classNames(styles.barSide, styles.barEnd)}>
        {percent !== null && (
          <span className={classNames(styles.percent, 'tabular')}>
            {new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(
              percent / 100,
            )}
          </span>
        )}
        <IconButton
          label={t(zoomed ? 'viewer.zoomOut' : 'viewer.zoomIn')}
          keys="Z"
          icon={zoomed ? <ZoomOut size={18} aria-hidden /> : <ZoomIn size={18} aria-hidden />}
          disabled={!canZoom}
          focusableWhenDisabled
          onClick={props.onZoom}
        />
        <IconButton
          label={t('viewer.ground', { ground: t(`viewer.grounds.${ground}`) })}
          keys="L"
          icon={<SunMedium size={18} aria-hidden />}
          onClick={props.onGround}
        />
        <IconButton
          label={t(props.onDownload === null ? 'viewer.downloadNot' : 'viewer.download')}
          keys="D"
          icon={<Download size={18} aria-hidden />}
          disabled={props.onDownload === null}
          focusableWhenDisabled
          onClick={() => props.onDownload?.()}
        />
        <IconButton
          label={t('viewer.info')}
          keys="I"
          aria-pressed={infoOpen}
          icon={<Info size={18} aria-hidden />}
          onClick={props.onInfo}
        />
        <IconButton
          label={t(fullScreen ? 'viewer.leaveFullScreen' : 'viewer.fullScreen')}
          keys="F"
          icon={fullScreen ? <Minimize size={18} aria-hidden /> : <Maximize size={18} aria-hidden />}
          onClick={props.onFullScreen}
        />
      </div>
    </div>
  );
}
