/** Says when a share goes live or stops, when somebody opens it the first time, and when a choice comes home. */
import { useEffect, useRef } from 'react';
import type { Share } from '../../../src-shared/domain/share';
import { newsOf } from '../../../src-shared/domain/share-news';
import type { ShareId } from '../../../src-shared/units';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSharesStore } from '../../stores/shares-store';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';
import { personName } from './share-words';

export function ShareNotices() {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const { status, shares } = useSharesStore();
  /** What was there at the start is no news. */
  const before = useRef<ReadonlyMap<ShareId, Share> | null>(null);

  useEffect(() => {
    if (status !== 'ready') return;
    const known = before.current;
    before.current = new Map(shares.map((share) => [share.id, share]));
    if (known === null) return;
    for (const share of shares) {
      const was = known.get(share.id);
      if (was === undefined || was === share) continue;
      const { title } = share;
      const show = {
        label: t('shares.notice.show'),
        onSelect: () => useNavigationStore.getState().openShare(share.id),
      };
      const n = (count: number) => ({ count, n: formatCount(count, locale) });
      for (const news of newsOf(was, share)) {
        if (news.kind === 'live')
          say({
            title: t('shares.notice.live', { title }),
            text: t('shares.notice.liveText', n(share.recipients.length)),
            action: show,
          });
        else if (news.kind === 'failed')
          say({
            title: t('shares.notice.failed', { title }),
            ...(share.reason !== null && { text: sentence(share.reason) }),
            error: true,
            action: show,
          });
        else if (news.kind === 'opened')
          say({
            title: t('shares.notice.opened', { title, name: personName(news.recipient) }),
            action: show,
          });
        else if (news.kind === 'picked')
          say({
            title: t('shares.notice.picked', {
              ...n(news.recipient.pickedCount),
              name: personName(news.recipient),
            }),
            text: t('shares.notice.pickedText', { title }),
            action: show,
          });
      }
    }
  }, [status, shares, t, locale, sentence]);
  return null;
}
