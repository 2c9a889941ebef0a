/** A windowed list over pages: loading, failed and empty in words, one row folded out, arrow keys. */
import type { ReactNode } from 'react';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { WindowList } from '../../ui/window-list';
import styles from './skipped-list.module.css';
import type { Pages } from './use-pages';
import { useRowFocus } from './use-row-focus';

export function PagedList<Row>({
  pages,
  rowPx,
  morePx = 0,
  openKey = null,
  keyOf,
  label,
  empty,
  renderRow,
}: {
  pages: Pages<Row>;
  rowPx: number;
  /** How much higher the open row is. */
  morePx?: number;
  openKey?: string | number | null;
  keyOf: (row: Row) => string | number;
  label: string;
  empty: string;
  renderRow: (row: Row, open: boolean) => ReactNode;
}) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  let open: { index: number; morePx: number } | null = null;
  for (let index = 0; openKey !== null && index < pages.total && open === null; index++) {
    const row = pages.rowAt(index);
    if (row !== null && keyOf(row) === openKey) open = { index, morePx };
  }
  const focus = useRowFocus({ count: pages.total, rowPx, open });
  if (pages.status === 'failed') {
    return (
      <div className={styles.quiet} role="alert">
        <p>{pages.error ? sentence(pages.error) : t('transfers.listFailed')}</p>
        <Button onClick={pages.refresh}>{t('transfers.tryAgain')}</Button>
      </div>
    );
  }
  if (pages.status === 'loading') return <p className={styles.quiet}>{t('transfers.loading')}</p>;
  if (pages.total === 0) return <p className={styles.quiet}>{empty}</p>;
  return (
    <div className={styles.fill} {...focus}>
      <WindowList
        count={pages.total}
        rowPx={rowPx}
        open={open}
        label={label}
        keyOf={(index) => {
          const row = pages.rowAt(index);
          return row === null ? `row ${index}` : keyOf(row);
        }}
        onLook={pages.look}
        renderRow={(index) => {
          const row = pages.rowAt(index);
          return row === null ? null : renderRow(row, open?.index === index);
        }}
      />
    </div>
  );
}
