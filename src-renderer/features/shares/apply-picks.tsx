/** Choices become stars and colours of the photos themselves. */
import { useState } from 'react';
import type { Share, ShareRecipient } from '../../../src-shared/domain/share';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { Checkbox } from '../../ui/switch';
import { say } from '../../ui/toast';
import { useUndo } from '../cull/use-undo';
import { personName } from './share-words';

export function ApplyPicks(props: { share: Share; recipient: ShareRecipient | null; onClose: () => void }) {
  const { share, recipient, onClose } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const undo = useUndo();
  const [stars, setStars] = useState('5');
  const [colours, setColours] = useState(true);
  const { busy, error, run } = useDialogAct();
  const n = (count: number) => ({ count, n: formatCount(count, locale) });

  async function apply(): Promise<void> {
    await run(async () => {
      const { changed } = await call('shares.applyPicks', {
        id: share.id,
        ...(recipient !== null && { recipientId: recipient.id }),
        heartRating: stars === '0' ? null : Number(stars),
        colours,
      });
      onClose();
      say({
        title: changed === 0 ? t('shares.apply.doneNone') : t('shares.apply.done', n(changed)),
        ...(changed > 0 && { action: { label: t('selections.undo'), onSelect: () => undo.back() } }),
      });
    });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => void apply()}
      title={t('shares.apply.title')}
      description={
        recipient === null
          ? t('shares.apply.textAll')
          : t('shares.apply.textOne', { name: personName(recipient) })
      }
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            tone="main"
            disabled={busy || (stars === '0' && !colours)}
            focusableWhenDisabled
          >
            {t('shares.apply.submit')}
          </Button>
        </>
      }
    >
      <Select
        label={t('shares.apply.heart')}
        value={stars}
        onValueChange={setStars}
        options={[
          ...[5, 4, 3, 2, 1].map((count) => ({
            value: String(count),
            label: t('shares.apply.stars', n(count)),
          })),
          { value: '0', label: t('shares.apply.noStars') },
        ]}
      />
      <Checkbox label={t('shares.apply.colours')} checked={colours} onCheckedChange={setColours} />
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Dialog>
  );
}
