/** Storage: every connection, and how their keys are kept. */
import { KeyRound, Plus } from 'lucide-react';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { useDoctor } from '../settings/use-doctor';
import { ConnectionCard } from './connection-card';
import styles from './connections-view.module.css';

export function ConnectionsView() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { status, error, connections, load } = useConnectionsStore();
  const open = useDialogsStore((state) => state.open);
  const { doctor } = useDoctor();

  if (status === 'loading') return <EmptyState level={1} role="status" title={t('common.loading')} />;
  if (error !== null) {
    return (
      <EmptyState
        level={1}
        role="alert"
        title={t('connections.loadFailed')}
        text={sentence(error)}
        actions={<Button onClick={() => void load()}>{t('common.retry')}</Button>}
      />
    );
  }
  return (
    <Page
      title={t('connections.title')}
      text={t('connections.text')}
      action={
        <Button
          tone="main"
          icon={<Plus size={15} aria-hidden />}
          onClick={() => open({ kind: 'add-connection' })}
        >
          {t('connections.add')}
        </Button>
      }
    >
      <ul className={styles.list}>
        {connections.map((connection) => (
          <ConnectionCard key={connection.id} connection={connection} />
        ))}
      </ul>
      {doctor !== null && (
        <p className={styles.vault}>
          <KeyRound size={14} aria-hidden />
          {t(`connections.secrets.${doctor.vault.backend}`)}
        </p>
      )}
    </Page>
  );
}
