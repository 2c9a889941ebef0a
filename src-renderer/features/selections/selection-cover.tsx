/** The small picture that stands for a selection; an empty frame while there is none. */
import type { Selection } from '../../../src-shared/domain/selection';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import styles from './selection-cover.module.css';

export function SelectionCover({ selection }: { selection: Selection }) {
  const { coverAssetId, coverThumbRevision } = selection;
  return (
    <span className={styles.cover}>
      {coverAssetId !== null && coverThumbRevision > 0 && (
        <img src={mediaUrl.thumb(coverAssetId, coverThumbRevision)} alt="" draggable={false} />
      )}
    </span>
  );
}
