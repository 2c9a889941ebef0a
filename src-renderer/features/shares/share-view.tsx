/** One share: composed while it is a draft; then where it stands, who it is for, and what they answered. */
import { ArrowLeft, CalendarPlus, Ellipsis, Lock } from 'lucide-react';
import type { Share } from '../../../src-shared/domain/share';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { ShareId } from '../../../src-shared/units';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useConnectionsStore } from '../../stores/connections-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useShare } from '../../stores/shares-store';
import { Button, IconButton } from '../../ui/button';
import { formatCount, formatDate, formatDateTime } from '../../ui/format';
import { Menu, type MenuEntry } from '../../ui/menu';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';
import { useConnectionName } from '../connections/connection-words';
import { Composer } from './composer';
import { LeftOut } from './left-out';
import { People } from './share-people';
import styles from './share-view.module.css';
import { isOver, progressShare, stateWords, sureSooner } from './share-words';
import { CollectButton, SharesView } from './shares-view';
import { useShareActs } from './use-share-acts';
import { useSharePhotos } from './use-share-photos';

export function ShareView({ id }: { id: ShareId }) {
  const share = useShare(id);
  if (share === null) return <SharesView />;
  return share.state === 'draft' ? <Composer key={id} share={share} /> : <SentShare key={id} share={share} />;
}

/** Pictures in the strip at its head. */
const stripPhotos = 8;

function SentShare({ share }: { share: Share }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const photos = useSharePhotos(share.id, stripPhotos);
  const connections = useConnectionsStore((state) => state.connections);
  const place = useConnectionName()(
    share.connectionId,
    connections.find(({ id }) => id === share.connectionId)?.name ?? '',
  );
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <header className={styles.head}>
          <IconButton
            label={t('shares.back')}
            icon={<ArrowLeft size={16} aria-hidden />}
            onClick={() => useNavigationStore.getState().go('shares')}
          />
          <div className={styles.words}>
            <h1 className={styles.title}>{share.title}</h1>
            <p className={styles.facts}>
              <span className={styles.state} data-state={share.state}>
                {stateWords(share, t, locale)}
              </span>
              <span>
                {t('shares.photos', { count: share.photoCount, n: formatCount(share.photoCount, locale) })}
              </span>
              <span>{t('shares.on', { place })}</span>
              <span>{t('shares.created', { date: formatDateTime(share.createdAtMs, locale) })}</span>
            </p>
          </div>
          <Actions share={share} />
        </header>
        {photos.length > 0 && (
          <div className={styles.strip} aria-hidden>
            {photos.map(
              (asset) =>
                asset.thumbRevision > 0 && (
                  <img
                    key={asset.id}
                    src={mediaUrl.thumb(asset.id, asset.thumbRevision)}
                    alt=""
                    draggable={false}
                  />
                ),
            )}
          </div>
        )}
        <Standing share={share} place={place} />
        {share.message !== '' && <p className={styles.message}>{share.message}</p>}
        <People share={share} />
        <LeftOut share={share} />
      </div>
    </div>
  );
}

function Actions({ share }: { share: Share }) {
  const { t } = useTranslation();
  const acts = useShareActs();
  const open = useDialogsStore((state) => state.open);
  const live = share.state === 'live';
  // One that shows an album to a group ends with that, in the album's own dialog.
  const album = useAlbum(share.standing?.albumId ?? null);
  const chosen = share.recipients.filter(({ pickedCount }) => pickedCount > 0);
  const entries: MenuEntry[] = [
    ...(chosen.length > 1
      ? [
          {
            id: 'apply',
            label: t('shares.applyAll'),
            onSelect: () =>
              open({ kind: 'share', act: { do: 'apply' as const, shareId: share.id, recipient: null } }),
          },
          { id: 'line', separator: true as const },
        ]
      : []),
    ...(live && !share.standing
      ? [
          {
            id: 'revoke',
            label: t('shares.revokeAll'),
            tone: 'danger' as const,
            onSelect: () =>
              open({ kind: 'share', act: { do: 'revoke' as const, shareId: share.id, recipient: null } }),
          },
        ]
      : []),
    ...(isOver(share) && !share.standing
      ? [{ id: 'forget', label: t('shares.forget'), onSelect: () => void acts.discard(share) }]
      : []),
    ...(!share.standing &&
    (share.state === 'preparing' || share.state === 'uploading' || share.state === 'failed')
      ? [
          {
            id: 'stop',
            label: t('shares.stop'),
            tone: 'danger' as const,
            onSelect: () => void acts.discard(share),
          },
        ]
      : []),
  ];
  return (
    <div className={styles.actions}>
      {share.state === 'failed' && (
        <Button tone="main" onClick={() => void acts.send(share)}>
          {t('shares.goOn')}
        </Button>
      )}
      {live && <CollectButton share={share} />}
      {album && (
        <Button icon={<Lock size={15} aria-hidden />} onClick={() => open({ kind: 'album-access', album })}>
          {t('groups.menu')}
        </Button>
      )}
      {live && !share.standing && (
        <Button
          icon={<CalendarPlus size={15} aria-hidden />}
          onClick={() => open({ kind: 'share', act: { do: 'extend', shareId: share.id } })}
        >
          {t('shares.extend')}
        </Button>
      )}
      {entries.length > 0 && (
        <Menu
          align="end"
          entries={entries}
          trigger={<IconButton label={t('shares.more')} icon={<Ellipsis size={16} aria-hidden />} />}
        />
      )}
    </div>
  );
}

/** How far it is, what keeps it, until when its links are sure, whether the store is clean. */
function Standing({ share, place }: { share: Share; place: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const sure = sureSooner(share);
  const moving = share.state === 'preparing' || share.state === 'uploading';
  return (
    <div className={styles.standing}>
      {moving && <ProgressBar label={t('shares.progress')} share={progressShare(share)} />}
      {share.reason !== null && (
        <Notice
          tone={share.state === 'failed' ? 'danger' : 'plain'}
          text={sentence(share.reason)}
          details={
            share.reason.details === undefined
              ? null
              : { label: t('common.details'), text: share.reason.details }
          }
        />
      )}
      {sure !== null && <Notice text={t('shares.sureText', { date: formatDateTime(sure, locale) })} />}
      {isOver(share) && (
        <Notice
          text={
            share.cleanedAtMs === null
              ? t('shares.cleaning', { place })
              : t('shares.cleaned', { place, date: formatDate(share.cleanedAtMs, locale) })
          }
        />
      )}
    </div>
  );
}
