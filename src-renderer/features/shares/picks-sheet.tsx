/** What one person chose: each photo with its heart, colour and note, and what can be made of it. */
import { ClipboardCopy, FolderOpen, Heart, Star } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { RecipientPicks, Share, SharePick, ShareRecipient } from '../../../src-shared/domain/share';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useShare } from '../../stores/shares-store';
import { Button } from '../../ui/button';
import { formatCount, formatDateTime } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { SideSheet } from '../../ui/side-sheet';
import { say } from '../../ui/toast';
import photoStyles from '../grid/photo-field.module.css';
import styles from './picks-sheet.module.css';
import { personName } from './share-words';
import { useAssetsById } from './use-share-photos';

export function PicksSheet(props: { share: Share; recipient: ShareRecipient; onClose: () => void }) {
  const { share, onClose } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const open = useDialogsStore((state) => state.open);
  // A choice may come home while it is looked at.
  const recipient =
    useShare(share.id)?.recipients.find(({ id }) => id === props.recipient.id) ?? props.recipient;
  const { chosen, error } = usePicks(share, recipient);
  const name = personName(recipient);
  const { selectionId } = recipient;

  async function copyNames(picks: readonly SharePick[]): Promise<void> {
    await navigator.clipboard.writeText(picks.map(({ fileName }) => fileName).join('\n'));
    say({
      title: t('shares.picks.namesCopied', { count: picks.length, n: formatCount(picks.length, locale) }),
    });
  }
  return (
    <SideSheet
      title={t('shares.picks.title', { name })}
      closeLabel={t('common.close')}
      onClose={onClose}
      footer={
        chosen !== null &&
        chosen.picks.length > 0 && (
          <>
            {selectionId !== null && (
              <Button
                tone="main"
                icon={<FolderOpen size={14} aria-hidden />}
                onClick={() => {
                  onClose();
                  useNavigationStore.getState().openPhotos({ kind: 'selection', selectionId });
                }}
              >
                {t('shares.picks.open')}
              </Button>
            )}
            <Button
              icon={<ClipboardCopy size={14} aria-hidden />}
              onClick={() => void copyNames(chosen.picks)}
            >
              {t('shares.picks.names')}
            </Button>
            <Button
              icon={<Star size={14} aria-hidden />}
              onClick={() => open({ kind: 'share', act: { do: 'apply', shareId: share.id, recipient } })}
            >
              {t('shares.picks.write')}
            </Button>
          </>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and nothing in it could take the keyboard */}
      <section className={styles.body} tabIndex={0} aria-label={t('shares.picks.list')}>
        {error !== null && (
          <Notice tone="danger" text={`${t('shares.picks.loadFailed')}. ${sentence(error)}`} />
        )}
        {chosen === null && error === null && <p className={styles.quiet}>{t('common.loading')}</p>}
        {chosen !== null && (
          <>
            {chosen.sentAtMs !== null && (
              <p className={styles.quiet}>
                {t('shares.picks.sent', { date: formatDateTime(chosen.sentAtMs, locale) })}
              </p>
            )}
            {chosen.note !== '' && <blockquote className={styles.note}>{chosen.note}</blockquote>}
            {chosen.picks.length === 0 && <p>{t('shares.picks.none')}</p>}
            <Picks picks={chosen.picks} />
          </>
        )}
      </section>
    </SideSheet>
  );
}

function usePicks(
  share: Share,
  recipient: ShareRecipient,
): { chosen: RecipientPicks | null; error: AppError | null } {
  const [chosen, setChosen] = useState<RecipientPicks | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another time of sending is another choice
  useEffect(() => {
    let left = false;
    call('shares.picks', { id: share.id, recipientId: recipient.id }).then(
      (told) => {
        if (left) return;
        setChosen(told);
        setError(null);
      },
      (thrown) => !left && setError(asAppError(thrown)),
    );
    return () => {
      left = true;
    };
  }, [share.id, recipient.id, recipient.pickedAtMs]);
  return { chosen, error };
}

function Picks({ picks }: { picks: readonly SharePick[] }) {
  const { t } = useTranslation();
  const assets = useAssetsById(picks.map(({ assetId }) => assetId));
  return (
    <ul className={styles.picks}>
      {picks.map((pick) => {
        const asset = assets.get(pick.assetId);
        return (
          <li key={pick.assetId} className={styles.pick}>
            <span className={styles.picture}>
              {asset && asset.thumbRevision > 0 && (
                <img
                  src={mediaUrl.thumb(asset.id, asset.thumbRevision)}
                  alt=""
                  loading="lazy"
                  draggable={false}
                />
              )}
            </span>
            <span className={styles.words}>
              <span className={styles.name} data-selectable>
                {pick.fileName}
              </span>
              <span className={styles.marks}>
                {pick.heart && <Heart size={14} fill="currentColor" aria-label={t('shares.picks.heart')} />}
                {pick.colour !== 'none' && (
                  <>
                    <span className={photoStyles.swatch} data-colour={pick.colour} aria-hidden />
                    {t(`cull.colour.${pick.colour}`)}
                  </>
                )}
              </span>
              {pick.note !== '' && (
                <span className={styles.photoNote} data-selectable>
                  {pick.note}
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
