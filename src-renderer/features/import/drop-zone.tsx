/** The whole window takes drops: shows where they would go, then offers what was dropped for import. */
import { useEffect, useState } from 'react';
import { desktop } from '../../bridge/client';
import { useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useImportRequestStore } from '../../stores/import-request-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { say } from '../../ui/toast';
import styles from './drop-zone.module.css';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Real paths of what was dropped, each once; what has none (a picture from a web page) is left out. */
function droppedPaths(event: DragEvent): string[] {
  const files = [...(event.dataTransfer?.files ?? [])];
  return [...new Set(files.map((file) => desktop().pathForFile(file)).filter((path) => path !== ''))];
}

export function DropZone() {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const albumId = useNavigationStore((state) => (state.view === 'album' ? state.albumId : null));
  const album = useAlbum(albumId);
  const ask = useImportRequestStore((state) => state.ask);

  useEffect(() => {
    // dragenter and dragleave come for every element passed; only the count says whether the window was left.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    };
    const onOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const onLeave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const paths = droppedPaths(event);
      if (paths.length > 0) ask(paths, albumId);
      else say({ title: t('import.failedPlan'), text: t('import.noPath'), error: true });
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [albumId, ask, t]);

  if (!over) return null;
  return (
    <div className={styles.overlay}>
      <div className={styles.frame}>
        <p className={styles.title}>
          {album === null ? t('import.dropTitle') : t('import.dropInto', { title: album.title })}
        </p>
        <p className={styles.text}>{t('import.dropText')}</p>
      </div>
    </div>
  );
}
