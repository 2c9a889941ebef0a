/** Asks before objects are deleted from a store, and says which could not be. */
import { useState } from 'react';
import type { WireError } from '../../../src-shared/app-error';
import type { ConnectionId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';
import { useConnectionName } from '../connections/connection-words';
import styles from './storage-view.module.css';

/** The contract takes so many at once. */
const KEYS_PER_CALL = 1000;

export function RemoveObjects(props: {
  connectionId: ConnectionId;
  bucket: string;
  keys: string[];
  /** Tells which are gone, also when others failed. */
  onRemoved: (keys: string[]) => void;
  onClose: () => void;
}) {
  const { connectionId, bucket, keys } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const connection = useConnectionName()(connectionId, '');
  const { busy, error, run } = useDialogAct();
  const [failed, setFailed] = useState<Array<{ key: string; error: WireError }>>([]);
  const first = keys[0] ?? '';
  const name = first.slice(first.lastIndexOf('/') + 1) || first;

  async function remove(): Promise<void> {
    const stayed: typeof failed = [];
    await run(async () => {
      for (let at = 0; at < keys.length; at += KEYS_PER_CALL) {
        const some = keys.slice(at, at + KEYS_PER_CALL);
        const result = await call('storage.remove', { connectionId, bucket, keys: some });
        stayed.push(...result.failed);
        const left = new Set(result.failed.map((one) => one.key));
        props.onRemoved(some.filter((key) => !left.has(key)));
      }
      const count = keys.length - stayed.length;
      if (count > 0)
        say({ title: t('browser.removing.done', { count, formatted: formatCount(count, locale) }) });
      if (stayed.length === 0) props.onClose();
      setFailed(stayed);
    });
  }
  return (
    <Dialog
      open
      alert
      onClose={props.onClose}
      title={t('browser.removing.title', {
        count: keys.length,
        formatted: formatCount(keys.length, locale),
        name,
      })}
      description={`${t('browser.removing.text', { count: keys.length, bucket, connection })} ${t('browser.removing.photos', { count: keys.length })}`}
      closeLabel={t('common.close')}
      footer={
        failed.length > 0 ? (
          <Button onClick={props.onClose}>{t('common.close')}</Button>
        ) : (
          <>
            <Button onClick={props.onClose}>{t('common.cancel')}</Button>
            <Button tone="danger" disabled={busy} focusableWhenDisabled onClick={() => void remove()}>
              {busy ? t('browser.removing.busy') : t('browser.removing.confirm')}
            </Button>
          </>
        )
      }
    >
      {failed.length > 0 && (
        <div role="alert">
          <p>
            {t('browser.removing.some', {
              count: failed.length,
              formatted: formatCount(failed.length, locale),
            })}
          </p>
          <ul className={styles.failed}>
            {failed.map((one) => (
              <li key={one.key}>
                <strong>{one.key}</strong> {sentence(one.error)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Dialog>
  );
}
