/** Pause, resume, retry, cancel, go first, check: a refusal is said in words. */
import type { CommandInput, CommandName } from '../../../src-shared/ipc-contract';
import type { ImportId, TransferId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { say } from '../../ui/toast';
import type { TransferAct } from './transfer-phase';

/** Runs something of main; never rejects. */
export function useAttempt(): (act: () => Promise<unknown>) => Promise<void> {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return async (act) => {
    try {
      await act();
    } catch (error) {
      say({ title: t('transfers.actFailed'), text: sentence(asAppError(error)), error: true });
    }
  };
}

/** One command whose refusal is said. */
export function useCommand(): <N extends CommandName>(name: N, input: CommandInput<N>) => Promise<void> {
  const attempt = useAttempt();
  return (name, input) => attempt(() => call(name, input));
}

/** No ids: all of them. */
export function useAct(): (act: TransferAct, ids?: TransferId[]) => Promise<void> {
  const attempt = useAttempt();
  return (act, ids) => attempt(() => call(`transfers.${act}`, ids === undefined ? {} : { ids }));
}

/** The same for a whole import, with what it still finds. */
export function useActOnImport(): (act: TransferAct, importId: ImportId) => Promise<void> {
  const attempt = useAttempt();
  return (act, importId) => attempt(() => call(`transfers.${act}`, { importId }));
}
