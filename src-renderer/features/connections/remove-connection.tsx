/** Removes a connection, unless albums are kept on it. */
import type { Connection } from '../../../src-shared/domain/connection';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';

export function RemoveConnection({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const { busy, error, run } = useDialogAct();
  const inUse = connection.albumCount > 0;

  async function remove(): Promise<void> {
    await run(async () => {
      await call('connections.remove', { id: connection.id });
      say({ title: t('connections.removed', { name: connection.name }) });
      onClose();
    });
  }
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      title={t('connections.removeTitle', { name: connection.name })}
      description={
        inUse
          ? t('connections.inUse', {
              count: connection.albumCount,
              formatted: formatCount(connection.albumCount, locale),
            })
          : t('connections.removeText')
      }
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{inUse ? t('common.close') : t('common.cancel')}</Button>
          {!inUse && (
            <Button tone="danger" disabled={busy} focusableWhenDisabled onClick={() => void remove()}>
              {t('connections.removeConfirm')}
            </Button>
          )}
        </>
      }
    >
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Dialog>
  );
}
