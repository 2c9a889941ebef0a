/** Search, filters and order of the list in view: the row in its head. */
import { ListFilter } from 'lucide-react';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { useTranslation } from '../../i18n/use-locale';
import { useListStore } from '../../stores/list-store';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { Popover } from '../../ui/popover';
import { chipsOf } from './chips-of';
import { FilterPanel } from './filter-panel';
import styles from './search.module.css';
import { SearchField } from './search-field';
import { SortMenu } from './sort-menu';

export function SearchTools({ scope }: { scope: PhotoScope }) {
  const { t } = useTranslation();
  const on = useListStore((state) => chipsOf(state.query).length);
  return (
    <>
      <SearchField />
      <Popover
        label={t('search.filters')}
        trigger={
          <Button
            tone="quiet"
            className={classNames(styles.filters)}
            icon={<ListFilter size={16} aria-hidden />}
            title={on === 0 ? undefined : t('search.filtersOn', { count: on })}
            data-on={on > 0 || undefined}
          >
            <span className={styles.filtersName}>{t('search.filters')}</span>
            {on > 0 && <span className={styles.onCount}>{on}</span>}
          </Button>
        }
      >
        <FilterPanel scope={scope} />
      </Popover>
      <SortMenu scope={scope} />
    </>
  );
}
