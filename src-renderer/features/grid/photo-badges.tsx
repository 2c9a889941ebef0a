/** What a photo of the grid says about itself in its corners; only what is not ordinary. */
import type { TFunction } from 'i18next';
import {
  ArrowUp,
  CircleX,
  Clock,
  Flag,
  type LucideIcon,
  Play,
  SquareStack,
  Star,
  TriangleAlert,
  X,
} from 'lucide-react';
import type { Asset, AssetState } from '../../../src-shared/domain/asset';
import type { Cull } from '../../../src-shared/domain/cull';
import { isRawName } from '../../../src-shared/domain/raw-formats';
import { classNames } from '../../ui/class-names';
import { formatClock } from '../../ui/format';
import { DaysLeft } from '../trash/days-left';
import styles from './photo-cell.module.css';

const stateIcons: Record<Exclude<AssetState, 'stored'>, LucideIcon> = {
  discovered: Clock,
  preparing: Clock,
  queued: Clock,
  uploading: ArrowUp,
  failed: TriangleAlert,
  cancelled: CircleX,
};

/** Drawn by the style sheet: to a screen reader the photo's own name says it, once. */
export function Word({ of, className }: { of: string; className?: string | undefined }) {
  return <span className={classNames(styles.word, 'tabular', className)} data-word={of} />;
}

export function Badges(props: {
  state: AssetState;
  isVideo: boolean;
  asset: Asset | null;
  cull: Cull;
  stackSize: number;
  inOpenStack: boolean;
  roomy: boolean;
  t: TFunction;
}) {
  const { state, isVideo, asset, cull, stackSize, inOpenStack, roomy, t } = props;
  const durationMs = asset?.metadata.durationMs;
  const raw = asset !== null && isRawName(asset.fileName);
  const StateIcon = state === 'stored' ? null : stateIcons[state];
  return (
    <>
      {/* The photo's own name says all of it in words. */}
      <span className={styles.leftBadges} aria-hidden>
        {cull.flag !== 'none' && (
          <span className={styles.badge} title={t(`grid.flag.${cull.flag}`)}>
            {cull.flag === 'pick' ? (
              <Flag size={10} fill="currentColor" aria-hidden />
            ) : (
              <X size={11} strokeWidth={3} aria-hidden />
            )}
          </span>
        )}
        {cull.rating > 0 && (
          <span className={styles.badge} title={t('grid.rated', { count: cull.rating, n: cull.rating })}>
            <Star size={10} fill="currentColor" aria-hidden />
            <Word of={String(cull.rating)} />
          </span>
        )}
        {isVideo && (
          <span className={styles.badge}>
            <Play size={10} fill="currentColor" aria-hidden />
            {durationMs !== undefined && roomy && <Word of={formatClock(durationMs)} />}
          </span>
        )}
        {asset !== null && asset.trashedAtMs !== null && <DaysLeft asset={asset} className={styles.badge} />}
        {raw && roomy && (
          <span className={styles.badge}>
            <Word of={t('grid.raw')} />
          </span>
        )}
      </span>
      {(stackSize > 1 || inOpenStack) && (
        <span
          className={classNames(styles.badge, styles.stack, inOpenStack && styles.openStack)}
          aria-hidden
          title={stackSize > 1 ? t('grid.stackHint', { count: stackSize, n: stackSize }) : undefined}
          data-stack={stackSize > 1 || undefined}
        >
          <SquareStack size={11} aria-hidden />
          {stackSize > 1 && <Word of={String(stackSize)} />}
        </span>
      )}
      {StateIcon !== null && (
        <span
          className={classNames(styles.badge, styles.state, state === 'failed' && styles.failed)}
          title={t(`grid.badge.${state}`)}
        >
          <StateIcon size={12} aria-hidden />
        </span>
      )}
    </>
  );
}
