/** Photo requests in words. */
import type { PhotoRequest } from '../../../src-shared/domain/photo-request';
import { useLocale, useTranslation } from '../../i18n/use-locale';
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
