/** What a place says when it has nothing to show, is still loading, or could not be loaded. */
import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

export interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  /** Technical words that fold out. */
  details?: { label: string; text: string } | null;
  /** `alert`: read out at once. */
  role?: 'status' | 'alert';
  /** 1 where nothing above it is the heading of the page. */
  level?: 1 | 2;
}

export function EmptyState({ icon, title, text, actions, details, role, level = 2 }: EmptyStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={styles.state} role={role}>
      {icon !== undefined && <div className={styles.icon}>{icon}</div>}
      <Heading className={styles.title}>{title}</Heading>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      {details && (
        <details className={styles.details}>
          <summary>{details.label}</summary>
          <pre>{details.text}</pre>
        </details>
      )}
    </div>
  );
}
