/** A menu under a button, and the same menu under a right click (or the menu key). */
import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu';
import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import { isValidElement, type ReactElement, type ReactNode } from 'react';
import { classNames } from './class-names';
import { Kbd } from './kbd';
import styles from './popup.module.css';

export type MenuEntry =
  | {
      id: string;
      label: string;
      icon?: ReactNode;
      keys?: string;
      tone?: 'plain' | 'danger';
      disabled?: boolean;
      /** Set: a choice that is on or off. */
      checked?: boolean;
      onSelect: () => void;
    }
  | { id: string; separator: true }
  /** A menu of its own beside this one. */
  | { id: string; label: string; icon?: ReactNode; disabled?: boolean; entries: readonly MenuEntry[] };

export function MenuEntries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map((entry) => {
    if ('separator' in entry) return <BaseMenu.Separator key={entry.id} className={styles.separator} />;
    if ('entries' in entry)
      return (
        <BaseMenu.SubmenuRoot key={entry.id}>
          <BaseMenu.SubmenuTrigger
            className={styles.item}
            label={entry.label}
            disabled={entry.disabled ?? false}
          >
            {entry.icon}
            <span className={styles.itemText}>{entry.label}</span>
            <ChevronRight size={14} aria-hidden />
          </BaseMenu.SubmenuTrigger>
          <BaseMenu.Portal>
            <BaseMenu.Positioner className={styles.positioner} alignOffset={-4}>
              <BaseMenu.Popup className={styles.popup}>
                <MenuEntries entries={entry.entries} />
              </BaseMenu.Popup>
            </BaseMenu.Positioner>
          </BaseMenu.Portal>
        </BaseMenu.SubmenuRoot>
      );
    return (
      <BaseMenu.Item
        key={entry.id}
        className={classNames(styles.item, entry.tone === 'danger' && styles.dangerItem)}
        disabled={entry.disabled ?? false}
        label={entry.label}
        onClick={entry.onSelect}
        {...(entry.checked !== undefined && { role: 'menuitemcheckbox', 'aria-checked': entry.checked })}
      >
        {entry.checked === undefined ? (
          entry.icon
        ) : (
          <span className={styles.check}>{entry.checked && <Check size={14} aria-hidden />}</span>
        )}
        <span className={styles.itemText}>{entry.label}</span>
        {entry.keys !== undefined && <Kbd keys={entry.keys} />}
      </BaseMenu.Item>
    );
  });
}

export interface MenuProps {
  /** The button that opens it; it must take a ref and props (Button and IconButton do). */
  trigger: ReactElement<Record<string, unknown>>;
  entries: readonly MenuEntry[];
  align?: 'start' | 'end';
}

export function Menu({ trigger, entries, align = 'start' }: MenuProps) {
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner className={styles.positioner} sideOffset={4} align={align}>
          <BaseMenu.Popup className={styles.popup}>
            <MenuEntries entries={entries} />
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export interface ContextMenuProps {
  /** The element right-clicked. */
  children: ReactElement<Record<string, unknown>>;
  /** Or a component that draws `MenuEntries`: it asks what there is to do only while the menu is open. */
  entries: readonly MenuEntry[] | ReactElement;
}

export function ContextMenu({ children, entries }: ContextMenuProps) {
  return (
    <BaseContextMenu.Root>
      <BaseContextMenu.Trigger render={children} />
      <BaseContextMenu.Portal>
        <BaseContextMenu.Positioner className={styles.positioner}>
          <BaseContextMenu.Popup className={styles.popup}>
            {isValidElement(entries) ? entries : <MenuEntries entries={entries as readonly MenuEntry[]} />}
          </BaseContextMenu.Popup>
        </BaseContextMenu.Positioner>
      </BaseContextMenu.Portal>
    </BaseContextMenu.Root>
  );
}
