/** Says when an ingest has ended, in the words of its receipt; the receipt itself opens on a click only. */
import { useEffect, useRef } from 'react';
import type { Ingest } from '../../../src-shared/domain/ingest';
import type { IngestId } from '../../../src-shared/units';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useIngestsStore } from '../../stores/ingests-store';
import { useReceiptsStore } from '../../stores/receipts-store';
import { say } from '../../ui/toast';
import { endedSafe } from './ingest-rules';

const isOpen = (ingest: Ingest): boolean => ['reading', 'moving', 'checking'].includes(ingest.state);

export function IngestNotices() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const ingests = useIngestsStore((state) => state.ingests);
  /** Only ingests under way since this window opened are news when they end, each once. */
  const openedAtMs = useRef(Date.now());
  const running = useRef(new Set<IngestId>());
  const told = useRef(new Set<IngestId>());

  useEffect(() => {
    for (const ingest of Object.values(ingests)) {
      if (isOpen(ingest)) {
        running.current.add(ingest.id);
        told.current.delete(ingest.id);
        continue;
      }
      const news = running.current.delete(ingest.id) || ingest.startedAtMs >= openedAtMs.current;
      if (!news || told.current.has(ingest.id)) continue;
      told.current.add(ingest.id);
      if (ingest.state === 'cancelled') continue;
      const { name } = ingest;
      const action = {
        label: t('ingest.receipt'),
        onSelect: () => useDialogsStore.getState().open({ kind: 'receipt', ingestId: ingest.id }),
      };
      if (ingest.state === 'failed') {
        say({
          title: t('ingest.endedFailed', { name }),
          ...(ingest.error !== null && { text: sentence(ingest.error) }),
          error: true,
          action,
        });
        continue;
      }
      const receipts = Object.values(useReceiptsStore.getState().receipts);
      const ejectError = ingest.error === null ? {} : { text: sentence(ingest.error) };
      if (endedSafe(receipts, ingest.id))
        say({
          title: t(ingest.ejected === true ? 'ingest.endedEjected' : 'ingest.endedSafe', { name }),
          ...ejectError,
          action,
        });
      else
        say({
          title: t('ingest.endedNotYet', { name }),
          text: t('ingest.endedNotYetText'),
          error: true,
          action,
        });
    }
  }, [ingests, t, sentence]);
  return null;
}
