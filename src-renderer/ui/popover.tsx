/** A panel under a button, for what is more than a menu. */
import { Popover as BasePopover } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import styles from './popup.module.css';

export interface PopoverProps {
  /** The button that opens it; it must take a ref and props (Button and IconButton do). */
  trigger: ReactElement<Record<string, unknown>>;
  /** Its name for a screen reader. */
  label: string;
  align?: 'start' | 'end';
  children: ReactNode;
}

/** What is in it is made only while it is open. */
export function Popover({ trigger, label, align = 'start', children }: PopoverProps) {
  return (
    <BasePopover.Root>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner
          className={styles.positioner}
          sideOffset={6}
          align={align}
          collisionPadding={8}
          collisionAvoidance={{ side: 'shift', align: 'shift', fallbackAxisSide: 'none' }}
        >
          <BasePopover.Popup className={`${styles.popup} ${styles.panel}`} aria-label={label}>
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
