/** Sets words on photos; what main refuses is said. */
import { useCallback } from 'react';
import type { EditChange } from '../../../src-shared/domain/edits';
import type { AssetId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { say } from '../../ui/toast';

/** Answers whether it was kept. */
export type EditPhotos = (ids: readonly AssetId[], change: EditChange) => Promise<boolean>;

export function useEdit(): EditPhotos {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return useCallback(
    async (ids, change) => {
      if (ids.length === 0) return true;
      try {
        await call('edits.apply', { ids: [...ids], change });
        return true;
      } catch (error) {
        say({ title: t('edits.notKept'), text: sentence(asAppError(error)), error: true });
        return false;
      }
    },
    [t, sentence],
  );
}
