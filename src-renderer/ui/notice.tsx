/** A sentence beside what it is about; `danger` ones are read out at once. */
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './notice.module.css';

export interface NoticeProps {
  text: ReactNode;
  tone?: 'plain' | 'danger';
  /** Technical words that fold out. */
  details?: { label: string; text: string } | null;
}

export function Notice({ text, tone = 'plain', details }: NoticeProps) {
  return (
    <div
      className={classNames(styles.notice, tone === 'danger' && styles.danger)}
      role={tone === 'danger' ? 'alert' : undefined}
    >
      <p>{text}</p>
      {details && (
        <details className={styles.details}>
          <summary>{details.label}</summary>
          <p>{details.text}</p>
        </details>
      )}
    </div>
  );
}
