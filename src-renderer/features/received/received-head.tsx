/** The head of an album that somebody shared: from whom, until when, what is allowed, and the way back for a choice. */
import { Heart, RotateCw, Trash2 } from 'lucide-react';
import type { Album } from '../../../src-shared/domain/album';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import type { Received } from '../../../src-shared/domain/received';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { Button } from '../../ui/button';
import { formatCount, formatDate } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { DownloadAlbum, useSeveralMarked } from '../grid/download-album';
import { PhotosHead } from '../grid/photos-head';
import styles from './received-head.module.css';
import { useReceivedActs } from './use-received-acts';

export function ReceivedHead(props: { album: Album; received: Received; scope: PhotoScope }) {
  const { album, received, scope } = props;
  const { t } = useTranslation();
  const acts = useReceivedActs();
  const open = useDialogsStore((state) => state.open);
  const severalMarked = useSeveralMarked();
  const mayTake = received.allow.web || received.allow.original;
  return (
    <>
      <PhotosHead
        scope={scope}
        title={received.title}
        facts={<Facts received={received} />}
        actions={
          <>
            {received.takesPicks && !severalMarked && (
              <Button
                icon={<Heart size={16} aria-hidden />}
                disabled={received.state !== 'open'}
                focusableWhenDisabled
                onClick={() => open({ kind: 'received', act: { do: 'send', receivedId: received.id } })}
              >
                {t('received.choice.button')}
              </Button>
            )}
            {mayTake && <DownloadAlbum album={album} />}
          </>
        }
        more={[
          {
            id: 'refresh',
            label: t('received.refresh'),
            icon: <RotateCw size={16} aria-hidden />,
            onSelect: () => void acts.refresh(received),
          },
          {
            id: 'remove',
            label: t('received.remove'),
            icon: <Trash2 size={16} aria-hidden />,
            tone: 'danger',
            onSelect: () => open({ kind: 'received', act: { do: 'remove', receivedId: received.id } }),
          },
        ]}
      />
      <State received={received} />
    </>
  );
}

function Facts({ received }: { received: Received }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { photographer, photoCount, allow, state, endsAtMs, sentAtMs } = received;
  const date = formatDate(endsAtMs, locale);
  const may = allow.original ? 'original' : allow.web ? 'web' : 'view';
  const name = photographer.name || photographer.email;
  return (
    <>
      {name !== '' && <span>{t('received.from', { name })}</span>}
      <span>{t('grid.photos', { count: photoCount, n: formatCount(photoCount, locale) })}</span>
      <span className={styles.until} data-state={state}>
        {state === 'open' && t('received.until', { date })}
        {state === 'ended' && t('received.endedOn', { date })}
        {state === 'gone' && t('received.gone')}
      </span>
      <span>{t(`received.may.${may}`)}</span>
      {sentAtMs !== null && (
        <span>{t('received.choice.before', { date: formatDate(sentAtMs, locale) })}</span>
      )}
    </>
  );
}

/** What its sender wrote, and why nothing new comes. */
function State({ received }: { received: Received }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { photographer, message, state, reason } = received;
  const name = photographer.name || t('received.someone');
  return (
    <div className={styles.state}>
      {message !== '' && (
        <blockquote className={styles.message} aria-label={t('received.message', { name })} data-selectable>
          {message}
        </blockquote>
      )}
      {state === 'gone' && <Notice text={t('received.goneText', { name })} />}
      {state === 'ended' && <Notice text={t('received.endedText', { name })} />}
      {state === 'open' && reason !== null && (
        <Notice text={t('received.stale', { why: sentence(reason) })} />
      )}
    </div>
  );
}
