/** The page as guests see it, beside the form that makes it: the very screens of the guest page in a sandboxed frame. */
import { Monitor, Smartphone } from 'lucide-react';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import { coverIdOf } from '../../../src-shared/domain/share-order';
import { PREVIEW_FILE, type PreviewPart, previewParts } from '../../../src-shared/domain/share-preview';
import type { AssetId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import type { ShareForm } from './compose-rules';
import styles from './share-preview.module.css';
import { usePreviewFrame } from './use-preview-frame';

/** CSS pixels of a common phone and a common window. */
const widths = { phone: 390, desktop: 1280 } as const;
type Width = keyof typeof widths;
/** A taller page shows no more of how it looks. */
const mostHeight = { phone: 844, desktop: 900 } as const;

export function SharePreview(props: {
  form: ShareForm;
  /** All of them, in order. */
  photos: readonly Asset[];
  /** The photo that fills the screen is to be the cover. */
  onCover: (id: AssetId) => void;
  /** Where a person goes on who does not want to go through the page by keys. */
  onSkip: () => void;
}) {
  const { t } = useTranslation();
  const [part, setPart] = useState<PreviewPart>('gallery');
  const [width, setWidth] = useState<Width>('phone');
  const [shown, setShown] = useState<number | null>(null);
  const onPart = useCallback((next: PreviewPart, photo: number | null) => {
    setPart(next);
    setShown(photo);
  }, []);
  const frame = usePreviewFrame({ ...props, part, desktop: width === 'desktop', onPart });
  const room = useRef<HTMLDivElement>(null);
  const size = useRoom(room);
  const scale = Math.min(1, size.width / widths[width]);
  const height = Math.min(mostHeight[width], size.height / scale);
  const isCover = shown === coverIdOf(props.photos, props.form.options.cover);
  return (
    <section className={styles.preview} aria-label={t('shares.preview.title')}>
      <div className={styles.bar}>
        <Button tone="quiet" className={classNames(styles.skip)} onClick={props.onSkip}>
          {t('shares.preview.skip')}
        </Button>
        {/* biome-ignore lint/a11y/useSemanticElements: three buttons of which one is pressed */}
        <div className={styles.parts} role="group" aria-label={t('shares.preview.shown')}>
          {previewParts.map((value) => (
            <Button key={value} tone="quiet" aria-pressed={part === value} onClick={() => setPart(value)}>
              {t(`shares.preview.${value}`)}
            </Button>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: two buttons of which one is pressed */}
        <div className={styles.parts} role="group" aria-label={t('shares.preview.width')}>
          {(['phone', 'desktop'] as const).map((value) => (
            <IconButton
              key={value}
              label={t(`shares.preview.${value}`)}
              icon={
                value === 'phone' ? <Smartphone size={16} aria-hidden /> : <Monitor size={16} aria-hidden />
              }
              aria-pressed={width === value}
              onClick={() => setWidth(value)}
            />
          ))}
        </div>
      </div>
      {part === 'photo' && shown !== null && (
        <Button disabled={isCover} focusableWhenDisabled onClick={() => props.onCover(shown as AssetId)}>
          {t(isCover ? 'shares.preview.isCover' : 'shares.preview.asCover')}
        </Button>
      )}
      <div ref={room} className={styles.room}>
        <div
          className={styles.screen}
          data-width={width}
          style={{ width: widths[width] * scale, height: height * scale }}
        >
          {/* No origin, no network, no bridge: what runs in it can only ask for pictures of this share. */}
          <iframe
            ref={frame}
            src={`/${PREVIEW_FILE}`}
            sandbox="allow-scripts allow-forms"
            title={t('shares.preview.page')}
            style={{ width: widths[width], height, transform: `scale(${scale})` }}
          />
        </div>
      </div>
    </section>
  );
}

/** CSS pixels that the page may take. */
function useRoom(element: { readonly current: HTMLElement | null }): { width: number; height: number } {
  const [size, setSize] = useState<{ width: number; height: number }>({ width: widths.phone, height: 600 });
  useLayoutEffect(() => {
    const room = element.current;
    if (room === null) return;
    const observer = new ResizeObserver(() =>
      setSize({ width: Math.max(1, room.clientWidth), height: Math.max(1, room.clientHeight) }),
    );
    observer.observe(room);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
