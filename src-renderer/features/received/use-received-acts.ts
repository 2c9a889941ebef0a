/** What a person does with a share of somebody else, each told by one sentence. */
import { useMemo } from 'react';
import type { Received } from '../../../src-shared/domain/received';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';

export interface ReceivedActs {
  refresh(received: Received): Promise<void>;
  /** False when it failed, which was said. */
  send(received: Received, message: string): Promise<boolean>;
  remove(received: Received): Promise<boolean>;
}

export function useReceivedActs(): ReceivedActs {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  // biome-ignore lint/correctness/useExhaustiveDependencies: sentences change with the language only
  return useMemo(() => {
    const failed = (error: unknown): false => {
      say({ title: t('received.failed'), text: sentence(asAppError(error)), error: true });
      return false;
    };
    return {
      async refresh({ id }) {
        try {
          const [now] = await call('received.refresh', { id });
          if (now?.reason) say({ title: t('received.failed'), text: sentence(now.reason) });
          else say({ title: t('received.refreshed') });
        } catch (error) {
          failed(error);
        }
      },
      async send({ id, photographer }, message) {
        try {
          const { sent } = await call('received.send', { id, message });
          const name = photographer.name || t('received.someone');
          say({
            title: t('received.choice.sent'),
            text: t('received.choice.sentText', { count: sent, n: formatCount(sent, locale), name }),
          });
          return true;
        } catch (error) {
          return failed(error);
        }
      },
      async remove({ id, title }) {
        try {
          await call('received.remove', { id });
          say({ title: t('received.removeDialog.done', { title }) });
          return true;
        } catch (error) {
          return failed(error);
        }
      },
    };
  }, [t, i18n, locale]);
}
