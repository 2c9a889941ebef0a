/** Asks before a received share is forgotten: what of it is here is gone then. */
import { useRef, useState } from 'react';
import type { Received } from '../../../src-shared/domain/received';
import { useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { useReceivedActs } from './use-received-acts';

export function RemoveReceived({ received, onClose }: { received: Received; onClose: () => void }) {
  const { t } = useTranslation();
  const acts = useReceivedActs();
  const cancel = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  async function remove(): Promise<void> {
    setBusy(true);
    if (await acts.remove(received)) onClose();
    else setBusy(false);
  }
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      initialFocus={cancel}
      title={t('received.removeDialog.title', { title: received.title })}
      description={t('received.removeDialog.text')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button tone="danger" disabled={busy} focusableWhenDisabled onClick={() => void remove()}>
            {t('received.removeDialog.action')}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
}
