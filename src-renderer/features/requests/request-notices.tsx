/** Says when photos have arrived. */
import { useEffect, useRef } from 'react';
import type { RecipientId } from '../../../src-shared/units';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useRequestsStore } from '../../stores/requests-store';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';
import { personName } from '../shares/share-words';

export function RequestNotices() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { status, requests } = useRequestsStore();
  /** Waiting photos of each person; what was there at the start is no news. */
  const before = useRef<ReadonlyMap<RecipientId, number> | null>(null);
  useEffect(() => {
    if (status !== 'ready') return;
    const known = before.current;
    const people = requests.flatMap((request) => request.people.map((person) => ({ request, person })));
    before.current = new Map(people.map(({ person }) => [person.id, person.waitingCount]));
    if (known === null) return;
    for (const { request, person } of people) {
      const count = person.waitingCount - (known.get(person.id) ?? 0);
      if (count <= 0) continue;
      say({
        title: t('requests.notice.arrived', {
          count,
          n: formatCount(count, locale),
          name: personName(person),
        }),
        text: request.title,
        action: {
          label: t('requests.notice.show'),
          onSelect: () => useNavigationStore.getState().openRequest(request.id),
        },
      });
    }
  }, [status, requests, t, locale]);
  return null;
}
