/** Makes a link to one object that ends by itself. */
import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { ConnectionId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatDateTime } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { Checkbox } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { say } from '../../ui/toast';

const HOUR_S = 3600;
const times = {
  hour: HOUR_S,
  day: 24 * HOUR_S,
  week: 168 * HOUR_S,
  month: 720 * HOUR_S,
  year: 8760 * HOUR_S,
};
type Time = keyof typeof times;
/** A store that ends a link a minute sooner than asked only rounded. */
const ROUNDING_MS = 60_000;

export function MakeLink(props: {
  connectionId: ConnectionId;
  bucket: string;
  objectKey: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const local = useConnectionsStore((state) =>
    state.connections.some((one) => one.id === props.connectionId && one.config.kind === 'local'),
  );
  const [time, setTime] = useState<Time>('day');
  const [inline, setInline] = useState(true);
  const [made, setMade] = useState<{ url: string; untilMs: number; askedMs: number } | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const name = props.objectKey.slice(props.objectKey.lastIndexOf('/') + 1) || props.objectKey;

  async function make(): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      const { connectionId, bucket, objectKey: key } = props;
      const expiresInS = times[time];
      const link = await call('storage.link', { connectionId, bucket, key, expiresInS, inline });
      setMade({ ...link, askedMs: Date.now() + expiresInS * 1000 });
    } catch (thrown) {
      setError(asAppError(thrown));
    }
    setBusy(false);
  }
  const copy = (): void =>
    void navigator.clipboard.writeText(made?.url ?? '').then(
      () => say({ title: t('browser.copied') }),
      () => undefined,
    );
  const until = made && formatDateTime(made.untilMs, locale);
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('browser.link.title', { name })}
      description={local ? t('browser.link.local') : t('browser.link.text')}
      closeLabel={t('common.close')}
      {...(made === null && { onSubmit: () => void make() })}
      footer={
        made === null ? (
          <>
            <Button onClick={props.onClose}>{t('common.cancel')}</Button>
            <Button tone="main" type="submit" disabled={busy} focusableWhenDisabled>
              {t('browser.link.create')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={props.onClose}>{t('common.close')}</Button>
            <Button tone="main" icon={<Copy size={14} aria-hidden />} onClick={copy}>
              {t('browser.link.copy')}
            </Button>
          </>
        )
      }
    >
      {made === null ? (
        <>
          <Select
            label={t('browser.link.time')}
            options={(Object.keys(times) as Time[]).map((value) => ({
              value,
              label: t(`browser.link.${value}`),
            }))}
            value={time}
            onValueChange={setTime}
          />
          <Checkbox
            label={t('browser.link.inline')}
            hint={t('browser.link.inlineHint')}
            checked={inline}
            onCheckedChange={setInline}
          />
        </>
      ) : (
        <TextField
          label={t('browser.link.address')}
          value={made.url}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          hint={
            made.untilMs < made.askedMs - ROUNDING_MS
              ? t('browser.link.sooner', { time: until })
              : t('browser.link.ready', { time: until })
          }
        />
      )}
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Dialog>
  );
}
