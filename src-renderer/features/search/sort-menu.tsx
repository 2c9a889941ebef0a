/** In which order a list is shown. */
import { ArrowDownNarrowWide, ArrowUpNarrowWide } from 'lucide-react';
import type { PhotoScope, PhotoSort } from '../../../src-shared/domain/photo-list';
import { useTranslation } from '../../i18n/use-locale';
import { useListStore } from '../../stores/list-store';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { Menu, type MenuEntry } from '../../ui/menu';
import styles from './search.module.css';

const orders = ['time', 'name', 'rating', 'added', 'size', 'sharpness'] as const;
/** Best and newest first is what a person means by these; the other way round for the rest. */
const startsDescending = new Set<PhotoSort['by']>(['rating', 'added', 'size', 'sharpness']);

export function SortMenu({ scope }: { scope: PhotoScope }) {
  const { t } = useTranslation();
  const sort = useListStore((state) => state.sort);
  const setSort = useListStore((state) => state.setSort);
  const hasOwn = scope.kind === 'selection' || scope.kind === 'comparison' || scope.kind === 'trash';
  // Of an album its own order is that of time.
  const by = sort.by === 'own' && !hasOwn ? 'time' : sort.by;
  const nameOf = (order: PhotoSort['by']): string =>
    t(`search.sort.by.${order === 'own' && scope.kind === 'trash' ? 'trash' : order}`);
  const entries: MenuEntry[] = [
    ...[...(hasOwn ? (['own'] as const) : []), ...orders].map((order) => ({
      id: order,
      label: nameOf(order),
      checked: by === order,
      onSelect: () =>
        setSort({
          // All of an album in order of time is read faster and follows imports row by row.
          by: order === 'time' && !hasOwn ? 'own' : order,
          descending: order === by ? sort.descending : startsDescending.has(order),
        }),
    })),
    { id: 'line', separator: true },
    ...([false, true] as const).map((descending) => ({
      id: descending ? 'descending' : 'ascending',
      label: t(descending ? 'search.sort.descending' : 'search.sort.ascending'),
      checked: sort.descending === descending,
      onSelect: () => setSort({ ...sort, descending }),
    })),
  ];
  const direction = t(sort.descending ? 'search.sort.descending' : 'search.sort.ascending');
  const Icon = sort.descending ? ArrowUpNarrowWide : ArrowDownNarrowWide;
  return (
    <Menu
      trigger={
        <Button
          tone="quiet"
          className={classNames(styles.sort)}
          icon={<Icon size={16} aria-hidden />}
          aria-label={t('search.sort.label', { by: nameOf(by), direction })}
          title={t('search.sort.title')}
        >
          <span className={styles.sortName}>{nameOf(by)}</span>
        </Button>
      }
      entries={entries}
    />
  );
}
