/** Photo requests in words. */
import type { WireError } from '../../../src-shared/app-error';
import type { PhotoRequest } from '../../../src-shared/domain/photo-request';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { formatDate } from '../../ui/format';

export const waitingIn = ({ people }: PhotoRequest): number =>
  people.reduce((sum, person) => sum + person.waitingCount, 0);

/** Where it stands, in one short line. */
export function useRequestState(): (request: PhotoRequest) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  return ({ state, endsAtMs, stateAtMs }) =>
    t(`requests.state.${state}`, {
      date: formatDate(state === 'live' ? (endsAtMs ?? stateAtMs) : stateAtMs, locale),
    });
}

const reasons = [
  'damaged',
  'damaged-again',
  'unknown-kind',
  'not-asked',
  'too-many',
  'too-much',
  'not-whole',
] as const;

/** Why a file is not in the inbox as it should be: of the file, not of a store. */
export function useArrivalReason(): (error: WireError) => string {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return (error) => {
    const reason = reasons.find((one) => one === error.params?.arrival);
    return reason ? t(`requests.inbox.why.${reason}`) : sentence(error);
  };
}
