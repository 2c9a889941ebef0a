/** Marks photos: shown in the same frame, then kept by main; what main refuses is said and put back. */
import { useCallback } from 'react';
import { packCull, unpackCull } from '../../../src-shared/domain/cull';
import type { AssetId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useAssetsStore } from '../../stores/assets-store';
import { say } from '../../ui/toast';
import { type CullChange, changedCull, nextChange } from './cull-keys';

/** Sets that on these photos; the same star or colour again takes it away. */
export type MarkPhotos = (ids: readonly AssetId[], change: CullChange) => void;

export function useCull(): MarkPhotos {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return useCallback(
    (ids, change) => {
      if (ids.length === 0) return;
      const { columns, showCulls, culled } = useAssetsStore.getState();
      const rows = ids.map((id) => columns?.rowOf(id) ?? -1).filter((row) => row >= 0);
      const next = nextChange(
        change,
        rows.map((row) => unpackCull(columns?.cull[row] ?? 0)),
      );
      showCulls(ids, (packed) => packCull(changedCull(unpackCull(packed), next)));
      call('edits.apply', { ids: [...ids], change: next }).then(
        () => culled(ids, true),
        (error: unknown) => {
          culled(ids, false);
          say({
            title: t('cull.failed', { count: ids.length }),
            text: sentence(asAppError(error)),
            error: true,
          });
        },
      );
    },
    [t, sentence],
  );
}
