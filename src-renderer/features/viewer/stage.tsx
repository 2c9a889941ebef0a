/** The stage: one picture, fitted or zoomed; zoom at the pointer, pan by hand. Where one looks is its owner's (`view`), so that it can be shared. */
import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { WireError } from '../../../src-shared/app-error';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { classNames } from '../../ui/class-names';
import { Peaking } from './peaking';
import styles from './stage.module.css';
import { type PictureNews, type StagePhoto, StagePicture } from './stage-picture';
import { useStagePointer } from './use-stage-pointer';
import {
  boxOf,
  type Frame,
  fitInside,
  nextLevel,
  type Point,
  pixelScale,
  type Size,
  type View,
  viewOf,
  type Zoom,
  zoomAt,
  zoomOf,
} from './zoom';

export interface StageHandle {
  /** Between fitted and 100 %, at the pointer. */
  toggleZoom(): void;
  /** To the next level, at the pointer. */
  stepZoom(direction: 1 | -1): void;
}

export interface StageProps {
  ref?: Ref<StageHandle>;
  photo: StagePhoto;
  view: View;
  onView: (view: View) => void;
  /** Screen pixels per pixel of the photo, in percent, and whether it is zoomed. */
  onPercent?: (percent: number, zoomed: boolean) => void;
  onPicture?: (image: HTMLImageElement | null) => void;
  /** Sharp edges are marked. */
  peaking: boolean;
}

/** The ground shows around a fitted photo: tones at its edges are judged against it. */
const marginPx = 12;
/** Longest edge of a preview (contract: media://preview). */
const previewPx = 2048;

/** Until its file tells, a photo is taken for as large as its preview. */
const sizeOf = ({ ownSize, aspect }: StagePhoto): Size =>
  ownSize ?? {
    widthPx: Math.round(aspect >= 1 ? previewPx : previewPx * aspect),
    heightPx: Math.round(aspect >= 1 ? previewPx / aspect : previewPx),
  };

export function Stage({ ref, photo, view, onView, onPercent, onPicture, peaking }: StageProps) {
  const element = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Size | null>(null);
  const [news, setNews] = useState<PictureNews>(null);
  const [picture, setPicture] = useState<HTMLImageElement | null>(null);

  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const measure = (): void => setStage({ widthPx: box.clientWidth, heightPx: box.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  const own = sizeOf(photo);
  const frame = stage && frameOf(stage, photo, own);
  const zoom = frame && zoomOf(view, frame);
  const zoomed = zoom !== null && zoom.scale > 1;
  const percent =
    frame && zoom ? (frame.fit.widthPx * zoom.scale * frame.devicePixelRatio * 100) / own.widthPx : 0;
  useEffect(() => onPercent?.(percent, zoomed), [percent, zoomed, onPercent]);
  // The preview suffices as long as each of its pixels has one of the screen or less.
  const previewShare = Math.min(1, previewPx / Math.max(own.widthPx, own.heightPx));
  const needsPixels = zoomed && percent / 100 > previewShare * 1.05 && previewShare < 1;

  const set = (next: Zoom): void => {
    if (frame) onView(viewOf(next, frame));
  };
  const toggle = (point: Point): void => {
    if (!frame || !zoom) return;
    const scale = zoomed ? 1 : pixelScale(frame.fit, own.widthPx, frame.devicePixelRatio);
    set(zoomAt(zoom, scale, point, frame.fit, frame.stage));
  };
  const pointer = useStagePointer(element, frame && zoom ? { zoom, frame } : null, {
    onZoom: set,
    onClick: toggle,
  });
  useImperativeHandle(ref, () => ({
    toggleZoom: () => toggle(pointer.at.current),
    stepZoom(direction) {
      if (!frame || !zoom) return;
      set(zoomAt(zoom, nextLevel(zoom.scale, direction, frame), pointer.at.current, frame.fit, frame.stage));
    },
  }));

  const take = useCallback(
    (image: HTMLImageElement | null) => {
      setPicture(image);
      onPicture?.(image);
    },
    [onPicture],
  );
  const box = frame && zoom && boxOf(zoom, frame);
  return (
    <div className={styles.around}>
      <div
        ref={element}
        className={classNames(styles.stage, zoomed && styles.zoomed, pointer.pulled && styles.pulled)}
        {...pointer.handlers}
      >
        {box && (
          <div
            className={styles.picture}
            data-pixelated={percent >= 200}
            style={{
              width: box.widthPx,
              height: box.heightPx,
              transform: `translate(${box.leftPx}px, ${box.topPx}px)`,
            }}
          >
            <StagePicture
              key={`${photo.id}?${photo.revision}`}
              photo={photo}
              needsPixels={needsPixels}
              onNews={setNews}
              onPicture={take}
            />
          </div>
        )}
        {peaking && stage && box && picture && <Peaking picture={picture} stage={stage} box={box} />}
      </div>
      <News news={news} />
    </div>
  );
}

function frameOf(stage: Size, photo: StagePhoto, own: Size): Frame {
  const room = {
    widthPx: Math.max(1, stage.widthPx - marginPx * 2),
    heightPx: Math.max(1, stage.heightPx - marginPx * 2),
  };
  return { stage, own, devicePixelRatio, fit: fitInside(room, photo.aspect, photo.ownSize) };
}

/** What is missing and why, in one sentence. */
function News({ news }: { news: PictureNews }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  if (news === null) return null;
  const because = (reason: WireError | null): string =>
    reason === null ? t('viewer.unknownReason') : sentence(reason);
  const words = (): string => {
    switch (news.kind) {
      case 'thumb-only':
        return t('viewer.thumbOnly', { reason: because(news.reason) });
      case 'preview-only':
        return t('viewer.previewOnly', { reason: because(news.reason) });
      case 'nothing':
        return t('viewer.pictureNot', { reason: because(news.reason) });
      case 'not-yet':
        return t('viewer.nothingYet');
      case 'loading':
        return t('viewer.loading');
      case 'fetching-pixels':
        return t('viewer.fetchingPixels');
    }
  };
  return (
    <p className={styles.words} role="status">
      {words()}
    </p>
  );
}
