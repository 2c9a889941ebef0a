/** The Outbox: every mail, newest first, and the account they go out through. */
import { create } from 'zustand';
import type { AppError } from '../../src-shared/app-error';
import type { Mail, MailAccount } from '../../src-shared/domain/mail';
import type { EventPayload } from '../../src-shared/ipc-contract';
import type { MailId } from '../../src-shared/units';
import { asAppError, call } from '../bridge/client';

interface OutboxState {
  status: 'loading' | 'ready' | 'failed';
  error: AppError | null;
  mails: Mail[];
  /** null: not told yet. */
  account: MailAccount | null;
  /** The mail that is read; null: none. */
  openId: MailId | null;
  load(): Promise<void>;
  loadAccount(): Promise<void>;
  setAccount(account: MailAccount): void;
  applyChanged(event: EventPayload<'outbox.changed'>): void;
  /** An answer to a person's act may come before its event. */
  put(mail: Mail): void;
  read(id: MailId | null): void;
}

const newestFirst = (a: Mail, b: Mail): number => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1);

export const useOutboxStore = create<OutboxState>()((set, get) => ({
  status: 'loading',
  error: null,
  mails: [],
  account: null,
  openId: null,
  async load() {
    try {
      const mails = await call('outbox.list', {});
      set({ status: 'ready', error: null, mails: [...mails].sort(newestFirst) });
    } catch (error) {
      set({ status: 'failed', error: asAppError(error) });
    }
  },
  async loadAccount() {
    set({ account: await call('mail.get', {}) });
  },
  setAccount: (account) => set({ account }),
  applyChanged({ mails, removedIds }) {
    const gone = new Set<MailId>([...removedIds, ...mails.map(({ id }) => id)]);
    set((old) => ({
      mails: [...old.mails.filter(({ id }) => !gone.has(id)), ...mails].sort(newestFirst),
      openId: old.openId !== null && removedIds.includes(old.openId) ? null : old.openId,
    }));
    // What the account has come to is told by the mails that wait for it, or no longer do.
    if (mails.some(({ waitsFor, state }) => waitsFor === 'account' || state === 'sent'))
      void get()
        .loadAccount()
        .catch(() => undefined);
  },
  put: (mail) =>
    set((old) => ({ mails: [...old.mails.filter(({ id }) => id !== mail.id), mail].sort(newestFirst) })),
  read: (openId) => set({ openId }),
}));

/** Something a person must do: it is refused, failed, unsure, or waits for what only they can mend. */
export const needsPerson = ({ state, waitsFor }: Mail): boolean =>
  state === 'refused' ||
  state === 'failed' ||
  state === 'unsure' ||
  (state === 'waiting' && (waitsFor === 'set-up' || waitsFor === 'account'));

/** Not gone yet. */
export const isOpenMail = ({ state }: Mail): boolean => state !== 'sent';
