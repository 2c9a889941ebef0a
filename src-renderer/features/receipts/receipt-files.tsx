/** Every file of a receipt, page by page: where it stands, and what the store said of it. */
import { useCallback, useEffect, useRef } from 'react';
import type { Receipt, ReceiptFile } from '../../../src-shared/domain/receipt';
import { call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore } from '../../stores/albums-store';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatCount, formatDateTime } from '../../ui/format';
import { Select } from '../../ui/select';
import { WindowList } from '../../ui/window-list';
import { useConnectionName } from '../connections/connection-words';
import { usePages } from '../transfers/use-pages';
import { type Filter, filters, filtersFor } from './receipt-rules';
import styles from './receipt-sheet.module.css';

const rowPx = 52;

export function ReceiptFiles(props: {
  receipt: Receipt;
  filter: Filter;
  onFilter: (filter: Filter) => void;
}) {
  const { receipt, filter, onFilter } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const frame = useRef<HTMLElement>(null);
  const ask = useCallback(
    (offset: number, limit: number) => {
      const states = filters[filter];
      return call('receipts.files', {
        id: receipt.id,
        offset,
        limit,
        ...(states !== undefined && { states: [...states] }),
      });
    },
    [receipt.id, filter],
  );
  const pages = usePages<ReceiptFile>(ask, receipt.id);
  const offered = filtersFor(receipt);
  const albums = useAlbumsStore((state) => state.albums);
  const connectionName = useConnectionName();
  const placeOf = (file: ReceiptFile | null): string | null => {
    if (receipt.albumIds.length < 2 || file === null || file.albumId === null) return null;
    const album = albums.find((one) => one.id === file.albumId);
    return album === undefined ? null : connectionName(album.connectionId, album.connectionName);
  };
  const first = useRef(filter);
  // Whoever asked for these files wants to see them, wherever the panel stood.
  useEffect(() => {
    if (filter !== first.current) frame.current?.scrollIntoView({ block: 'nearest' });
    first.current = filter;
  }, [filter]);
  return (
    <section ref={frame} className={styles.files} aria-label={t('receipts.files')}>
      <div className={styles.filesHead}>
        <Select
          label={t('receipts.filter')}
          labelHidden
          options={[...new Set([...offered, filter])].map((value) => ({
            value,
            label: t(`receipts.filters.${value}`),
          }))}
          value={filter}
          onValueChange={onFilter}
        />
        <span className={classNames(styles.quiet, 'tabular')} role="status">
          {pages.status === 'ready' &&
            t('common.files', { count: pages.total, formatted: formatCount(pages.total, locale) })}
        </span>
      </div>
      <div className={styles.list}>
        {pages.status === 'failed' ? (
          <div className={styles.none} role="alert">
            <p>
              {t('receipts.listFailed')}. {pages.error !== null && sentence(pages.error)}
            </p>
            <Button onClick={pages.refresh}>{t('receipts.tryAgain')}</Button>
          </div>
        ) : pages.status === 'loading' ? (
          <p className={styles.none}>{t('receipts.listLoading')}</p>
        ) : pages.total === 0 ? (
          <p className={styles.none}>{t('receipts.noneOfThese')}</p>
        ) : (
          <WindowList
            count={pages.total}
            rowPx={rowPx}
            label={t(`receipts.filters.${filter}`)}
            keyOf={(index) => index}
            onLook={pages.look}
            renderRow={(index) => <FileRow file={pages.rowAt(index)} place={placeOf(pages.rowAt(index))} />}
          />
        )}
      </div>
    </section>
  );
}

/** `place`: where it is, said only where there are several. */
function FileRow({ file, place }: { file: ReceiptFile | null; place: string | null }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  if (file === null) return <div className={styles.file} />;
  const slash = Math.max(file.path.lastIndexOf('/'), file.path.lastIndexOf('\\'));
  const fine = file.state === 'confirmed' || file.state === 'skipped';
  const more = [
    ...(place !== null ? [place] : []),
    ...(file.skip !== null
      ? [
          file.skip === 'duplicate'
            ? t('transfers.skipReason.duplicateOf')
            : t(`transfers.skipReason.${file.skip}`, { detail: '' }),
        ]
      : []),
    ...(file.reason !== null ? [sentence(file.reason)] : []),
    ...(file.state === 'confirmed' && file.proof !== null ? [t(`receipts.proof.${file.proof}`)] : []),
    ...(file.checksum !== null ? [`MD5 ${file.checksum.value}`] : []),
  ];
  return (
    <div
      className={styles.file}
      title={[
        file.path,
        ...more,
        ...(file.confirmedAtMs === null ? [] : [formatDateTime(file.confirmedAtMs, locale)]),
      ].join('\n')}
    >
      <p className={styles.fileName}>
        <span>{file.path.slice(slash + 1)}</span>
        <span className={styles.folder}>{file.path.slice(0, Math.max(0, slash))}</span>
      </p>
      <p className={styles.fileMore}>
        <span className={classNames(styles.fileState, !fine && styles.bad)}>
          {t(`receipts.state.${file.state}`)}
        </span>
        <span className={styles.fileWhy}>{more.join(' · ')}</span>
        {file.sizeBytes !== null && <span className="tabular">{formatBytes(file.sizeBytes, locale)}</span>}
      </p>
    </div>
  );
}
