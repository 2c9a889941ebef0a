/** A lock beside a private album, a person beside one of somebody else; nothing where everybody may do everything. */
import { Lock, UserRound } from 'lucide-react';
import type { Album } from '../../../src-shared/domain/album';
import { nameOf } from '../../../src-shared/domain/album-access';
import { useTranslation } from '../../i18n/use-locale';
import { EmptyState } from '../../ui/empty-state';
import styles from './groups.module.css';
import { SignInButton } from './sign-in-button';

/** What the badge means; null: there is none. */
export function useLockWords(): (album: Album) => string | null {
  const { t } = useTranslation();
  return ({ access }) => {
    if (!access || (access.mine && access.visibility === 'open')) return null;
    const name = nameOf(access.owner);
    if (access.mine) return t('groups.lockPrivate');
    return access.visibility === 'private'
      ? t('groups.lockPrivateOf', { name })
      : t('groups.lockOf', { name });
  };
}

export function LockBadge({ album, worded = false }: { album: Album; worded?: boolean }) {
  const words = useLockWords()(album);
  if (words === null) return null;
  const Icon = album.access?.visibility === 'private' ? Lock : UserRound;
  return (
    <span className={styles.lock} title={words}>
      <Icon size={13} {...(worded ? { 'aria-hidden': true } : { role: 'img', 'aria-label': words })} />
      {worded && words}
    </span>
  );
}

/** In place of the photos of a private album, while its owner is not signed in. */
export function LockedAlbum({ album }: { album: Album }) {
  const { t } = useTranslation();
  const name = album.access ? nameOf(album.access.owner) : '';
  return (
    <EmptyState
      level={1}
      icon={<Lock size={28} aria-hidden />}
      title={t('groups.lockedTitle', { name })}
      text={t('groups.lockedText', { name })}
      actions={<SignInButton />}
    />
  );
}
