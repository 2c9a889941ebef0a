/** The code of one person, large enough to read out. It is asked for when it is shown and forgotten when it is closed. */
import { Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Share, ShareRecipient } from '../../../src-shared/domain/share';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';
import { personName } from './share-words';
import styles from './show-code.module.css';

export function ShowCode(props: { share: Share; recipient: ShareRecipient; onClose: () => void }) {
  const { share, recipient, onClose } = props;
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const [code, setCode] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const copyButton = useRef<HTMLButtonElement>(null);
  const name = personName(recipient);
  useEffect(() => {
    let left = false;
    call('shares.secrets', { id: share.id, recipientId: recipient.id }).then(
      (secrets) => !left && setCode(secrets.code),
      (thrown) => !left && setError(asAppError(thrown)),
    );
    return () => {
      left = true;
    };
  }, [share.id, recipient.id]);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(code ?? '');
    say({ title: t('shares.code.copied') });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      initialFocus={copyButton}
      title={t('shares.code.title', { name })}
      description={t('shares.code.text')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.close')}</Button>
          <Button
            ref={copyButton}
            tone="main"
            icon={<Copy size={14} aria-hidden />}
            disabled={code === null}
            focusableWhenDisabled
            onClick={() => void copy()}
          >
            {t('shares.code.copy')}
          </Button>
        </>
      }
    >
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
      {error === null && (
        <output className={styles.code} aria-label={t('shares.code.label')} data-selectable>
          {code ?? '…'}
        </output>
      )}
      <p className={styles.hint}>{t('shares.code.onlyOnce', { name })}</p>
    </Dialog>
  );
}
