/** Accounts in the files of other programs: those of the usual places, and of files the person chose. */
import { useEffect, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { FoundAccount } from '../../../src-shared/domain/connection';
import { asAppError, call, desktop } from '../../bridge/client';

export interface FoundAccountsState {
  status: 'looking' | 'ready';
  accounts: readonly FoundAccount[];
  /** Of the file chosen last. */
  error: AppError | null;
  take(file: File): Promise<void>;
}

export const accountKey = (account: FoundAccount): string =>
  JSON.stringify([account.source, account.path, account.name]);

export function useFoundAccounts(): FoundAccountsState {
  const [status, setStatus] = useState<FoundAccountsState['status']>('looking');
  const [accounts, setAccounts] = useState<readonly FoundAccount[]>([]);
  const [error, setError] = useState<AppError | null>(null);

  useEffect(() => {
    let gone = false;
    // Nothing found and not able to look are the same for a person who has not asked.
    void call('connections.found', {})
      .catch(() => [])
      .then((found) => {
        if (gone) return;
        setAccounts((chosen) => [...chosen, ...found]);
        setStatus('ready');
      });
    return () => {
      gone = true;
    };
  }, []);

  async function take(file: File): Promise<void> {
    setError(null);
    try {
      const found = await call('connections.found', { path: desktop().pathForFile(file) });
      const keys = new Set(found.map(accountKey));
      setAccounts((old) => [...found, ...old.filter((account) => !keys.has(accountKey(account)))]);
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  }
  return { status, accounts, error, take };
}
