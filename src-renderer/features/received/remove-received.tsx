/** Asks before a received share is forgotten: what of it is here is gone then. */
import type { Received } from '../../../src-shared/domain/received';
import { useTranslation } from '../../i18n/use-locale';
import { AskDialog } from '../../ui/ask-dialog';
import { useReceivedActs } from './use-received-acts';

export function RemoveReceived({ received, onClose }: { received: Received; onClose: () => void }) {
  const { t } = useTranslation();
  const acts = useReceivedActs();
  return (
    <AskDialog
      title={t('received.removeDialog.title', { title: received.title })}
      text={t('received.removeDialog.text')}
      action={t('received.removeDialog.action')}
      onDo={() => acts.remove(received)}
      onClose={onClose}
    />
  );
}
