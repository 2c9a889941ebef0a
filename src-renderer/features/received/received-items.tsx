/** The sidebar's list of what others shared, with the way to open another link. */
import { Plus } from 'lucide-react';
import type { Received } from '../../../src-shared/domain/received';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useReceivedStore } from '../../stores/received-store';
import { IconButton } from '../../ui/button';
import { formatCount, formatDate } from '../../ui/format';
import { ContextMenu } from '../../ui/menu';
import { StateDot } from '../albums/album-state';
import styles from '../shell/sidebar.module.css';
import { SidebarSection } from '../shell/sidebar-section';
import { useReceivedMenu } from './use-received-menu';

export function ReceivedItems() {
  const { t } = useTranslation();
  const locale = useLocale();
  const received = useReceivedStore((state) => state.received);
  const { view, albumId, openAlbum } = useNavigationStore();
  const open = useDialogsStore((state) => state.open);
  const menuFor = useReceivedMenu();
  const wordsOf = ({ state, endsAtMs }: Received): string =>
    state === 'gone'
      ? t('received.gone')
      : t(state === 'open' ? 'received.until' : 'received.endedOn', { date: formatDate(endsAtMs, locale) });
  return (
    <SidebarSection
      part="received"
      title={t('received.title')}
      action={
        <IconButton
          label={t('received.open')}
          size="small"
          icon={<Plus size={15} aria-hidden />}
          onClick={() => open({ kind: 'received', act: { do: 'open', link: '' } })}
        />
      }
    >
      {received.length === 0 && <p className={styles.none}>{t('received.none')}</p>}
      {received.length > 0 && (
        <ul>
          {received.map((one) => (
            <ContextMenu key={one.id} entries={menuFor(one)}>
              <li>
                <button
                  type="button"
                  className={styles.item}
                  aria-current={view === 'album' && albumId === one.albumId ? 'page' : undefined}
                  title={one.photographer.name === '' ? one.title : `${one.title} · ${one.photographer.name}`}
                  onClick={() => openAlbum(one.albumId)}
                >
                  <StateDot state={one.state === 'open' ? 'stored' : 'attention'} words={wordsOf(one)} />
                  <span className={styles.title}>{one.title}</span>
                  <span className={styles.count}>{formatCount(one.photoCount, locale)}</span>
                </button>
              </li>
            </ContextMenu>
          ))}
        </ul>
      )}
    </SidebarSection>
  );
}
