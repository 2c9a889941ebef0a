/** What opens above the line: imports and downloads at the left, the files of the chosen one at the right. */
import { Tabs } from '@base-ui/react/tabs';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/use-locale';
import { DownloadDetails } from './download-details';
import { GroupItem } from './group-item';
import { type Group, groupIsOpen } from './groups';
import { ImportDetails } from './import-details';
import styles from './transfer-panel.module.css';

export function TransferPanel(props: {
  groups: readonly Group[];
  /** The group shown first; null: an import under way, else the newest. */
  first: string | null;
  /** With what it skipped. */
  skipped: boolean;
}) {
  const { groups, first, skipped } = props;
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(first);
  const list = useRef<HTMLDivElement>(null);
  const group =
    groups.find(({ key }) => key === chosen) ??
    groups.find((each) => each.kind === 'import' && groupIsOpen(each)) ??
    groups[0];
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
  }, []);
  const stopArrows = (event: KeyboardEvent): void => {
    // The grid above listens for arrows too; these belong to the lists here.
    if (event.key.startsWith('Arrow')) event.stopPropagation();
  };
  if (group === undefined) return <p className={styles.none}>{t('transfers.empty.moving')}</p>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps keys from leaving
    <div className={styles.panel} onKeyDown={stopArrows}>
      <Tabs.Root
        className={styles.split}
        orientation="vertical"
        value={group.key}
        onValueChange={(next) => setChosen(next as string)}
      >
        <Tabs.List ref={list} className={styles.groups} activateOnFocus aria-label={t('transfers.groups')}>
          {groups.map((each) => (
            <Tabs.Tab key={each.key} value={each.key} className={styles.group}>
              <GroupItem group={each} alone={aloneAmong(groups, each)} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel key={group.key} value={group.key} className={styles.details}>
          {group.kind === 'import' ? (
            <ImportDetails run={group.run} skipped={skipped && group.key === first} />
          ) : (
            <DownloadDetails download={group.download} />
          )}
        </Tabs.Panel>
      </Tabs.Root>
    </div>
  );
}

/** The only open import: the overall speed and time left are its own. */
function aloneAmong(groups: readonly Group[], group: Group): boolean {
  const open = groups.filter(
    (each) => each.kind === 'import' && (each.run.state === 'running' || each.run.state === 'scanning'),
  );
  return open.length === 1 && open[0]?.key === group.key;
}
