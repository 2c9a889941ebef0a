/** The Outbox: what has not gone yet and why, what has, and each mail to read and to bring by hand. */
import { ArrowLeft, Mail as MailIcon, MailWarning, Send } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { Mail } from '../../../src-shared/domain/mail';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { isOpenMail, needsPerson, useOutboxStore } from '../../stores/outbox-store';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { EmptyState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';
import { isBad } from './mail-words';
import styles from './outbox.module.css';
import { ReadMail } from './read-mail';
import { useMailStateWords } from './use-mail-state-words';

export function OutboxView() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { status, error, mails, openId, load, read } = useOutboxStore();
  const open = mails.find(({ id }) => id === openId) ?? null;
  if (status === 'loading') return <EmptyState level={1} role="status" title={t('common.loading')} />;
  if (status === 'failed' && error !== null)
    return (
      <EmptyState
        level={1}
        role="alert"
        title={t('outbox.loadFailed')}
        text={sentence(error)}
        actions={<Button onClick={() => void load()}>{t('common.retry')}</Button>}
      />
    );
  return (
    <div className={styles.view}>
      <Head />
      {mails.length === 0 ? (
        <EmptyState
          icon={<MailIcon size={32} strokeWidth={1.5} aria-hidden />}
          title={t('outbox.emptyTitle')}
          text={t('outbox.emptyText')}
        />
      ) : (
        <div className={styles.panes} data-reading={open !== null}>
          <Mails mails={mails} />
          <section className={styles.reading} aria-label={t('outbox.words')}>
            {open === null ? (
              <p className={styles.none}>{t('outbox.none')}</p>
            ) : (
              <>
                <div className={styles.back}>
                  <Button icon={<ArrowLeft size={15} aria-hidden />} onClick={() => read(null)}>
                    {t('common.back')}
                  </Button>
                </div>
                <ReadMail key={open.id} mail={open} />
              </>
            )}
          </section>
        </div>
      )}
    </div>
  );
}

function Head() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { mails, account } = useOutboxStore();
  const open = useDialogsStore((state) => state.open);
  const waiting = mails.some(({ state }) => state === 'waiting');
  async function sendAll(): Promise<void> {
    try {
      await call('outbox.send', {});
    } catch (thrown) {
      say({ title: t('outbox.failed'), text: sentence(asAppError(thrown)), error: true });
    }
  }
  const setUp = account !== null && account.settings !== null;
  return (
    <header className={styles.head}>
      <div className={styles.headRow}>
        <h1 className={styles.title}>{t('outbox.title')}</h1>
        <Button onClick={() => open({ kind: 'mail-account' })}>
          {t(setUp ? 'outbox.account' : 'outbox.setUp')}
        </Button>
        {setUp && waiting && (
          <Button icon={<Send size={15} aria-hidden />} onClick={() => void sendAll()}>
            {t('outbox.sendAll')}
          </Button>
        )}
      </div>
      {account !== null && account.settings === null && <Notice text={t('outbox.notSetUp')} />}
      {account?.trouble && (
        <Notice
          tone="danger"
          text={t('mailAccount.trouble', { reason: sentence(account.trouble) })}
          details={
            account.trouble.details === undefined
              ? null
              : { label: t('common.details'), text: account.trouble.details }
          }
        />
      )}
    </header>
  );
}

function Mails({ mails }: { mails: readonly Mail[] }) {
  const { t } = useTranslation();
  const { openId, read } = useOutboxStore();
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(
    () => ({ open: mails.filter(isOpenMail), sent: mails.filter((mail) => !isOpenMail(mail)) }),
    [mails],
  );
  const order = [...groups.open, ...groups.sent];
  const focusedId = order.some(({ id }) => id === openId) ? openId : (order[0]?.id ?? null);

  /** Arrows walk through the mails and read them, as in a mail program. */
  function walk(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -order.length, End: order.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = order.findIndex(({ id }) => id === openId);
    const next = order[Math.max(0, Math.min(order.length - 1, (at < 0 && step > 0 ? -1 : at) + step))];
    if (next === undefined) return;
    read(next.id);
    list.current?.querySelector<HTMLElement>(`[data-mail="${next.id}"]`)?.focus();
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows only move the focus between the buttons inside
    <div ref={list} className={styles.list} onKeyDown={walk}>
      {(['open', 'sent'] as const).map(
        (group) =>
          groups[group].length > 0 && (
            <section key={group} aria-label={t(`outbox.${group}`)}>
              <h2 className={styles.heading}>{t(`outbox.${group}`)}</h2>
              <ul>
                {groups[group].map((mail) => (
                  <MailRow
                    key={mail.id}
                    mail={mail}
                    current={mail.id === openId}
                    tabbable={mail.id === focusedId}
                    onRead={() => read(mail.id)}
                  />
                ))}
              </ul>
            </section>
          ),
      )}
    </div>
  );
}

function MailRow(props: { mail: Mail; current: boolean; tabbable: boolean; onRead: () => void }) {
  const { mail, current, tabbable, onRead } = props;
  const { t } = useTranslation();
  const words = useMailStateWords();
  return (
    <li>
      <button
        type="button"
        data-mail={mail.id}
        className={styles.row}
        aria-current={current ? 'true' : undefined}
        tabIndex={tabbable ? 0 : -1}
        onClick={onRead}
      >
        <span className={styles.rowTop}>
          <span className={styles.to}>{mail.to.name || mail.to.email}</span>
          <span className={styles.kind}>{t(`outbox.kind.${mail.kind}`)}</span>
        </span>
        <span className={styles.subject}>{mail.subject}</span>
        <span className={classNames(styles.rowState, isBad(mail) && styles.bad)}>
          {needsPerson(mail) && <MailWarning size={13} aria-hidden />}
          {words(mail)}
        </span>
      </button>
    </li>
  );
}
