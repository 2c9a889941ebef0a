/** One folder of a bucket: its folders and objects, and beside them the details of what is selected. */
import { File, Folder, Image, Trash2, X } from 'lucide-react';
import { type MouseEvent, useState } from 'react';
import type { StoragePage } from '../../../src-shared/domain/storage';
import type { ConnectionId } from '../../../src-shared/units';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { EmptyState } from '../../ui/empty-state';
import { formatBytes, formatCount, formatDateTime } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { WindowList } from '../../ui/window-list';
import { ROW_PX } from './bucket-list';
import { BucketDetails, ObjectDetails } from './details-panel';
import { RemoveObjects } from './remove-objects';
import styles from './storage-view.module.css';
import { useRowKeys } from './use-row-keys';
import { useFolder } from './use-store-listing';

type Listed = StoragePage['objects'][number];
const picture = /\.(jpe?g|png|webp|avif|gif|tiff?|heic|heif|hif|cr2|cr3|nef|arw|raf|dng|orf|rw2|psd)$/i;
const lastName = (key: string, prefix: string): string => key.slice(prefix.length) || key;

function ObjectRow(props: {
  object: Listed;
  prefix: string;
  current: boolean;
  checked: boolean;
  onSelect: () => void;
  onCheck: (range: boolean) => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { object } = props;
  const name = lastName(object.key, props.prefix);
  return (
    <div className={classNames(styles.row, props.current && styles.current)}>
      <span className={styles.icon}>
        <input
          type="checkbox"
          aria-label={t('browser.select', { name })}
          checked={props.checked}
          onChange={() => undefined}
          onClick={(event: MouseEvent) => props.onCheck(event.shiftKey)}
        />
      </span>
      <span aria-hidden className={styles.icon}>
        {picture.test(name) ? <Image size={15} /> : <File size={15} />}
      </span>
      <button
        type="button"
        className={styles.name}
        title={object.key}
        aria-pressed={props.current}
        onClick={props.onSelect}
      >
        {name}
      </button>
      {object.tier !== null && <span className={styles.tier}>{object.tier}</span>}
      <span className={styles.number}>{formatBytes(object.sizeBytes, locale)}</span>
      <span className={styles.time}>{formatDateTime(object.modifiedAtMs, locale)}</span>
    </div>
  );
}

export function FolderList(props: {
  connectionId: ConnectionId;
  bucket: string;
  prefix: string;
  /** The folder one came up from. */
  left: string | null;
}) {
  const { connectionId, bucket, prefix } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const browse = useNavigationStore((state) => state.browse);
  const folder = useFolder(connectionId, bucket, prefix);
  const [current, setCurrent] = useState<string | null>(null);
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<number | null>(null);
  const [removing, setRemoving] = useState<string[] | null>(null);
  const { folders, objects } = folder;
  const count = folders.length + objects.length;

  function check(index: number, range: boolean): void {
    const key = objects[index]?.key;
    if (key === undefined) return;
    const next = new Set(checked);
    const on = !checked.has(key);
    const from = range && anchor !== null ? Math.min(anchor, index) : index;
    const to = range && anchor !== null ? Math.max(anchor, index) : index;
    for (const object of objects.slice(from, to + 1)) {
      if (on) next.add(object.key);
      else next.delete(object.key);
    }
    setChecked(next);
    setAnchor(index);
  }
  /** On with Shift and an arrow, and back again. */
  function extend(from: number, to: number): void {
    const [before, after] = [objects[from]?.key, objects[to]?.key];
    const next = new Set(checked);
    if (before !== undefined && after !== undefined && checked.has(before) && checked.has(after))
      next.delete(before);
    else
      for (const object of objects.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1))
        next.add(object.key);
    setChecked(next);
    setAnchor(to);
  }
  function removed(keys: string[]): void {
    const gone = new Set(keys);
    folder.drop(gone);
    setChecked(new Set([...checked].filter((key) => !gone.has(key))));
    if (current !== null && gone.has(current)) setCurrent(null);
  }

  const keys = useRowKeys({
    count,
    rowPx: ROW_PX,
    start: props.left === null ? 0 : folders.indexOf(props.left),
    onDelete: (index) => {
      const key = objects[index - folders.length]?.key;
      if (checked.size > 0) setRemoving([...checked]);
      else if (key !== undefined) setRemoving([key]);
    },
    onCheck: (index, range) => check(index - folders.length, range),
    onExtend: (from, to) => extend(from - folders.length, to - folders.length),
    covered: removing !== null,
  });

  const list = (
    <>
      {checked.size > 0 ? (
        <div className={styles.selection}>
          <span role="status">
            {t('browser.selected', { count: checked.size, formatted: formatCount(checked.size, locale) })}
          </span>
          <Button icon={<Trash2 size={14} aria-hidden />} onClick={() => setRemoving([...checked])}>
            {t('browser.remove')}
          </Button>
          <IconButton
            size="small"
            label={t('browser.clear')}
            icon={<X size={14} aria-hidden />}
            onClick={() => setChecked(new Set())}
          />
        </div>
      ) : (
        <div className={styles.columns} aria-hidden>
          <span className={styles.icon} />
          <span className={styles.icon} />
          <span className={styles.grow}>{t('browser.columns.name')}</span>
          <span className={styles.number}>{t('browser.columns.size')}</span>
          <span className={styles.time}>{t('browser.columns.changed')}</span>
        </div>
      )}
      <div className={styles.list} {...keys}>
        <WindowList
          count={count}
          rowPx={ROW_PX}
          label={prefix === '' ? bucket : prefix}
          keyOf={(index) => folders[index] ?? objects[index - folders.length]?.key ?? index}
          onLook={(_from, to) => {
            if (to >= count - 20) folder.loadMore();
          }}
          renderRow={(index) => {
            const inner = folders[index];
            if (inner !== undefined) {
              return (
                <div className={styles.row}>
                  <span className={styles.icon} />
                  <span aria-hidden className={styles.icon}>
                    <Folder size={15} />
                  </span>
                  <button
                    type="button"
                    className={styles.name}
                    onClick={() => browse({ connectionId, bucket, prefix: inner })}
                  >
                    {lastName(inner, prefix).replace(/(.)\/$/, '$1')}
                  </button>
                </div>
              );
            }
            const at = index - folders.length;
            const object = objects[at];
            return (
              object && (
                <ObjectRow
                  object={object}
                  prefix={prefix}
                  current={current === object.key}
                  checked={checked.has(object.key)}
                  onSelect={() => setCurrent(current === object.key ? null : object.key)}
                  onCheck={(range) => check(at, range)}
                />
              )
            );
          }}
        />
      </div>
    </>
  );

  return (
    <div className={styles.split}>
      <div className={styles.folder}>
        {folder.error !== null && count > 0 && <Notice tone="danger" text={sentence(folder.error)} />}
        {count > 0 ? (
          list
        ) : folder.busy ? (
          <EmptyState role="status" title={t('browser.loading')} />
        ) : folder.error !== null ? (
          <EmptyState
            role="alert"
            title={t('browser.failed')}
            text={sentence(folder.error)}
            actions={<Button onClick={folder.reload}>{t('common.retry')}</Button>}
          />
        ) : (
          <EmptyState title={t('browser.empty')} />
        )}
      </div>
      <aside className={styles.details} aria-label={t('browser.details')}>
        {current === null ? (
          <BucketDetails
            key={bucket}
            connectionId={connectionId}
            bucket={bucket}
            prefix={prefix}
            empty={count === 0 && !folder.busy && folder.error === null}
          />
        ) : (
          <ObjectDetails
            key={current}
            connectionId={connectionId}
            bucket={bucket}
            objectKey={current}
            onRemove={() => setRemoving([current])}
          />
        )}
      </aside>
      {removing !== null && (
        <RemoveObjects
          connectionId={connectionId}
          bucket={bucket}
          keys={removing}
          onRemoved={removed}
          onClose={() => setRemoving(null)}
        />
      )}
    </div>
  );
}
