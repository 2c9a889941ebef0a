/** Stars, flag and colour of one photo, to see and to click. */
import { Flag, FlagOff, Star } from 'lucide-react';
import { memo } from 'react';
import { type Cull, PhotoColour, packCull } from '../../../src-shared/domain/cull';
import { useTranslation } from '../../i18n/use-locale';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import styles from './cull-bar.module.css';
import type { CullChange } from './cull-keys';

const stars = [1, 2, 3, 4, 5];
/** Those that have a key; purple, which other programs set, shows where it is. */
const keyed = 4;
const coloursBeside = (chosen: PhotoColour): PhotoColour[] =>
  PhotoColour.options.slice(1, chosen === 'purple' ? undefined : keyed + 1);

interface Props {
  cull: Cull;
  onMark: (change: CullChange) => void;
}

/** Drawn anew only when the marks differ: with every step of the viewer it would cost more than the photo. */
export const CullBar = memo(
  function CullBar({ cull, onMark }: Props) {
    const { t } = useTranslation();
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame and a legend
      <div className={styles.bar} role="group" aria-label={t('cull.marks')}>
        <span className={styles.part}>
          {stars.map((rating) => (
            <IconButton
              key={rating}
              size="small"
              className={classNames(styles.star, rating <= cull.rating && styles.on)}
              label={t('cull.star', { count: rating, n: rating })}
              keys={String(rating)}
              tooltipSide="top"
              aria-pressed={rating === cull.rating}
              icon={<Star size={16} fill={rating <= cull.rating ? 'currentColor' : 'none'} aria-hidden />}
              onClick={() => onMark({ rating })}
            />
          ))}
        </span>
        <span className={styles.part}>
          <IconButton
            size="small"
            className={classNames(cull.flag === 'pick' && styles.on)}
            label={t('cull.flag.pick')}
            keys="P"
            tooltipSide="top"
            aria-pressed={cull.flag === 'pick'}
            icon={<Flag size={16} fill={cull.flag === 'pick' ? 'currentColor' : 'none'} aria-hidden />}
            onClick={() => onMark({ flag: cull.flag === 'pick' ? 'none' : 'pick' })}
          />
          <IconButton
            size="small"
            className={classNames(cull.flag === 'reject' && styles.rejected)}
            label={t('cull.flag.reject')}
            keys="X"
            tooltipSide="top"
            aria-pressed={cull.flag === 'reject'}
            icon={<FlagOff size={16} aria-hidden />}
            onClick={() => onMark({ flag: cull.flag === 'reject' ? 'none' : 'reject' })}
          />
        </span>
        <span className={styles.part}>
          {coloursBeside(cull.colour).map((colour, at) => (
            <IconButton
              key={colour}
              size="small"
              label={t(`cull.colour.${colour}`)}
              {...(at < keyed && { keys: String(at + 6) })}
              tooltipSide="top"
              aria-pressed={cull.colour === colour}
              icon={<span className={styles.swatch} data-colour={colour} data-on={cull.colour === colour} />}
              onClick={() => onMark({ colour })}
            />
          ))}
        </span>
      </div>
    );
  },
  (one, other) => one.onMark === other.onMark && packCull(one.cull) === packCull(other.cull),
);
