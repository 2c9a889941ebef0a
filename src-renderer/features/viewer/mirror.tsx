/** The window on the second display: the photo that is open in CAOS, as large as the screen, and nothing to press. */
import { useEffect, useState } from 'react';
import { type MirroredPhoto, mediaUrl } from '../../../src-shared/ipc-contract';
import { desktop } from '../../bridge/client';
import { useTranslation } from '../../i18n/use-locale';
import styles from './mirror.module.css';
import { pictures } from './prefetch';
import { Stage } from './stage';
import { fittedView } from './zoom';

export function Mirror() {
  const { t } = useTranslation();
  const [photo, setPhoto] = useState<MirroredPhoto | null>(null);
  useEffect(() => desktop().onMirrored(setPhoto), []);
  useEffect(() => {
    if (photo?.isPicture) pictures.want(mediaUrl.preview(photo.id, photo.revision), []);
  }, [photo]);
  return (
    <main
      className={styles.mirror}
      data-ground={photo?.ground ?? 'black'}
      data-surface={photo?.ground === 'white' ? 'light' : 'dark'}
      aria-label={photo?.fileName || t('viewer.secondDisplay')}
    >
      <h1 className={styles.title}>{photo?.fileName || 'CAOS'}</h1>
      {photo === null ? (
        <p className={styles.words}>{t('viewer.mirrorNothing')}</p>
      ) : photo.isPicture ? (
        <Stage
          photo={{
            id: photo.id,
            revision: photo.revision,
            hasThumb: photo.revision > 0,
            aspect: photo.aspect,
            ownSize: null,
            name: photo.fileName,
          }}
          view={fittedView}
          onView={stayFitted}
          peaking={false}
        />
      ) : (
        <img className={styles.poster} src={mediaUrl.thumb(photo.id, photo.revision)} alt={photo.fileName} />
      )}
    </main>
  );
}

const stayFitted = (): void => undefined;
