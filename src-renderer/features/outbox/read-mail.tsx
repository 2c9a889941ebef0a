/** One mail as it goes out: where it stands and why, its words, and every way to bring what it holds by hand. */
import { Copy, FileDown, Send, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Mail, RenderedMail } from '../../../src-shared/domain/mail';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useOutboxStore } from '../../stores/outbox-store';
import { useSharesStore } from '../../stores/shares-store';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatCount, formatDateTime } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';
import { fileNameOf } from '../receipts/receipt-rules';
import { drawMail } from './draw-mail';
import { canSend, isBad } from './mail-words';
import styles from './outbox.module.css';
import { useMailStateWords } from './use-mail-state-words';

export function ReadMail({ mail }: { mail: Mail }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { rendered, gone, error } = useRendered(mail);
  return (
    <article className={styles.mail}>
      <header className={styles.mailHead}>
        <h2 className={styles.mailSubject}>{mail.subject}</h2>
        <dl className={styles.addresses}>
          <Address label={t('outbox.to')} person={mail.to} />
          {rendered !== null && (
            <Address
              label={t('outbox.from')}
              person={rendered.from ?? { email: '', name: t('outbox.nobody') }}
            />
          )}
        </dl>
        <Standing mail={mail} />
        <Acts mail={mail} rendered={rendered} />
      </header>
      {error !== null && <Notice tone="danger" text={`${t('outbox.readFailed')}. ${sentence(error)}`} />}
      {gone && <Notice text={t('outbox.gone')} />}
      {rendered !== null && <Letter rendered={rendered} />}
    </article>
  );
}

function Address({ label, person }: { label: string; person: { email: string; name: string } }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-selectable>
        {person.name}
        {person.email !== '' && <span className={styles.quiet}> {person.email}</span>}
      </dd>
    </div>
  );
}

/** What is shown is asked for when it is read, and forgotten with the mail: it holds secrets. */
function useRendered(mail: Mail): { rendered: RenderedMail | null; gone: boolean; error: AppError | null } {
  const [shown, setShown] = useState<{
    rendered: RenderedMail | null;
    gone: boolean;
    error: AppError | null;
  }>({
    rendered: null,
    gone: false,
    error: null,
  });
  useEffect(() => {
    let left = false;
    call('outbox.show', { id: mail.id }).then(
      ({ rendered }) => !left && setShown({ rendered, gone: rendered === null, error: null }),
      (thrown) => !left && setShown({ rendered: null, gone: false, error: asAppError(thrown) }),
    );
    return () => {
      left = true;
    };
  }, [mail.id]);
  return shown;
}

function Standing({ mail }: { mail: Mail }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const words = useMailStateWords();
  const { state, error, attempts, answer, expiresAtMs } = mail;
  const bad = isBad(mail);
  const facts = [
    ...(attempts > 1 ? [t('outbox.attempts', { count: attempts, n: formatCount(attempts, locale) })] : []),
    ...(expiresAtMs !== null && state !== 'sent'
      ? [t('outbox.expires', { time: formatDateTime(expiresAtMs, locale) })]
      : []),
  ];
  return (
    <div className={styles.standing} role="status">
      <p className={classNames(styles.standingWords, bad && styles.bad)}>{words(mail)}</p>
      {error !== null && state !== 'sent' && (
        <p>
          {sentence(error)}
          {error.details !== undefined && <span className={styles.quiet}> {error.details}</span>}
        </p>
      )}
      {answer !== null && <p className={styles.quiet}>{t('outbox.answer', { answer })}</p>}
      {facts.length > 0 && <p className={styles.quiet}>{facts.join(' · ')}</p>}
    </div>
  );
}

function Acts({ mail, rendered }: { mail: Mail; rendered: RenderedMail | null }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const openShare = useNavigationStore((state) => state.openShare);
  const isSetUp = useOutboxStore((state) => state.account?.settings != null);
  const { shareId } = mail;
  const isThere = useSharesStore((state) => state.shares.some(({ id }) => id === shareId));
  const { put, applyChanged } = useOutboxStore.getState();

  const tried = (act: () => Promise<void>) => (): void => {
    act().catch((thrown) =>
      say({ title: t('outbox.failed'), text: sentence(asAppError(thrown)), error: true }),
    );
  };
  const copy = (text: string, done: string) =>
    tried(async () => {
      await navigator.clipboard.writeText(text);
      say({ title: done });
    });
  const saveFile = tried(async () => {
    const name = t('outbox.emlName', { name: mail.to.name || mail.to.email });
    const path = await desktop().pickSavePath(fileNameOf(name, 'eml'));
    if (path === null) return;
    // Whoever named a file that is there already was asked by the system's own dialog.
    await call('outbox.eml', { id: mail.id, path, replace: true });
    say({
      title: t('outbox.emlSaved'),
      text: t('outbox.emlText'),
      action: { label: t('outbox.emlShow'), onSelect: () => void desktop().revealPath(path) },
    });
  });
  const discard = tried(async () => {
    await call('outbox.discard', { id: mail.id });
    applyChanged({ mails: [], removedIds: [mail.id] });
    say({ title: t('outbox.discarded'), ...(mail.state !== 'sent' && { text: t('outbox.discardedText') }) });
  });
  const buttons: ReactNode[] = [
    canSend(mail) && isSetUp && (
      <Button
        key="send"
        tone="main"
        icon={<Send size={14} aria-hidden />}
        onClick={tried(async () => put(await call('outbox.retry', { id: mail.id })))}
      >
        {t(mail.state === 'waiting' ? 'outbox.sendNow' : 'outbox.sendAgain')}
      </Button>
    ),
    mail.state === 'unsure' && (
      <Button key="arrived" onClick={tried(async () => put(await call('outbox.arrived', { id: mail.id })))}>
        {t('outbox.arrived')}
      </Button>
    ),
    rendered?.link != null && (
      <Button
        key="link"
        icon={<Copy size={14} aria-hidden />}
        onClick={copy(rendered.link, t('outbox.linkCopied'))}
      >
        {t('outbox.copyLink')}
      </Button>
    ),
    rendered?.code != null && (
      <Button
        key="code"
        icon={<Copy size={14} aria-hidden />}
        onClick={copy(rendered.code, t('outbox.codeCopied'))}
      >
        {t('outbox.copyCode')}
      </Button>
    ),
    rendered !== null && (
      <Button key="file" icon={<FileDown size={14} aria-hidden />} onClick={saveFile}>
        {t('outbox.eml')}
      </Button>
    ),
    shareId !== null && isThere && (
      <Button key="share" onClick={() => openShare(shareId)}>
        {t('outbox.share')}
      </Button>
    ),
    mail.state !== 'sending' && (
      <Button key="discard" tone="quiet" icon={<Trash2 size={14} aria-hidden />} onClick={discard}>
        {t('outbox.discard')}
      </Button>
    ),
  ];
  return <div className={styles.acts}>{buttons}</div>;
}

/** Drawn as the recipient sees it, in a frame of its own that nothing acts in. */
function Letter({ rendered }: { rendered: RenderedMail }) {
  const frame = useRef<HTMLDivElement>(null);
  const { html } = rendered;
  useEffect(() => {
    const host = frame.current;
    if (host === null) return;
    drawMail(html, host.shadowRoot ?? host.attachShadow({ mode: 'open' }));
  }, [html]);
  return <div ref={frame} className={styles.letter} data-selectable data-mail-words />;
}
