/** Storage: every connection, whether it works, and how its key is kept. */
import { Cloud, Ellipsis, FolderOpen, HardDrive, KeyRound, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Connection, ConnectionTest } from '../../../src-shared/domain/connection';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { Button, IconButton } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { Menu, type MenuEntry } from '../../ui/menu';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { ProgressBar } from '../../ui/progress-bar';
import { useDoctor } from '../settings/use-doctor';
import { useConnectionAddress, useConnectionName } from './connection-words';
import styles from './connections-view.module.css';
import { TestResult } from './test-result';

type TestState =
  | { busy: true }
  | { busy: false; result: ConnectionTest }
  | { busy: false; error: AppError }
  | null;

function ConnectionRow({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const name = useConnectionName()(connection.id, connection.name);
  const address = useConnectionAddress()(connection);
  const open = useDialogsStore((state) => state.open);
  const [test, setTest] = useState<TestState>(null);
  const { config } = connection;

  async function runTest(): Promise<void> {
    setTest({ busy: true });
    try {
      setTest({ busy: false, result: await call('connections.test', { id: connection.id }) });
    } catch (error) {
      setTest({ busy: false, error: asAppError(error) });
    }
  }

  const entries: MenuEntry[] = [];
  if (config.kind === 'local') {
    entries.push({
      id: 'reveal',
      label: t('connections.reveal'),
      icon: <FolderOpen size={15} aria-hidden />,
      onSelect: () => void desktop().revealPath(config.root),
    });
  }
  if (!connection.builtIn) {
    entries.push({
      id: 'remove',
      label: t('connections.remove'),
      icon: <Trash2 size={15} aria-hidden />,
      tone: 'danger',
      onSelect: () => open({ kind: 'remove-connection', connection }),
    });
  }
  return (
    <li className={styles.row}>
      <div className={styles.main}>
        {config.kind === 'local' ? <HardDrive size={18} aria-hidden /> : <Cloud size={18} aria-hidden />}
        <div className={styles.words}>
          <h2 className={styles.name}>
            {name}
            {connection.builtIn && <span className={styles.badge}>{t('connections.builtIn')}</span>}
          </h2>
          <p className={styles.facts}>{address}</p>
          <p className={styles.albums}>
            {config.kind === 'local' ? t('connections.form.kindLocal') : t('connections.s3')} ·{' '}
            {connection.albumCount === 0
              ? t('connections.noAlbums')
              : t('connections.albums', {
                  count: connection.albumCount,
                  formatted: formatCount(connection.albumCount, locale),
                })}
          </p>
        </div>
        <div className={styles.actions}>
          <Button
            aria-label={t('connections.testFor', { name })}
            disabled={test?.busy ?? false}
            focusableWhenDisabled
            onClick={() => void runTest()}
          >
            {t('connections.test')}
          </Button>
          {entries.length > 0 && (
            <Menu
              align="end"
              entries={entries}
              trigger={
                <IconButton
                  label={t('connections.menu', { name })}
                  icon={<Ellipsis size={16} aria-hidden />}
                />
              }
            />
          )}
        </div>
      </div>
      {test?.busy && (
        <div className={styles.busy} role="status">
          <ProgressBar label={t('connections.testing')} share={null} />
          <span>{t('connections.testing')}</span>
        </div>
      )}
      {test !== null && 'result' in test && <TestResult test={test.result} />}
      {test !== null && 'error' in test && <Notice tone="danger" text={sentence(test.error)} />}
    </li>
  );
}

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
          <ConnectionRow key={connection.id} connection={connection} />
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
