/** Every share: which are open and until when, who opened them, who answered. */
import { Images, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { Share } from '../../../src-shared/domain/share';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useRequestsStore } from '../../stores/requests-store';
import { useSharesStore } from '../../stores/shares-store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { formatCount, formatDate } from '../../ui/format';
import { Page, Section } from '../../ui/page';
import { ProgressBar } from '../../ui/progress-bar';
import { AskButton } from '../requests/ask-sheet';
import { RequestsSection } from '../requests/requests-section';
import { answerWords, isOver, isUnderWay, progressShare, stateWords, sureSooner } from './share-words';
import styles from './shares.module.css';
import { useShareActs } from './use-share-acts';
import { useAssetsById } from './use-share-photos';

export function SharesView() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { status, error, shares, load } = useSharesStore();
  const requests = useRequestsStore((state) => state.requests.length);
  const openPhotos = useNavigationStore((state) => state.openPhotos);
  if (status === 'loading') return <EmptyState level={1} role="status" title={t('common.loading')} />;
  if (status === 'failed' && error !== null)
    return (
      <EmptyState
        level={1}
        role="alert"
        title={t('shares.loadFailed')}
        text={sentence(error)}
        actions={<Button onClick={() => void load()}>{t('common.retry')}</Button>}
      />
    );
  if (shares.length === 0 && requests === 0)
    return (
      <EmptyState
        level={1}
        title={t('shares.emptyTitle')}
        text={t('shares.emptyText')}
        actions={
          <>
            <Button
              tone="main"
              icon={<Images size={15} aria-hidden />}
              onClick={() => openPhotos({ kind: 'everything' })}
            >
              {t('shares.emptyAction')}
            </Button>
            <AskButton />
          </>
        }
      />
    );
  const groups = {
    now: shares.filter(isUnderWay),
    drafts: shares.filter(({ state }) => state === 'draft'),
    over: shares.filter(isOver),
  };
  return (
    <Page
      title={t('shares.title')}
      text={t('shares.text')}
      action={
        <>
          <AskButton />
          {shares.some(({ state }) => state === 'live') && <CollectButton />}
        </>
      }
    >
      <RequestsSection />
      {(['now', 'drafts', 'over'] as const).map(
        (group) =>
          groups[group].length > 0 && (
            <Section key={group} title={t(`shares.group.${group}`)}>
              <Rows shares={groups[group]} />
            </Section>
          ),
      )}
    </Page>
  );
}

/** Looks for answers of one share, or of all. */
export function CollectButton({ share }: { share?: Share }) {
  const { t } = useTranslation();
  const acts = useShareActs();
  const [busy, setBusy] = useState(false);
  return (
    <Button
      icon={<RefreshCw size={15} aria-hidden />}
      disabled={busy}
      focusableWhenDisabled
      onClick={() => {
        setBusy(true);
        void acts.collect(share).then(() => setBusy(false));
      }}
    >
      {t(busy ? 'shares.collecting' : 'shares.collect')}
    </Button>
  );
}

function Rows({ shares }: { shares: readonly Share[] }) {
  const covers = useAssetsById(shares.flatMap(({ coverAssetId }) => coverAssetId ?? []));
  return (
    <ul className={styles.rows}>
      {shares.map((share) => {
        const cover = share.coverAssetId === null ? undefined : covers.get(share.coverAssetId);
        return (
          <Row
            key={share.id}
            share={share}
            coverUrl={cover && cover.thumbRevision > 0 ? mediaUrl.thumb(cover.id, cover.thumbRevision) : null}
          />
        );
      })}
    </ul>
  );
}

function Row({ share, coverUrl }: { share: Share; coverUrl: string | null }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const openShare = useNavigationStore((state) => state.openShare);
  const part = progressShare(share);
  const sure = sureSooner(share);
  return (
    <li>
      <button type="button" className={styles.row} onClick={() => openShare(share.id)}>
        <span className={styles.cover}>{coverUrl && <img src={coverUrl} alt="" draggable={false} />}</span>
        <span className={styles.words}>
          <span className={styles.title}>{share.title}</span>
          <span className={styles.facts}>
            <span>
              {t('shares.photos', { count: share.photoCount, n: formatCount(share.photoCount, locale) })}
            </span>
            {answerWords(share, t, locale).map((words) => (
              <span key={words}>{words}</span>
            ))}
          </span>
          {part !== null && (
            <ProgressBar label={stateWords(share, t, locale)} share={part} className={styles.progress} />
          )}
        </span>
        <span className={styles.state} data-state={share.state}>
          <span className={styles.stateWords}>{stateWords(share, t, locale)}</span>
          {sure !== null && (
            <span className={styles.faint}>{t('shares.sure', { date: formatDate(sure, locale) })}</span>
          )}
        </span>
      </button>
    </li>
  );
}
