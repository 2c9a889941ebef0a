/** One photo of the grid: placeholder, then picture, without a jump; badges only when they say something. */
import type { TFunction } from 'i18next';
import { ImageOff, Play } from 'lucide-react';
import { memo, useRef, useState } from 'react';
import { type Asset, AssetState, assetFlag } from '../../../src-shared/domain/asset';
import { unpackCull } from '../../../src-shared/domain/cull';
import { fillsCell } from '../../../src-shared/domain/grid-picture';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { AssetId } from '../../../src-shared/units';
import { classNames } from '../../ui/class-names';
import { formatDateTime } from '../../ui/format';
import { trashWords } from '../trash/days-left';
import { wallClockMs } from '../viewer/facts';
import { Badges, Word } from './photo-badges';
import styles from './photo-cell.module.css';
import { thumbhashImage } from './thumbhash-image';
import { VideoStrip } from './video-strip';

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
  /** Stars, flag and colour, packed. */
  cull: number;
  /** Photos of the stack that it stands for; 0: it stands for none. */
  stackSize: number;
  /** It lies in a stack that is open. */
  inOpenStack: boolean;
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

/** Below the photo and within its cell: the room of the colour, never over the tones. As the gap of the rows. */
export const footPx = 4;

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
  const cull = unpackCull(props.cull);
  const told = [
    date,
    ...(cull.rating > 0 ? [t('grid.rated', { count: cull.rating, n: cull.rating })] : []),
    ...(cull.flag === 'none' ? [] : [t(`grid.flag.${cull.flag}`)]),
    ...(cull.colour === 'none' ? [] : [t(`grid.colour.${cull.colour}`)]),
    ...trashWords(asset, t, locale),
    ...(props.stackSize > 1 ? [t('grid.stackOf', { count: props.stackSize, n: props.stackSize })] : []),
  ].join(', ');
  const label = asset
    ? t('grid.label', { name: asset.fileName, date: told, state: stateWords })
    : t('grid.labelShort', {
        kind: t(isVideo ? 'grid.kind.video' : 'grid.kind.photo'),
        date: told,
        state: stateWords,
      });
  const cropped = Math.abs(widthPx / heightPx / aspect - 1) < 0.06;
  const scale = window.devicePixelRatio;
  const onScreen = { widthPx: widthPx * scale, heightPx: heightPx * scale };
  const isSmall = fillsCell(onScreen, aspect, !cropped);
  return (
    <div
      id={photoElementId(id)}
      role="option"
      aria-selected={marked}
      aria-label={label}
      aria-setsize={count}
      aria-posinset={index + 1}
      tabIndex={-1}
      draggable={marked}
      className={classNames(
        styles.cell,
        marked && styles.marked,
        focused && styles.focused,
        cull.flag === 'reject' && styles.rejected,
      )}
      style={{ transform: `translate(${leftPx}px, ${topPx}px)`, width: widthPx, height: heightPx + footPx }}
    >
      <div className={styles.picture}>
        {hasThumb ? (
          <Thumb
            key={id}
            source={(isSmall ? mediaUrl.grid : mediaUrl.thumb)(id, props.thumbRevision)}
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
        {isVideo && hasThumb && asset?.metadata.stripFrames !== undefined && (
          <VideoStrip
            source={mediaUrl.strip(id, props.thumbRevision)}
            frames={asset.metadata.stripFrames}
            aspect={aspect}
            widthPx={widthPx}
            heightPx={heightPx}
          />
        )}
      </div>
      <Badges
        state={state}
        isVideo={isVideo}
        asset={asset}
        cull={cull}
        stackSize={props.stackSize}
        inOpenStack={props.inOpenStack}
        roomy={widthPx >= roomyPx}
        t={t}
      />
      <span className={styles.ring} />
      {cull.colour !== 'none' && <span className={styles.colour} data-colour={cull.colour} />}
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
    <span className={styles.none} aria-hidden>
      {broken ? <ImageOff size={20} aria-hidden /> : <Play size={20} aria-hidden />}
      {name !== null && <Word className={styles.noneName} of={name} />}
      {broken && name !== null && <Word className={styles.noneWhy} of={t('grid.cannotShow')} />}
    </span>
  );
}
