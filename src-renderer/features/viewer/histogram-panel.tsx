/** The histogram of the picture that is shown: red, green, blue and luminance, and what is clipped. */
import { useEffect, useMemo, useState } from 'react';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { classNames } from '../../ui/class-names';
import { highestOf, type Tones, tonePath, tonesOf } from './histogram';
import styles from './histogram-panel.module.css';

/** Long side of what is counted: each of its pixels is one of the picture, not a mixture, so that clipping shows. */
const countedPx = 512;
const heightPx = 88;

function readTones(picture: HTMLImageElement): Tones | null {
  const scale = Math.min(1, countedPx / Math.max(picture.naturalWidth, picture.naturalHeight));
  const width = Math.max(1, Math.round(picture.naturalWidth * scale));
  const height = Math.max(1, Math.round(picture.naturalHeight * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, width, height);
  try {
    return tonesOf(context.getImageData(0, 0, width, height).data);
  } catch {
    return null; // pixels that may not be read
  }
}

interface Props {
  picture: HTMLImageElement | null;
  /** Photos side by side have their marks where the panel would lie. */
  aboveMarks: boolean;
}

export function HistogramPanel({ picture, aboveMarks }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [tones, setTones] = useState<Tones | null>(null);
  useEffect(() => {
    if (!picture) return;
    // After the picture itself was drawn: nobody waits for the curve.
    const timer = window.setTimeout(() => setTones(picture.isConnected ? readTones(picture) : null), 30);
    return () => window.clearTimeout(timer);
  }, [picture]);
  const paths = useMemo(() => {
    if (!tones) return null;
    const highest = highestOf(tones);
    const path = (counts: Uint32Array): string => tonePath(counts, highest, heightPx);
    return {
      red: path(tones.red),
      green: path(tones.green),
      blue: path(tones.blue),
      luminance: path(tones.luminance),
    };
  }, [tones]);
  const share = (part: number): string =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumSignificantDigits: 2 }).format(part);
  const clipped = tones
    ? [
        // Less than a thousandth is a lamp or a button, no fault.
        tones.clippedDark >= 0.001 && t('viewer.clippedDark', { share: share(tones.clippedDark) }),
        tones.clippedLight >= 0.001 && t('viewer.clippedLight', { share: share(tones.clippedLight) }),
      ].filter((words) => words !== false)
    : [];
  return (
    <figure
      className={classNames(styles.panel, aboveMarks && styles.aboveMarks)}
      aria-label={t('viewer.histogramLabel')}
    >
      <svg className={styles.curve} viewBox={`0 0 255 ${heightPx}`} preserveAspectRatio="none" aria-hidden>
        {paths && (
          <>
            <path className={styles.luminance} d={paths.luminance} />
            <path className={styles.red} d={paths.red} />
            <path className={styles.green} d={paths.green} />
            <path className={styles.blue} d={paths.blue} />
          </>
        )}
      </svg>
      <figcaption className={styles.words}>
        {tones &&
          (clipped.length === 0
            ? t('viewer.clippedNone')
            : clipped.map((words) => <span key={words}>{words}</span>))}
      </figcaption>
    </figure>
  );
}
