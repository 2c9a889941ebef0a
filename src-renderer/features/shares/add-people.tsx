/** More people for a share that is live: each gets a link and a code of their own, the others keep theirs. */
import { useRef, useState } from 'react';
import type { Share } from '../../../src-shared/domain/share';
import { useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import type { RecipientDraft } from './recipient-rules';
import { RecipientsField } from './recipients-field';
import { useShareActs } from './use-share-acts';

export function AddPeople({ share, onClose }: { share: Share; onClose: () => void }) {
  const { t } = useTranslation();
  const acts = useShareActs();
  const line = useRef<HTMLInputElement>(null);
  const [people, setPeople] = useState<RecipientDraft[]>([]);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);

  async function add(): Promise<void> {
    if (busy) return;
    if (people.length === 0) {
      setMissing(true);
      line.current?.focus();
      return;
    }
    setBusy(true);
    if (await acts.add(share, people)) onClose();
    else setBusy(false);
  }
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => void add()}
      title={t('shares.addDialog.title', { title: share.title })}
      description={t('shares.addDialog.text')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {busy ? t('shares.addDialog.busy') : t('shares.addDialog.submit')}
          </Button>
        </>
      }
    >
      <RecipientsField recipients={people} missing={missing} inputRef={line} onChange={setPeople} />
    </Dialog>
  );
}
