/** The picture itself: the thumbnail at once, the preview over it when it is there, the photo's own pixels over both when they are needed. */
import { useEffect, useRef, useState } from 'react';
import type { WireError } from '../../../src-shared/app-error';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { classNames } from '../../ui/class-names';
import { usePictureState } from './prefetch';
import styles from './stage.module.css';
import { whyNot } from './why-not';
import type { Size } from './zoom';

export interface StagePhoto {
  id: AssetId;
  revision: number;
  hasThumb: boolean;
  /** Width / height as shown. */
  aspect: number;
  /** Pixel size of the original as shown; null while unknown. */
  ownSize: Size | null;
  name: string;
}

/** What is to be said about the picture, in words chosen by the stage. `reason` null: main did not say. */
export type PictureNews =
  | { kind: 'thumb-only' | 'nothing' | 'preview-only'; reason: WireError | null }
  | { kind: 'not-yet' | 'loading' | 'fetching-pixels' }
  | null;

/** Making a preview takes up to a second; before that no words are needed (ms). */
const wordsAfterMs = 1000;
/** The original is asked for when the zoom has come to rest (ms). */
const restMs = 90;

interface Props {
  photo: StagePhoto;
  /** The preview's pixels do not suffice for the size that it is shown at. */
  needsPixels: boolean;
  onNews: (news: PictureNews) => void;
  /** The best picture that is drawn now, for whatever reads its pixels. */
  onPicture: (image: HTMLImageElement | null) => void;
}

export function StagePicture({ photo, needsPixels, onNews, onPicture }: Props) {
  const { id, revision, name } = photo;
  const thumb = photo.hasThumb ? mediaUrl.thumb(id, revision) : null;
  const preview = mediaUrl.preview(id, revision);
  const full = mediaUrl.full(id, revision);
  const state = usePictureState(preview);
  const wasReady = useRef(state === 'ready');
  const [thumbFailed, setThumbFailed] = useState(false);
  const [pixels, setPixels] = useState<'no' | 'loading' | 'ready' | 'failed'>('no');
  const [reason, setReason] = useState<WireError | null>(null);
  const slow = useAfter(wordsAfterMs);
  const previewElement = useRef<HTMLImageElement>(null);
  const fullElement = useRef<HTMLImageElement>(null);

  useEffect(() => {
    if (state !== 'failed') return;
    let left = false;
    void whyNot(preview).then((why) => !left && setReason(why));
    return () => {
      left = true;
    };
  }, [state, preview]);

  useEffect(() => {
    if (!needsPixels || pixels !== 'no') return;
    const image = new Image();
    image.crossOrigin = 'anonymous';
    const timer = window.setTimeout(() => {
      setPixels('loading');
      image.src = full;
      image.decode().then(
        () => setPixels('ready'),
        () => {
          void whyNot(full).then((why) => {
            setReason(why);
            setPixels('failed');
          });
        },
      );
    }, restMs);
    return () => window.clearTimeout(timer);
  }, [needsPixels, pixels, full]);

  const isReady = state === 'ready';
  useEffect(() => {
    onPicture(pixels === 'ready' ? fullElement.current : isReady ? previewElement.current : null);
  }, [pixels, isReady, onPicture]);
  useEffect(() => () => onPicture(null), [onPicture]);

  const showsThumb = thumb !== null && !thumbFailed;
  const news: PictureNews =
    state === 'failed'
      ? showsThumb
        ? { kind: 'thumb-only', reason }
        : thumb === null && reason === null
          ? { kind: 'not-yet' }
          : { kind: 'nothing', reason }
      : !isReady
        ? slow
          ? { kind: 'loading' }
          : null
        : needsPixels && pixels === 'failed'
          ? { kind: 'preview-only', reason }
          : needsPixels && pixels !== 'ready' && slow
            ? { kind: 'fetching-pixels' }
            : null;
  const newsKey = JSON.stringify(news);
  // biome-ignore lint/correctness/useExhaustiveDependencies: newsKey stands for news
  useEffect(() => onNews(news), [newsKey, onNews]);

  return (
    <>
      {showsThumb && !(isReady && wasReady.current) && (
        <img
          className={styles.image}
          src={thumb}
          alt={isReady ? '' : name}
          draggable={false}
          onError={() => setThumbFailed(true)}
        />
      )}
      {isReady && (
        <img
          ref={previewElement}
          className={classNames(styles.image, !wasReady.current && styles.faded)}
          src={preview}
          crossOrigin="anonymous"
          decoding="sync"
          alt={name}
          draggable={false}
        />
      )}
      {pixels === 'ready' && (
        <img
          ref={fullElement}
          className={styles.image}
          src={full}
          crossOrigin="anonymous"
          decoding="sync"
          alt=""
          draggable={false}
          data-own-pixels
        />
      )}
    </>
  );
}

function useAfter(ms: number): boolean {
  const [past, setPast] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setPast(true), ms);
    return () => window.clearTimeout(timer);
  }, [ms]);
  return past;
}

/** The originals of the photos that come next, as bytes only: decoded they would take 100 MB each. */
const aheadOriginals = new Map<string, HTMLImageElement>();
export function fetchAhead(urls: readonly string[]): void {
  for (const url of aheadOriginals.keys()) if (!urls.includes(url)) aheadOriginals.delete(url);
  for (const url of urls) {
    if (aheadOriginals.has(url)) continue;
    const image = new Image();
    image.crossOrigin = 'anonymous';
    image.src = url;
    aheadOriginals.set(url, image);
  }
}
