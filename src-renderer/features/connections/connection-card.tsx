/** One connection as a card: what it is, how it did in its last test, how much it holds, and what can be done with it. */
import {
  Cloud,
  Ellipsis,
  FolderInput,
  FolderOpen,
  FolderSearch,
  HardDrive,
  Pencil,
  Trash2,
} from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Connection } from '../../../src-shared/domain/connection';
import type { StoreUsage } from '../../../src-shared/domain/storage';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatCount } from '../../ui/format';
import { Menu, type MenuEntry } from '../../ui/menu';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';
import styles from './connection-card.module.css';
import { useConfigAddress, useConnectionName } from './connection-words';
import { Gateway } from './gateway';
import { Limits } from './limits';
import { Prices } from './prices';
import { Report } from './report';
import { headline } from './report-words';
import { useAgo } from './use-ago';

export function ConnectionCard({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const name = useConnectionName()(connection.id, connection.name);
  const address = useConfigAddress()(connection.config);
  const entries = useEntries(connection);
  const open = useDialogsStore((state) => state.open);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [shown, setShown] = useState(false);
  const reportId = useId();
  const { config, report } = connection;

  async function test(): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      // The report comes with the changed connection, as an event.
      await call('connections.probe', { id: connection.id });
      setShown(true);
    } catch (thrown) {
      setError(asAppError(thrown));
    }
    setBusy(false);
  }

  return (
    <li className={styles.card}>
      <div className={styles.main}>
        {config.kind === 'local' ? <HardDrive size={18} aria-hidden /> : <Cloud size={18} aria-hidden />}
        <div className={styles.words}>
          <h2 className={styles.name}>
            {name}
            {connection.builtIn && <span className={styles.badge}>{t('connections.builtIn')}</span>}
          </h2>
          <p className={styles.address}>{address}</p>
          <Facts connection={connection} />
        </div>
        <div className={styles.actions}>
          <Button
            icon={<FolderInput size={15} aria-hidden />}
            aria-label={`${t('connections.openBucket.menu')} ${name}`}
            onClick={() => open({ kind: 'open-bucket', connectionId: connection.id })}
          >
            {t('connections.openBucket.menu')}
          </Button>
          <Menu
            align="end"
            entries={entries}
            trigger={
              <IconButton label={t('connections.menu', { name })} icon={<Ellipsis size={16} aria-hidden />} />
            }
          />
        </div>
      </div>
      <div className={styles.test}>
        <TestLine report={report} busy={busy} />
        {report !== null && !busy && (
          <Button
            tone="quiet"
            aria-expanded={shown}
            aria-controls={reportId}
            onClick={() => setShown(!shown)}
          >
            {t(shown ? 'connections.report.hide' : 'connections.report.show')}
          </Button>
        )}
        <Button
          tone="quiet"
          aria-label={t(report === null ? 'connections.report.testFor' : 'connections.report.againFor', {
            name,
          })}
          disabled={busy}
          focusableWhenDisabled
          onClick={() => void test()}
        >
          {t(report === null ? 'connections.report.test' : 'connections.report.again')}
        </Button>
      </div>
      {busy && <ProgressBar label={t('connections.report.testing')} share={null} />}
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
      <div id={reportId} hidden={!shown || report === null || busy}>
        {shown && report !== null && !busy && <Report report={report} name={name} address={address} />}
      </div>
      <Limits connection={connection} />
      <Prices connection={connection} />
      {connection.builtIn && <Gateway />}
    </li>
  );
}

function TestLine({ report, busy }: { report: Connection['report']; busy: boolean }) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const ago = useAgo();
  return (
    <p
      className={classNames(styles.tested, report !== null && !report.ok && !busy && styles.bad)}
      role="status"
    >
      {busy
        ? t('connections.report.testing')
        : report === null
          ? t('connections.report.never')
          : `${headline(report, { t, language: i18n.language, locale }).replace(/[:.]$/, '')} · ${ago(report.testedAtMs)}`}
    </p>
  );
}

/** `S3 · 3 albums · 41.2 GB stored`. */
function Facts({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const usage = useConnectionsStore((state) => state.usage[connection.id]);
  const loadUsage = useConnectionsStore((state) => state.loadUsage);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision may be another account
  useEffect(() => void loadUsage(connection.id), [connection.id, connection.revision, loadUsage]);
  const counted = (count: number) => ({ count, formatted: formatCount(count, locale) });
  const facts = [
    t(`connections.kind.${connection.config.kind}`),
    connection.albumCount === 0
      ? t('connections.noAlbums')
      : t('connections.albums', counted(connection.albumCount)),
    ...usageWords(usage),
  ];
  function usageWords(told: StoreUsage | undefined): string[] {
    if (told === undefined) return [];
    const words: string[] = [];
    if (told.bucketCount !== null) words.push(t('connections.usageBuckets', counted(told.bucketCount)));
    if (told.totalBytes !== null) {
      const size = formatBytes(told.totalBytes, locale);
      words.push(
        told.quotaBytes === null
          ? t('connections.usage', { size })
          : t('connections.usageQuota', { size, quota: formatBytes(told.quotaBytes, locale) }),
      );
    }
    return words;
  }
  return <p className={classNames(styles.facts, 'tabular')}>{facts.join(' · ')}</p>;
}

function useEntries(connection: Connection): MenuEntry[] {
  const { t } = useTranslation();
  const open = useDialogsStore((state) => state.open);
  const { config } = connection;
  const browse = useNavigationStore((state) => state.browse);
  const entries: MenuEntry[] = [
    {
      id: 'browse',
      label: t('browser.look'),
      icon: <FolderSearch size={15} aria-hidden />,
      onSelect: () => browse({ connectionId: connection.id, bucket: null, prefix: '' }),
    },
    {
      id: 'edit',
      label: t(connection.builtIn ? 'connections.rename' : 'connections.edit'),
      icon: <Pencil size={15} aria-hidden />,
      onSelect: () => open({ kind: 'edit-connection', connection }),
    },
  ];
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
  return entries;
}
