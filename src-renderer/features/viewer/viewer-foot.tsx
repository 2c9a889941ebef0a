/** The bar below the photo: its marks in the middle, and the ways to look at it, each with its key. */
import { ChartColumn, Columns2, Crosshair, GalleryHorizontalEnd, ZoomIn, ZoomOut } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import type { Cull } from '../../../src-shared/domain/cull';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { CullBar } from '../cull/cull-bar';
import type { CullChange } from '../cull/cull-keys';
import styles from './viewer.module.css';
import type { ViewerAct } from './viewer-keys';

interface ToolsProps {
  /** It is a picture on a stage. */
  canZoom: boolean;
  zoomed: boolean;
  filmstripOpen: boolean;
  histogramOpen: boolean;
  peaking: boolean;
  comparing: boolean;
  /** Always the same function: these buttons are not drawn anew with every photo. */
  onAct: (act: ViewerAct) => void;
}

export interface ViewerFootProps extends ToolsProps {
  /** null: the photo is not there, or several are side by side with bars of their own. */
  cull: Cull | null;
  percent: number | null;
  /** Variance of the Laplacian, as the file's metadata tells; shown with the focus check. */
  sharpness: number | null;
  /** Always the same function. */
  onMark: (change: CullChange) => void;
}

/** Keys are named for so long when the viewer opens (ms). */
const hintsMs = 5000;

export function ViewerFoot({ cull, percent, sharpness, onMark, ...tools }: ViewerFootProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [hinting, setHinting] = useState(true);
  useEffect(() => {
    const timer = window.setTimeout(() => setHinting(false), hintsMs);
    return () => window.clearTimeout(timer);
  }, []);
  const number = (value: number, style: 'percent' | 'decimal'): string =>
    new Intl.NumberFormat(locale, { style, maximumFractionDigits: 0 }).format(value);
  return (
    <div className={styles.foot}>
      {tools.peaking && sharpness !== null ? (
        <span className={classNames(styles.hints, 'tabular')} title={t('viewer.sharpnessHint')}>
          {t('viewer.sharpness', { n: number(sharpness, 'decimal') })}
        </span>
      ) : (
        <span className={styles.hints} data-gone={!hinting} aria-hidden={!hinting}>
          {t('viewer.hints')}
        </span>
      )}
      {cull ? <CullBar cull={cull} onMark={onMark} /> : <span />}
      <div className={classNames(styles.barSide, styles.barEnd)}>
        {percent !== null && (
          <span className={classNames(styles.percent, 'tabular')}>{number(percent / 100, 'percent')}</span>
        )}
        <Tools {...tools} />
      </div>
    </div>
  );
}

const Tools = memo(function Tools(props: ToolsProps) {
  const { canZoom, zoomed, filmstripOpen, histogramOpen, peaking, comparing, onAct } = props;
  const { t } = useTranslation();
  return (
    <>
      <IconButton
        label={t(zoomed ? 'viewer.zoomOut' : 'viewer.zoomIn')}
        keys="Z"
        tooltipSide="top"
        icon={zoomed ? <ZoomOut size={18} aria-hidden /> : <ZoomIn size={18} aria-hidden />}
        disabled={!canZoom}
        focusableWhenDisabled
        onClick={() => onAct('zoom')}
      />
      <IconButton
        label={t('viewer.peaking')}
        keys="E"
        tooltipSide="top"
        aria-pressed={peaking}
        icon={<Crosshair size={18} aria-hidden />}
        disabled={!canZoom}
        focusableWhenDisabled
        onClick={() => onAct('peaking')}
      />
      <IconButton
        label={t('viewer.histogram')}
        keys="H"
        tooltipSide="top"
        aria-pressed={histogramOpen}
        icon={<ChartColumn size={18} aria-hidden />}
        onClick={() => onAct('histogram')}
      />
      <IconButton
        label={t(comparing ? 'viewer.endCompare' : 'viewer.compare')}
        keys="C"
        tooltipSide="top"
        aria-pressed={comparing}
        icon={<Columns2 size={18} aria-hidden />}
        onClick={() => onAct('compare')}
      />
      <IconButton
        label={t('viewer.filmstrip')}
        keys="T"
        tooltipSide="top"
        aria-pressed={filmstripOpen}
        icon={<GalleryHorizontalEnd size={18} aria-hidden />}
        onClick={() => onAct('filmstrip')}
      />
    </>
  );
});
