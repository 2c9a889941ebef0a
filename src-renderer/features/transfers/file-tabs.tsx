/** Files by where they stand: tabs with their counts, and the list of the chosen one. */
import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { classNames } from '../../ui/class-names';
import { formatCount } from '../../ui/format';
import type { DownloadTab } from './download-files';
import styles from './transfer-panel.module.css';
import type { TransferTab } from './transfer-phase';

export function FileTabs<Tab extends TransferTab | DownloadTab>({
  tabs,
  tab,
  onTab,
  countOf,
  children,
}: {
  tabs: readonly Tab[];
  tab: Tab;
  onTab: (tab: Tab) => void;
  /** null: not known. */
  countOf: Readonly<Record<Tab, number | null>>;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <Tabs.Root className={styles.files} value={tab} onValueChange={(next) => onTab(next as Tab)}>
      <Tabs.List className={styles.tabList} activateOnFocus>
        {tabs.map((name) => {
          const count: number | null = countOf[name];
          return (
            <Tabs.Tab key={name} value={name} className={styles.tab}>
              {t(`transfers.tabs.${name as TransferTab | DownloadTab}`)}
              {count !== null && count > 0 && (
                <span className={classNames(styles.count, 'tabular')}>{formatCount(count, locale)}</span>
              )}
            </Tabs.Tab>
          );
        })}
      </Tabs.List>
      <Tabs.Panel key={tab} value={tab} className={styles.list}>
        {children}
      </Tabs.Panel>
    </Tabs.Root>
  );
}
