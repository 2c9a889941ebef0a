/** Sending the choice in a received album: what is chosen, a few words, one button. */
import { useEffect, useRef, useState } from 'react';
import type { Received } from '../../../src-shared/domain/received';
import { call } from '../../bridge/client';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { Sheet } from '../../ui/sheet';
import { TextField } from '../../ui/text-field';
import { useReceivedActs } from './use-received-acts';

export function SendChoice({ received, onClose }: { received: Received; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const acts = useReceivedActs();
  const [chosen, setChosen] = useState<number | null>(null);
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const send = useRef<HTMLButtonElement>(null);
  const { id, allow, photographer } = received;
  useEffect(() => {
    let left = false;
    call('received.chosen', { id }).then(
      ({ count }) => !left && setChosen(count),
      () => !left && setChosen(null),
    );
    return () => {
      left = true;
    };
  }, [id]);
  async function submit(): Promise<void> {
    if (busy) return;
    setBusy(true);
    if (await acts.send(received, message)) onClose();
    else setBusy(false);
  }
  const count = chosen ?? 0;
  return (
    <Sheet
      open
      onClose={onClose}
      onSubmit={() => void submit()}
      initialFocus={allow.comment ? first : send}
      title={t('received.choice.title', { name: photographer.name || t('received.someone') })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            ref={send}
            type="submit"
            tone="main"
            disabled={busy || chosen === null || (count === 0 && received.sentAtMs === null)}
            focusableWhenDisabled
          >
            {t('received.choice.send')}
          </Button>
        </>
      }
    >
      <p className="tabular">
        {chosen === 0
          ? t('received.choice.none')
          : t('received.choice.count', { count, n: formatCount(count, locale) })}
      </p>
      {chosen !== 0 && <p>{t('received.choice.text')}</p>}
      {allow.comment && (
        <TextField
          label={t('received.choice.message')}
          inputRef={first}
          maxLength={2000}
          multiline
          value={message}
          onValueChange={setMessage}
        />
      )}
    </Sheet>
  );
}
