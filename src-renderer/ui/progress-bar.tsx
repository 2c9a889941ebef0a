/** How far a long job is. Say in words beside it what it does. */
import { Progress } from '@base-ui/react/progress';
import { classNames } from './class-names';
import styles from './progress-bar.module.css';

export interface ProgressBarProps {
  /** Its name for a screen reader. */
  label: string;
  /** 0..1; null while it cannot be told. */
  share: number | null;
  tone?: 'plain' | 'danger';
  className?: string | undefined;
}

export function ProgressBar({ label, share, tone = 'plain', className }: ProgressBarProps) {
  return (
    <Progress.Root
      className={classNames(styles.root, tone === 'danger' && styles.danger, className)}
      value={share === null ? null : Math.max(0, Math.min(100, share * 100))}
      aria-label={label}
    >
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={styles.fill} />
      </Progress.Track>
    </Progress.Root>
  );
}
