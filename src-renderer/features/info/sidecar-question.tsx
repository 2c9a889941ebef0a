/** Asked once for each bucket that something else filled: may what is set be written beside the photos there? */
import type { AlbumId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useEditsStore } from '../../stores/edits-store';
import { Button } from '../../ui/button';
import { say } from '../../ui/toast';
import styles from './sidecar-question.module.css';

export function SidecarQuestion() {
  const albumId = useEditsStore((state) => state.askAlbumIds[0] ?? null);
  return albumId === null ? null : <Question key={albumId} albumId={albumId} />;
}

function Question({ albumId }: { albumId: AlbumId }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const album = useAlbum(albumId);
  if (album === null) return null;
  const answer = (writesSidecars: boolean): void => {
    call('albums.edit', { id: albumId, writesSidecars }).catch((thrown: unknown) =>
      say({ title: t('edits.notKept'), text: sentence(asAppError(thrown)), error: true }),
    );
  };
  return (
    <div className={styles.line} role="status">
      <p className={styles.words}>
        {t('edits.ask.text', { bucket: `${album.bucket}/${album.prefix}`.replace(/\/$/, '') })}
      </p>
      <Button onClick={() => answer(true)}>{t('edits.ask.yes')}</Button>
      <Button tone="quiet" onClick={() => answer(false)}>
        {t('edits.ask.no')}
      </Button>
    </div>
  );
}
