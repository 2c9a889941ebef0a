/** A share stays open longer: by some days, or until a day that is chosen. */
import { useState } from 'react';
import type { Share } from '../../../src-shared/domain/share';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatCount, formatDate, formatLongDate } from '../../ui/format';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useShareActs } from './use-share-acts';

const dayMs = 86_400_000;
const offered = [7, 14, 30, 90] as const;
/** `2026-12-06` of this computer's calendar, as a date field writes it. */
const fieldDate = (atMs: number): string => {
  const day = new Date(atMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};

export function ExtendShare({ share, onClose }: { share: Share; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const acts = useShareActs();
  const nowMs = useState(() => Date.now())[0];
  const endsAtMs = share.endsAtMs ?? nowMs;
  const [chosen, setChosen] = useState<string>('14');
  const [date, setDate] = useState(() => fieldDate(endsAtMs + 14 * dayMs));
  const [busy, setBusy] = useState(false);
  // The whole of that day, as people mean it.
  const typedMs = new Date(`${date}T23:59:59`).getTime();
  const untilMs = chosen === 'own' ? typedMs : endsAtMs + Number(chosen) * dayMs;
  const wrong = !Number.isFinite(untilMs) || untilMs <= nowMs;

  async function extend(): Promise<void> {
    if (wrong || busy) return;
    setBusy(true);
    if (await acts.extend(share, untilMs)) onClose();
    else setBusy(false);
  }
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => void extend()}
      title={t('shares.extendDialog.title', { title: share.title })}
      description={t('shares.extendDialog.text', { date: formatLongDate(endsAtMs, locale) })}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {t('shares.extendDialog.submit')}
          </Button>
        </>
      }
    >
      <Select
        label={t('shares.extendDialog.until')}
        value={chosen}
        onValueChange={setChosen}
        options={[
          ...offered.map((days) => ({
            value: String(days),
            label: t('shares.extendDialog.days', { count: days, n: formatCount(days, locale) }),
            hint: formatDate(endsAtMs + days * dayMs, locale),
          })),
          { value: 'own', label: t('shares.extendDialog.day') },
        ]}
        hint={t('shares.extendDialog.links')}
      />
      {chosen === 'own' && (
        <TextField
          type="date"
          label={t('shares.extendDialog.day')}
          value={date}
          min={fieldDate(nowMs)}
          error={wrong ? t('shares.extendDialog.wrong') : null}
          onValueChange={setDate}
        />
      )}
    </Dialog>
  );
}
