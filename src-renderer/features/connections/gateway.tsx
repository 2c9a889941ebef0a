/** Who can open links to photos on this computer: nobody else, or everyone on the same network. */
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Copy } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { GatewayStatus } from '../../../src-shared/domain/storage';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { IconButton } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';
import styles from './gateway.module.css';

export function Gateway() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const titleId = useId();
  const [status, setStatus] = useState<GatewayStatus | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    let gone = false;
    // A door without a gateway has nothing to say about links.
    call('gateway.get', {}).then(
      (told) => !gone && setStatus(told),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  if (status === null) return null;
  // Nobody else can reach this computer by its own loopback address.
  const addresses = status.addresses.filter((address) => !new URL(address).hostname.startsWith('127.'));

  async function choose(reach: GatewayStatus['reach']): Promise<void> {
    setError(null);
    try {
      setStatus(await call('gateway.set', { reach }));
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  }
  async function copy(address: string): Promise<void> {
    await navigator.clipboard.writeText(address);
    say({ title: t('common.copied') });
  }
  return (
    <div className={styles.gateway}>
      <p id={titleId} className={styles.title}>
        {t('connections.gateway.title')}
      </p>
      <RadioGroup
        className={styles.reaches}
        aria-labelledby={titleId}
        value={status.reach}
        onValueChange={(reach) => void choose(reach as GatewayStatus['reach'])}
      >
        {(['loopback', 'lan'] as const).map((reach) => (
          <Radio.Root key={reach} value={reach} className={styles.reach}>
            <span className={styles.dot} aria-hidden />
            <span>
              <span className={styles.name}>{t(`connections.gateway.${reach}`)}</span>
              <span className={styles.hint}>{t(`connections.gateway.${reach}Hint`)}</span>
            </span>
          </Radio.Root>
        ))}
      </RadioGroup>
      {status.reach === 'lan' && addresses.length > 0 && (
        <div className={styles.addresses} role="status">
          <span>{t('connections.gateway.address')}</span>
          {addresses.map((address) => (
            <span key={address} className={styles.address}>
              {address}
              <IconButton
                size="small"
                label={t('connections.gateway.copy', { address })}
                icon={<Copy size={13} aria-hidden />}
                onClick={() => void copy(address)}
              />
            </span>
          ))}
        </div>
      )}
      {status.previousPort !== undefined && (
        <Notice text={t('connections.gateway.olderEnded', { port: status.previousPort })} />
      )}
      {error !== null && (
        <Notice tone="danger" text={`${t('connections.gateway.failed')}. ${sentence(error)}`} />
      )}
    </div>
  );
}
