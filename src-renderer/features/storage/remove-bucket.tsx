/** Asks before an empty bucket is deleted. */
import { useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { ConnectionId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';

export function RemoveBucket(props: { connectionId: ConnectionId; bucket: string; onClose: () => void }) {
  const { connectionId, bucket } = props;
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const browse = useNavigationStore((state) => state.browse);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);

  async function remove(): Promise<void> {
    setBusy(true);
    try {
      await call('storage.removeBucket', { connectionId, bucket });
      say({ title: t('browser.removing.bucketDone', { name: bucket }) });
      browse({ connectionId, bucket: null, prefix: '' });
    } catch (thrown) {
      setError(asAppError(thrown));
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      alert
      onClose={props.onClose}
      title={t('browser.removing.bucketTitle', { name: bucket })}
      description={t('browser.removing.bucketText')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button tone="danger" disabled={busy} focusableWhenDisabled onClick={() => void remove()}>
            {t('browser.removing.confirm')}
          </Button>
        </>
      }
    >
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Dialog>
  );
}
