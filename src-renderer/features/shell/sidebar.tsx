/** The left side: photos, albums with their counts and states, selections, smart albums, trash, storage, settings. */
import {
  Copy,
  HardDrive,
  Images,
  Keyboard,
  LayoutGrid,
  Mail,
  PanelLeftClose,
  Plus,
  Send,
  Settings as SettingsIcon,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useOwnAlbums } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { isOpenMail, useOutboxStore } from '../../stores/outbox-store';
import { useSettingsStore } from '../../stores/settings-store';
import { useSharesStore } from '../../stores/shares-store';
import { IconButton } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { ContextMenu } from '../../ui/menu';
import { StateDot, useAlbumStateWords } from '../albums/album-state';
import { useAlbumMenu } from '../albums/use-album-menu';
import { LockBadge } from '../groups/lock-badge';
import { Cards } from '../ingest/cards';
import { ReceivedItems } from '../received/received-items';
import { SmartItems } from '../search/smart-items';
import { SelectionItems } from '../selections/selection-items';
import styles from './sidebar.module.css';
import { SidebarSection } from './sidebar-section';
import { useAppInfo } from './use-app-info';

function Item(props: {
  current: boolean;
  icon: ReactNode;
  label: string;
  hint?: string;
  onClick: () => void;
  count?: string;
  badge?: ReactNode;
}) {
  return (
    <button
      type="button"
      className={styles.item}
      aria-current={props.current ? 'page' : undefined}
      title={props.hint}
      onClick={props.onClick}
    >
      {props.icon}
      <span className={styles.title}>{props.label}</span>
      {props.badge}
      {props.count !== undefined && <span className={styles.count}>{props.count}</span>}
    </button>
  );
}

function AlbumItems() {
  const { t } = useTranslation();
  const locale = useLocale();
  const albums = useOwnAlbums();
  const { view, albumId, openAlbum } = useNavigationStore();
  const menuFor = useAlbumMenu();
  const stateWords = useAlbumStateWords();
  if (albums.length === 0) return <p className={styles.none}>{t('shell.noAlbums')}</p>;
  return (
    <ul>
      {albums.map((album) => (
        <ContextMenu key={album.id} entries={menuFor(album)}>
          <li>
            <Item
              current={view === 'album' && albumId === album.id}
              icon={<StateDot state={album.state} words={stateWords(album)} />}
              label={album.title}
              hint={album.title}
              badge={<LockBadge album={album} />}
              count={formatCount(album.assetCount, locale)}
              onClick={() => openAlbum(album.id)}
            />
          </li>
        </ContextMenu>
      ))}
    </ul>
  );
}

/** Shares with how many are open, and the Outbox with what has not gone. */
function ShareItems() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { view, go } = useNavigationStore();
  const live = useSharesStore(
    ({ shares }) => shares.filter(({ state }) => state !== 'expired' && state !== 'revoked').length,
  );
  const waiting = useOutboxStore(({ mails }) => mails.filter(isOpenMail).length);
  return (
    <>
      <Item
        current={view === 'shares' || view === 'share' || view === 'request'}
        icon={<Send size={15} aria-hidden />}
        label={t('shares.title')}
        {...(live > 0 && { count: formatCount(live, locale) })}
        onClick={() => go('shares')}
      />
      <Item
        current={view === 'outbox'}
        icon={<Mail size={15} aria-hidden />}
        label={t('outbox.title')}
        {...(waiting > 0 && { count: formatCount(waiting, locale) })}
        onClick={() => go('outbox')}
      />
    </>
  );
}

export function Sidebar() {
  const { t } = useTranslation();
  const { view, scope, smartAlbumId, go, openPhotos } = useNavigationStore();
  const shows = (kind: PhotoScope['kind']): boolean =>
    view === 'photos' && scope?.kind === kind && smartAlbumId === null;
  const open = useDialogsStore((state) => state.open);
  const change = useSettingsStore((state) => state.change);
  const info = useAppInfo();
  return (
    <div className={styles.sidebar}>
      <div className={styles.brand}>
        <span className={styles.name}>{t('shell.appName')}</span>
        {info?.testBuild && <span className={styles.mark}>{t('shell.testBuild')}</span>}
        <IconButton
          label={t('shell.hideSidebar')}
          size="small"
          icon={<PanelLeftClose size={15} aria-hidden />}
          onClick={() => void change({ sidebarOpen: false }).catch(() => undefined)}
        />
      </div>
      <Item
        current={shows('everything')}
        icon={<Images size={15} aria-hidden />}
        label={t('shell.allPhotos')}
        onClick={() => openPhotos({ kind: 'everything' })}
      />
      <Item
        current={view === 'albums'}
        icon={<LayoutGrid size={15} aria-hidden />}
        label={t('shell.allAlbums')}
        onClick={() => go('albums')}
      />
      <div className={styles.sections}>
        <SidebarSection
          part="albums"
          title={t('shell.albums')}
          action={
            <IconButton
              label={t('shell.newAlbum')}
              keys="Mod+N"
              size="small"
              icon={<Plus size={15} aria-hidden />}
              onClick={() => open({ kind: 'new-album' })}
            />
          }
        >
          <AlbumItems />
        </SidebarSection>
        <ReceivedItems />
        <SelectionItems />
        <SmartItems />
      </div>
      <Cards headingClass={styles.none} />
      <div className={styles.foot}>
        <ShareItems />
        <Item
          current={view === 'duplicates'}
          icon={<Copy size={15} aria-hidden />}
          label={t('duplicates.title')}
          onClick={() => go('duplicates')}
        />
        <Item
          current={shows('trash')}
          icon={<Trash2 size={15} aria-hidden />}
          label={t('shell.trash')}
          onClick={() => openPhotos({ kind: 'trash' })}
        />
        <Item
          current={view === 'connections' || view === 'storage'}
          icon={<HardDrive size={15} aria-hidden />}
          label={t('shell.storage')}
          onClick={() => go('connections')}
        />
        <Item
          current={view === 'settings'}
          icon={<SettingsIcon size={15} aria-hidden />}
          label={t('shell.settings')}
          onClick={() => go('settings')}
        />
        <Item
          current={false}
          icon={<Keyboard size={15} aria-hidden />}
          label={t('shell.keys')}
          onClick={() => open({ kind: 'keys' })}
        />
      </div>
    </div>
  );
}
