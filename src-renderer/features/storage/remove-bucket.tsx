/** Asks before an empty bucket is deleted. */
import type { ConnectionId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
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
  const { busy, error, run } = useDialogAct();

  async function remove(): Promise<void> {
    await run(async () => {
      await call('storage.removeBucket', { connectionId, bucket });
      say({ title: t('browser.removing.bucketDone', { name: bucket }) });
      browse({ connectionId, bucket: null, prefix: '' });
    });
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
