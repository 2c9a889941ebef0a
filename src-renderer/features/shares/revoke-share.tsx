/** Asks before a share ends for one person or for all of them: it cannot be taken back. */
import type { Share, ShareRecipient } from '../../../src-shared/domain/share';
import { useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { AskDialog } from '../../ui/ask-dialog';
import { Notice } from '../../ui/notice';
import { useConnectionName } from '../connections/connection-words';
import { personName } from './share-words';
import { useShareActs } from './use-share-acts';

export function RevokeShare(props: { share: Share; recipient: ShareRecipient | null; onClose: () => void }) {
  const { share, recipient, onClose } = props;
  const { t } = useTranslation();
  const acts = useShareActs();
  const connections = useConnectionsStore((state) => state.connections);
  const place = useConnectionName()(
    share.connectionId,
    connections.find(({ id }) => id === share.connectionId)?.name ?? '',
  );
  const { title } = share;
  const words =
    recipient === null
      ? {
          title: t('shares.revokeDialog.titleAll', { title }),
          text: t('shares.revokeDialog.textAll', { place }),
          action: t('shares.revokeDialog.all'),
        }
      : {
          title: t('shares.revokeDialog.titleOne', { title, name: personName(recipient) }),
          text: t('shares.revokeDialog.textOne', { name: personName(recipient) }),
          action: t('shares.revokeDialog.one'),
        };
  return (
    <AskDialog {...words} onDo={() => acts.revoke(share, recipient)} onClose={onClose}>
      {share.recipients.some(({ openedCount }) => openedCount > 0) && (
        <Notice text={t('shares.revokeDialog.saved')} />
      )}
    </AskDialog>
  );
}
