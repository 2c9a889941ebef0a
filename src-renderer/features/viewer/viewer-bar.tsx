/** The bar above the photo: where you are, and what can be done with all of it, each with its key. */
import {
  ArrowLeft,
  ChevronLeft,
  ChevronRight,
  Download,
  Info,
  Maximize,
  Minimize,
  Monitor,
  SunMedium,
} from 'lucide-react';
import { memo } from 'react';
import type { Settings } from '../../../src-shared/ipc-contract';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatCount } from '../../ui/format';
import styles from './viewer.module.css';
import type { ViewerAct } from './viewer-keys';

interface ToolsProps {
  ground: Settings['viewerGround'];
  infoOpen: boolean;
  fullScreen: boolean;
  /** null: there is no second display. */
  secondDisplay: boolean | null;
  /** The photo is stored. */
  canDownload: boolean;
  /** Always the same function: these buttons are not drawn anew with every photo. */
  onAct: (act: ViewerAct) => void;
}

export interface ViewerBarProps extends ToolsProps {
  /** -1: the photo is no longer there. */
  index: number;
  count: number;
  fileName: string;
  onClose: () => void;
}

export function ViewerBar({ index, count, fileName, onClose, ...tools }: ViewerBarProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const position = t('viewer.position', {
    n: formatCount(index + 1, locale),
    total: formatCount(count, locale),
  });
  return (
    <div className={styles.bar}>
      <div className={styles.barSide}>
        <Close onClose={onClose} />
        <span className={styles.name} title={fileName}>
          {fileName}
        </span>
      </div>
      <div className={styles.barMiddle}>
        <Step act="previous" possible={index > 0} onAct={tools.onAct} />
        <span className={classNames(styles.position, 'tabular')} aria-live="polite">
          {index >= 0 && position}
        </span>
        <Step act="next" possible={index < count - 1} onAct={tools.onAct} />
      </div>
      <Tools {...tools} />
    </div>
  );
}

const Close = memo(function Close({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <IconButton
      label={t('viewer.close')}
      keys="Esc"
      icon={<ArrowLeft size={18} aria-hidden />}
      onClick={onClose}
    />
  );
});

interface StepProps {
  act: 'previous' | 'next';
  possible: boolean;
  onAct: (act: ViewerAct) => void;
}

const Step = memo(function Step({ act, possible, onAct }: StepProps) {
  const { t } = useTranslation();
  return (
    <IconButton
      label={t(act === 'next' ? 'viewer.next' : 'viewer.previous')}
      keys={act === 'next' ? '→' : '←'}
      icon={act === 'next' ? <ChevronRight size={18} aria-hidden /> : <ChevronLeft size={18} aria-hidden />}
      disabled={!possible}
      focusableWhenDisabled
      onClick={() => onAct(act)}
    />
  );
});

const Tools = memo(function Tools(props: ToolsProps) {
  const { ground, infoOpen, fullScreen, secondDisplay, canDownload, onAct } = props;
  const { t } = useTranslation();
  return (
    <div className={classNames(styles.barSide, styles.barEnd)}>
      {secondDisplay !== null && (
        <IconButton
          label={t(secondDisplay ? 'viewer.secondDisplayOff' : 'viewer.secondDisplay')}
          keys="M"
          aria-pressed={secondDisplay}
          icon={<Monitor size={18} aria-hidden />}
          onClick={() => onAct('second-display')}
        />
      )}
      <IconButton
        label={t('viewer.ground', { ground: t(`viewer.grounds.${ground}`) })}
        keys="L"
        icon={<SunMedium size={18} aria-hidden />}
        onClick={() => onAct('ground')}
      />
      <IconButton
        label={t(canDownload ? 'viewer.download' : 'viewer.downloadNot')}
        keys="D"
        icon={<Download size={18} aria-hidden />}
        disabled={!canDownload}
        focusableWhenDisabled
        onClick={() => onAct('download')}
      />
      <IconButton
        label={t('viewer.info')}
        keys="I"
        aria-pressed={infoOpen}
        icon={<Info size={18} aria-hidden />}
        onClick={() => onAct('info')}
      />
      <IconButton
        label={t(fullScreen ? 'viewer.leaveFullScreen' : 'viewer.fullScreen')}
        keys="F"
        icon={fullScreen ? <Minimize size={18} aria-hidden /> : <Maximize size={18} aria-hidden />}
        onClick={() => onAct('full-screen')}
      />
    </div>
  );
});
