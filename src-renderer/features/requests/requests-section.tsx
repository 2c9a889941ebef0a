/** Photo requests in the room of shares: which are open, and whether photos wait. */
import type { PhotoRequest } from '../../../src-shared/domain/photo-request';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useRequestsStore } from '../../stores/requests-store';
import { formatCount } from '../../ui/format';
import { Section } from '../../ui/page';
import shareStyles from '../shares/shares.module.css';
import { useRequestState, waitingIn } from './request-words';

export function RequestsSection() {
  const { t } = useTranslation();
  const requests = useRequestsStore((state) => state.requests);
  if (requests.length === 0) return null;
  return (
    <Section title={t('requests.title')}>
      <ul className={shareStyles.rows}>
        {requests.map((request) => (
          <Row key={request.id} request={request} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ request }: { request: PhotoRequest }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const stateOf = useRequestState();
  const album = useAlbum(request.albumId);
  const openRequest = useNavigationStore((state) => state.openRequest);
  const waiting = waitingIn(request);
  const counted = (count: number) => ({ count, n: formatCount(count, locale) });
  return (
    <li>
      <button type="button" className={shareStyles.row} onClick={() => openRequest(request.id)}>
        <span className={shareStyles.words}>
          <span className={shareStyles.title}>{request.title}</span>
          <span className={shareStyles.facts}>
            <span>{t('requests.people', counted(request.people.length))}</span>
            {album && <span>{t('requests.into', { album: album.title })}</span>}
            {waiting > 0 && <strong>{t('requests.waiting', counted(waiting))}</strong>}
          </span>
        </span>
        <span className={shareStyles.state} data-state={request.state}>
          <span className={shareStyles.stateWords}>{stateOf(request)}</span>
        </span>
      </button>
    </li>
  );
}
