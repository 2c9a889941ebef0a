/** Settings of mail: through which mailbox mails go out, and what keeps them. */
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useOutboxStore } from '../../stores/outbox-store';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { Section } from '../../ui/page';
import styles from './mail-account.module.css';

export function MailSettingsSection() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const account = useOutboxStore((state) => state.account);
  const open = useDialogsStore((state) => state.open);
  const settings = account?.settings ?? null;
  return (
    <Section title={t('mailAccount.title')}>
      <div className={styles.line}>
        <p className={styles.words}>
          {settings === null
            ? t('mailAccount.none')
            : t('mailAccount.set', { from: settings.from, host: settings.host })}
          {account?.warning != null && (
            <>
              <br />
              <span className={styles.quiet}>{t(`mailAccount.warning.${account.warning}`)}</span>
            </>
          )}
        </p>
        <Button onClick={() => open({ kind: 'mail-account' })}>
          {t(settings === null ? 'mailAccount.setUp' : 'mailAccount.change')}
        </Button>
      </div>
      {account?.trouble && (
        <Notice tone="danger" text={t('mailAccount.trouble', { reason: sentence(account.trouble) })} />
      )}
    </Section>
  );
}
