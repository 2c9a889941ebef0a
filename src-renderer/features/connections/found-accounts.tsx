/** Accounts of other programs, each added with one click and a name. */
import { Check, FileKey } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { FoundAccount } from '../../../src-shared/domain/connection';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { Button } from '../../ui/button';
import { DialogContent } from '../../ui/dialog';
import { FileButton } from '../../ui/file-button';
import { Notice } from '../../ui/notice';
import { TextField } from '../../ui/text-field';
import { say } from '../../ui/toast';
import { useConfigAddress } from './connection-words';
import { freeName, nameOfAccount } from './draft';
import styles from './found-accounts.module.css';
import { accountKey, type FoundAccountsState } from './use-found-accounts';

export function FoundAccounts({
  found,
  onBack,
  onDone,
}: {
  found: FoundAccountsState;
  onBack: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.focus(), []);
  return (
    <DialogContent
      title={t('connections.found.title')}
      description={t('connections.found.text')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onBack}>{t('common.back')}</Button>
          <Button tone="main" onClick={onDone}>
            {t('connections.found.done')}
          </Button>
        </>
      }
    >
      <div ref={list} className={styles.found} tabIndex={-1}>
        {found.accounts.length === 0 && (
          <p className={styles.none} role="status">
            {t(found.status === 'looking' ? 'connections.found.looking' : 'connections.found.none')}
          </p>
        )}
        <ul className={styles.list}>
          {found.accounts.map((account) => (
            <AccountRow key={accountKey(account)} account={account} />
          ))}
        </ul>
      </div>
      {found.error !== null && <Notice tone="danger" text={sentence(found.error)} />}
      <div className={styles.choose}>
        <FileButton icon={<FileKey size={15} aria-hidden />} onFile={(file) => void found.take(file)}>
          {t('connections.found.choose')}
        </FileButton>
        <p className={styles.hint}>{t('connections.found.chooseHint')}</p>
      </div>
    </DialogContent>
  );
}

function AccountRow({ account }: { account: FoundAccount }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const address = useConfigAddress();
  const taken = useConnectionsStore((state) => state.connections);
  const [name, setName] = useState(() =>
    freeName(
      nameOfAccount(account),
      taken.map((connection) => connection.name),
    ),
  );
  const [secret, setSecret] = useState('');
  const [missing, setMissing] = useState<'name' | 'secret' | null>(null);
  const [state, setState] = useState<'open' | 'adding' | 'added'>('open');
  const [error, setError] = useState<AppError | null>(null);
  const asksSecret = account.config !== null && !account.hasSecret;

  async function add(): Promise<void> {
    if (state !== 'open') return;
    const lacking = name.trim() === '' ? 'name' : asksSecret && secret === '' ? 'secret' : null;
    setMissing(lacking);
    if (lacking !== null) return;
    setState('adding');
    setError(null);
    try {
      const { source, path, name: entry } = account;
      const added = await call('connections.addFound', {
        source,
        path,
        account: entry,
        name: name.trim(),
        ...(secret !== '' && { secret }),
      });
      say({ title: t('connections.form.added', { name: added.name }) });
      setState('added');
      setSecret('');
    } catch (thrown) {
      setError(asAppError(thrown));
      setState('open');
    }
  }

  return (
    <li className={styles.account}>
      <div className={styles.words}>
        <p className={styles.name}>
          <span className={styles.source}>{t(`connections.found.source.${account.source}`)}</span>
          {account.name}
        </p>
        <p className={styles.hint}>
          {account.config === null ? t('connections.found.cannot') : address(account.config)}
        </p>
        <p className={styles.hint}>{account.path}</p>
        {account.note !== '' && (
          <p className={styles.note} lang="en">
            {account.note}
          </p>
        )}
      </div>
      {state === 'added' ? (
        <p className={styles.added} role="status">
          <Check size={15} aria-hidden />
          {t('connections.found.added')}
        </p>
      ) : (
        account.config !== null && (
          <form
            noValidate
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              void add();
            }}
          >
            <TextField
              label={t('connections.found.name', { account: account.name })}
              labelHidden
              maxLength={120}
              value={name}
              onValueChange={setName}
              error={missing === 'name' ? t('connections.problems.nameMissing') : null}
              action={
                <Button
                  type="submit"
                  aria-label={t('connections.found.addFor', { account: account.name })}
                  disabled={state === 'adding'}
                  focusableWhenDisabled
                >
                  {t(state === 'adding' ? 'connections.found.adding' : 'connections.found.add')}
                </Button>
              }
            />
            {asksSecret && (
              <TextField
                label={t('connections.found.password', { account: account.name })}
                hint={t('connections.found.passwordHint')}
                type="password"
                autoComplete="off"
                value={secret}
                onValueChange={setSecret}
                error={missing === 'secret' ? t('connections.found.passwordMissing') : null}
              />
            )}
          </form>
        )
      )}
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </li>
  );
}
