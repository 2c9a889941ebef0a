/** Pause, resume, retry and cancel; a refusal is said in words. */
import type { TFunction } from 'i18next';
import type { AppError, WireError } from '../../../src-shared/app-error';
import type { TransferId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { say } from '../../ui/toast';
import type { TransferAct } from './transfer-phase';

/** No ids: all of them. Never rejects. */
export async function actOn(
  act: TransferAct,
  ids: TransferId[] | null,
  words: { t: TFunction; sentence: (error: AppError | WireError) => string },
): Promise<void> {
  try {
    await call(`transfers.${act}`, ids === null ? {} : { ids });
  } catch (error) {
    say({ title: words.t('transfers.actFailed'), text: words.sentence(asAppError(error)), error: true });
  }
}

export function useAct(): (act: TransferAct, ids?: TransferId[]) => Promise<void> {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return (act, ids) => actOn(act, ids ?? null, { t, sentence });
}
