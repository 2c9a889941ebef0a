/** One sentence about what was left out, counted by reason. */
import { useEffect, useState } from 'react';
import type { Receipt } from '../../../src-shared/domain/receipt';
import type { SkipReason } from '../../../src-shared/domain/transfer';
import { call } from '../../bridge/client';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { formatCount, formatList } from '../../ui/format';
import styles from './receipt-sheet.module.css';

/** Looked at for their reasons; what lies beyond is only counted. */
const readForReasons = 10_000;

export function Skipped({ receipt, onShow }: { receipt: Receipt; onShow: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [reasons, setReasons] = useState<Map<SkipReason, number> | null>(null);
  useEffect(() => {
    let left = false;
    call('receipts.files', { id: receipt.id, states: ['skipped'], limit: readForReasons }).then(
      ({ items }) => {
        const counts = new Map<SkipReason, number>();
        for (const { skip } of items) if (skip !== null) counts.set(skip, (counts.get(skip) ?? 0) + 1);
        if (!left) setReasons(counts);
      },
      () => undefined, // the list itself says what is wrong
    );
    return () => {
      left = true;
    };
  }, [receipt.id]);
  if (reasons === null || reasons.size === 0) return null;
  const count = receipt.skippedCount;
  const n = formatCount(count, locale);
  const words = [...reasons]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, of]) => t(`receipts.leftOut.reason.${reason}`, { count: of, n: formatCount(of, locale) }));
  const harms = receipt.verdict?.doubts.some(({ state }) => state === 'unreadable') ?? false;
  return (
    <div className={styles.leftOut}>
      <p>
        {reasons.size === 1 && reasons.has('not-media')
          ? t('receipts.leftOut.not-media', { count, n })
          : t(harms ? 'receipts.leftOut.doubt' : 'receipts.leftOut.mixed', {
              count,
              n,
              reasons: formatList(words, locale),
            })}
      </p>
      <Button tone="quiet" onClick={onShow}>
        {t('receipts.leftOut.show')}
      </Button>
    </div>
  );
}
