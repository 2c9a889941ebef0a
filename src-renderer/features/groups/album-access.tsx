/** Who sees an album: whose it is, open or private and what protects it, and the groups that it is shown to. */
import { Circle, CircleCheck } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import { mayChange, nameOf, type Visibility } from '../../../src-shared/domain/album-access';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useSignInStore } from '../../stores/sign-in-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { useConnectionName } from '../connections/connection-words';
import styles from './groups.module.css';
import { ShownGroups } from './shown-groups';
import { SignInButton } from './sign-in-button';

export function AlbumAccessDialog({ album: given, onClose }: { album: Album; onClose: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const connectionName = useConnectionName();
  const open = useDialogsStore((state) => state.open);
  const album = useAlbum(given.id) ?? given;
  const identity = useSignInStore((state) => state.identity);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const { access } = album;
  const mine = mayChange(access) && identity !== null && album.origin === 'made';
  /** Anybody else's, and what another program filled, is told in words: there is nothing to choose. */
  const isOurs = album.origin === 'made' && mayChange(access);
  const visibility = access?.visibility ?? 'open';
  const owner = access ? nameOf(access.owner) : null;

  async function choose(next: Visibility): Promise<void> {
    if (busy || (next === visibility && access)) return;
    setBusy(true);
    setError(null);
    try {
      await call('albums.setAccess', { id: album.id, visibility: next });
    } catch (thrown) {
      setError(asAppError(thrown));
    }
    setBusy(false);
  }

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('groups.title', { title: album.title })}
      closeLabel={t('common.close')}
      footer={
        <>
          {isOurs && <Button onClick={() => open({ kind: 'groups' })}>{t('groups.edit')}</Button>}
          <Button tone="main" onClick={onClose}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      <p>
        {owner !== null && <span className={styles.quiet}>{t('groups.owner')} </span>}
        {owner === null ? t('groups.nobody') : access?.mine ? t('groups.you', { name: owner }) : owner}
      </p>
      {album.origin !== 'made' ? (
        <Notice text={t('groups.notOurs')} />
      ) : access && !access.mine ? (
        <Notice
          text={t(visibility === 'private' ? 'groups.lockedText' : 'groups.notYours', {
            name: nameOf(access.owner),
            connection: connectionName(album.connectionId, album.connectionName),
          })}
        />
      ) : (
        identity === null && (
          <div className={styles.section}>
            <Notice text={t('groups.signIn')} />
            <div>
              <SignInButton />
            </div>
          </div>
        )
      )}
      {isOurs && (
        <div
          className={styles.section}
          role="radiogroup"
          aria-label={t('groups.visibility')}
          onKeyDown={walk}
        >
          <Choice
            checked={visibility === 'open'}
            disabled={!mine || busy}
            label={t('groups.open', { connection: connectionName(album.connectionId, album.connectionName) })}
            hint={t('groups.openHint')}
            onChoose={() => void choose('open')}
          />
          <Choice
            checked={visibility === 'private'}
            disabled={!mine || busy}
            label={t('groups.private')}
            hint={t('groups.privateHint')}
            onChoose={() => void choose('private')}
          />
        </div>
      )}
      {isOurs && visibility === 'private' && (
        <Notice text={access?.protection === 'store' ? t('groups.byStore') : t('groups.byApp')} />
      )}
      {error !== null && (
        <Notice
          tone="danger"
          text={sentence(error)}
          details={error.details ? { label: t('common.details'), text: error.details } : null}
        />
      )}
      {mine && <ShownGroups album={album} />}
    </Dialog>
  );
}

/** Arrows walk between the two and choose nothing: choosing changes what the store lets in. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  if (!/^Arrow(Up|Down|Left|Right)$/.test(event.key)) return;
  event.preventDefault();
  const choices = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="radio"]')];
  choices.find((one) => one !== document.activeElement)?.focus();
}

/** One of the two, as a line that says what it means. */
function Choice(props: {
  checked: boolean;
  disabled: boolean;
  label: string;
  hint: string;
  onChoose: () => void;
}) {
  const { checked, disabled, label, hint, onChoose } = props;
  const Icon = checked ? CircleCheck : Circle;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line of words that is one of two, not a small round button
    <button
      type="button"
      role="radio"
      aria-checked={checked}
      disabled={disabled}
      className={styles.choice}
      onClick={onChoose}
    >
      <Icon size={16} className={styles.mark} aria-hidden />
      <span>
        <span className={styles.heading}>{label}</span>
        <br />
        <span className={styles.quiet}>{hint}</span>
      </span>
    </button>
  );
}
