/** One photo of the grid: placeholder, then picture, without a jump; badges only when they say something. */
import type { TFunction } from 'i18next';
import { ArrowUp, CircleX, Clock, ImageOff, Play, Star, TriangleAlert } from 'lucide-react';
import { memo, useRef, useState } from 'react';
import { type Asset, AssetState, assetFlag } from '../../../src-shared/domain/asset';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { classNames } from '../../ui/class-names';
import { formatClock, formatDateTime } from '../../ui/format';
import { wallClockMs } from '../viewer/facts';
import styles from './photo-cell.module.css';
import { thumbhashImage } from './thumbhash-image';

export interface PhotoCellProps {
  id: AssetId;
  /** 0-based place in the album. */
  index: number;
  count: number;
  leftPx: number;
  topPx: number;
  widthPx: number;
  heightPx: number;
  /** Of the photo itself, to tell whether the cell shows all of it. */
  aspect: number;
  /** Index into AssetState.options. */
  state: number;
  flags: number;
  thumbRevision: number;
  sortAtMs: number;
  asset: Asset | null;
  marked: boolean;
  focused: boolean;
  /** Pictures may be asked for. Once asked for, a picture stays. */
  loads: boolean;
  locale: string;
  t: TFunction;
}

export const photoElementId = (id: number): string => `photo-${id}`;

/** A picture that is there within this time (ms) comes from memory: fading it in would only flicker. */
const instantMs = 50;
/** Below this width (px) only one badge fits. */
const roomyPx = 120;

const rawFormats = new Set(['cr2', 'cr3', 'nef', 'arw', 'raf', 'dng', 'orf', 'rw2']);

export const PhotoCell = memo(function PhotoCell(props: PhotoCellProps) {
  const {
    id,
    index,
    count,
    leftPx,
    topPx,
    widthPx,
    heightPx,
    aspect,
    flags,
    asset,
    marked,
    focused,
    t,
    locale,
  } = props;
  const state = AssetState.options[props.state] ?? 'discovered';
  const isVideo = (flags & assetFlag.video) !== 0;
  const isBroken = (flags & assetFlag.broken) !== 0;
  const hasThumb = (flags & assetFlag.thumb) !== 0;
  // The clock of the camera where the file tells it, as in the info panel: what a photographer remembers.
  const wallClock = asset?.metadata.takenAtLocal;
  const cameraMs = wallClock === undefined ? null : wallClockMs(wallClock);
  const date = formatDateTime(cameraMs ?? props.sortAtMs, locale, 'UTC');
  const stateWords = isBroken
    ? `${t('grid.cannotShow')}, ${t(`grid.badge.${state}`)}`
    : t(`grid.badge.${state}`);
  const label = asset
    ? t('grid.label', { name: asset.fileName, date, state: stateWords })
    : t('grid.labelShort', {
        kind: t(isVideo ? 'grid.kind.video' : 'grid.kind.photo'),
        date,
        state: stateWords,
      });
  const cropped = Math.abs(widthPx / heightPx / aspect - 1) < 0.06;
  return (
    <div
      id={photoElementId(id)}
      role="option"
      aria-selected={marked}
      aria-label={label}
      aria-setsize={count}
      aria-posinset={index + 1}
      tabIndex={-1}
      className={classNames(styles.cell, marked && styles.marked, focused && styles.focused)}
      style={{ transform: `translate(${leftPx}px, ${topPx}px)`, width: widthPx, height: heightPx }}
    >
      <div className={styles.picture}>
        {hasThumb ? (
          <Thumb
            key={id}
            source={mediaUrl.thumb(id, props.thumbRevision)}
            placeholder={asset?.thumbhash ?? null}
            whole={!cropped}
            loads={props.loads}
          />
        ) : (
          <NoPicture
            broken={isBroken}
            video={isVideo}
            name={widthPx >= roomyPx ? (asset?.fileName ?? null) : null}
            t={t}
          />
        )}
      </div>
      <Badges state={state} isVideo={isVideo} asset={asset} roomy={widthPx >= roomyPx} t={t} />
      <span className={styles.ring} />
    </div>
  );
});

function Thumb(props: { source: string; placeholder: string | null; whole: boolean; loads: boolean }) {
  const { source, placeholder, whole, loads } = props;
  const asked = useRef(false);
  const askedAtMs = useRef(0);
  const [shown, setShown] = useState<'no' | 'instant' | 'faded' | 'failed'>('no');
  if (loads && !asked.current) {
    asked.current = true;
    askedAtMs.current = performance.now();
  }
  const image = shown === 'no' && placeholder !== null && loads ? thumbhashImage(placeholder) : null;
  if (shown === 'failed') return <ImageOff className={styles.lone} size={20} aria-hidden />;
  return (
    <>
      {image !== null && (
        <span
          className={classNames(styles.placeholder, whole && styles.whole)}
          style={{ backgroundImage: `url(${image})` }}
        />
      )}
      {asked.current && (
        <img
          className={classNames(
            styles.image,
            whole && styles.whole,
            shown === 'instant' && styles.instant,
            shown === 'faded' && styles.faded,
          )}
          src={source}
          alt=""
          draggable={false}
          decoding="async"
          onLoad={() =>
            setShown((old) =>
              old !== 'no' ? old : performance.now() - askedAtMs.current < instantMs ? 'instant' : 'faded',
            )
          }
          onError={() => setShown('failed')}
        />
      )}
    </>
  );
}

function NoPicture({
  broken,
  video,
  name,
  t,
}: {
  broken: boolean;
  video: boolean;
  name: string | null;
  t: TFunction;
}) {
  if (!broken && !video) return null; // it is on its way: a quiet surface says enough
  return (
    <span className={styles.none}>
      {broken ? <ImageOff size={20} aria-hidden /> : <Play size={20} aria-hidden />}
      {name !== null && <span className={styles.noneName}>{name}</span>}
      {broken && name !== null && <span className={styles.noneWhy}>{t('grid.cannotShow')}</span>}
    </span>
  );
}

function Badges(props: {
  state: AssetState;
  isVideo: boolean;
  asset: Asset | null;
  roomy: boolean;
  t: TFunction;
}) {
  const { state, isVideo, asset, roomy, t } = props;
  const metadata = asset?.metadata;
  const rating = metadata?.rating ?? 0;
  const raw = metadata?.format !== undefined && rawFormats.has(metadata.format);
  return (
    <>
      <span className={styles.leftBadges}>
        {isVideo && (
          <span className={styles.badge}>
            <Play size={10} fill="currentColor" aria-hidden />
            {metadata?.durationMs !== undefined && (
              <span className="tabular">{formatClock(metadata.durationMs)}</span>
            )}
          </span>
        )}
        {raw && roomy && <span className={styles.badge}>{t('grid.raw')}</span>}
        {rating > 0 && roomy && (
          <span className={styles.badge} title={t('grid.rated', { count: rating, n: rating })}>
            <Star size={10} fill="currentColor" aria-hidden />
            <span className="tabular">{rating}</span>
          </span>
        )}
      </span>
      {state !== 'stored' && (
        <span
          className={classNames(styles.badge, styles.state, state === 'failed' && styles.failed)}
          title={t(`grid.badge.${state}`)}
        >
          {state === 'failed' ? (
            <TriangleAlert size={12} aria-hidden />
          ) : state === 'cancelled' ? (
            <CircleX size={12} aria-hidden />
          ) : state === 'uploading' ? (
            <ArrowUp size={12} aria-hidden />
          ) : (
            <Clock size={12} aria-hidden />
          )}
        </span>
      )}
    </>
  );
}
