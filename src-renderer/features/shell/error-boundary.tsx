/** Catches a screen that could not be drawn, says so, and offers to draw it again. */
import { Component, type ReactNode } from 'react';
import { useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';

function Crashed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      level={1}
      role="alert"
      title={t('shell.crashedTitle')}
      text={t('shell.crashedText')}
      actions={<Button onClick={onRetry}>{t('shell.crashedAction')}</Button>}
      details={{ label: t('common.details'), text: error.stack ?? error.message }}
    />
  );
}

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? (
      this.props.children
    ) : (
      <Crashed error={error} onRetry={() => this.setState({ error: null })} />
    );
  }
}
