/** Asks before a share ends for one person or for all of them: it cannot be taken back. */
import { useRef, useState } from 'react';
import type { Share, ShareRecipient } from '../../../src-shared/domain/share';
import { useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { useConnectionName } from '../connections/connection-words';
import { personName } from './share-words';
import { useShareActs } from './use-share-acts';

export function RevokeShare(props: { share: Share; recipient: ShareRecipient | null; onClose: () => void }) {
  const { share, recipient, onClose } = props;
  const { t } = useTranslation();
  const acts = useShareActs();
  const cancel = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const connections = useConnectionsStore((state) => state.connections);
  const place = useConnectionName()(
    share.connectionId,
    connections.find(({ id }) => id === share.connectionId)?.name ?? '',
  );
  const { title } = share;
  const name = recipient === null ? '' : personName(recipient);

  async function revoke(): Promise<void> {
    setBusy(true);
    if (await acts.revoke(share, recipient)) onClose();
    else setBusy(false);
  }
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      initialFocus={cancel}
      title={
        recipient === null
          ? t('shares.revokeDialog.titleAll', { title })
          : t('shares.revokeDialog.titleOne', { title, name })
      }
      description={
        recipient === null
          ? t('shares.revokeDialog.textAll', { place })
          : t('shares.revokeDialog.textOne', { name })
      }
      closeLabel={t('common.close')}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button tone="danger" disabled={busy} focusableWhenDisabled onClick={() => void revoke()}>
            {t(recipient === null ? 'shares.revokeDialog.all' : 'shares.revokeDialog.one')}
          </Button>
        </>
      }
    >
      {share.recipients.some(({ openedCount }) => openedCount > 0) && (
        <Notice text={t('shares.revokeDialog.saved')} />
      )}
    </Dialog>
  );
}
