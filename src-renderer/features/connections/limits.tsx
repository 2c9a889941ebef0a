/** What one connection may take: its own speed and how much at once, folded away while there is no limit. */
import { useState } from 'react';
import type { Connection, ConnectionLimits } from '../../../src-shared/domain/connection';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { Fold } from '../../ui/fold';
import { formatCount, formatSpeed } from '../../ui/format';
import { say } from '../../ui/toast';
import { LimitField } from '../settings/limit-field';
import { leastSpeed, parseCount, parseSpeed, showSpeed } from '../settings/limit-numbers';
import styles from './connection-card.module.css';

/** What is offered first when a limit is turned on. */
const firstLimitBps = 5_000_000;
const firstParallel = 4;

export function Limits({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const { limits } = connection;
  const [open, setOpen] = useState(false);
  async function change(part: Partial<ConnectionLimits>): Promise<void> {
    try {
      // The changed connection comes as an event.
      await call('connections.update', { id: connection.id, limits: { ...limits, ...part } });
    } catch (error) {
      say({
        title: t('transferSettings.connection.failed'),
        text: sentence(asAppError(error)),
        error: true,
      });
    }
  }
  const words = [
    ...(limits.uploadBps === null
      ? []
      : [t('transferSettings.connection.upload', { speed: formatSpeed(limits.uploadBps, locale) })]),
    ...(limits.maxParallel === null
      ? []
      : [
          t('transferSettings.connection.parallel', {
            count: limits.maxParallel,
            n: formatCount(limits.maxParallel, locale),
          }),
        ]),
  ];
  const upload = t('transferSettings.uploadLimit');
  return (
    <div className={styles.limits}>
      <Fold
        label={t('transferSettings.connection.fold')}
        hint={words.length > 0 ? words.join(' · ') : t('transferSettings.connection.none')}
        open={open}
        onOpenChange={setOpen}
      >
        <LimitField
          words={{
            label: upload,
            off: t('transferSettings.unlimited'),
            on: t('transferSettings.limited'),
            number: t('transferSettings.limitOf', { what: upload }),
            unit: t('transferSettings.perSecond'),
            wrong: t('transferSettings.limitWrong', { n: String(leastSpeed) }),
          }}
          value={limits.uploadBps}
          start={firstLimitBps}
          show={showSpeed}
          parse={parseSpeed}
          onChange={(uploadBps) => void change({ uploadBps })}
        />
        <LimitField
          words={{
            label: t('transferSettings.atOnce'),
            off: t('transferSettings.atOnceAuto'),
            on: t('transferSettings.atOnceNumber'),
            number: t('transferSettings.atOnceCount'),
            wrong: t('transferSettings.atOnceWrong'),
          }}
          value={limits.maxParallel}
          start={firstParallel}
          show={String}
          parse={parseCount}
          onChange={(maxParallel) => void change({ maxParallel })}
        />
      </Fold>
    </div>
  );
}
