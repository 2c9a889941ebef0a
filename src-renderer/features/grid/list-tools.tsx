/** Search, filters and order of the list. */
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { SearchTools } from '../search/search-tools';
import styles from './photos-head.module.css';

export function ListTools({ scope }: { scope: PhotoScope }) {
  return (
    <div className={styles.tools}>
      <SearchTools scope={scope} />
    </div>
  );
}
