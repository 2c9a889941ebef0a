/** A tall panel beside the work: takes the focus, Escape leaves, and the rest of the window stays usable. */
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button';
import styles from './side-sheet.module.css';

export interface SideSheetProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
}

export function SideSheet({ title, closeLabel, onClose, children, footer }: SideSheetProps) {
  return (
    <BaseDialog.Root open modal={false} disablePointerDismissal onOpenChange={(next) => !next && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Popup className={styles.sheet}>
          <div className={styles.head}>
            <BaseDialog.Title className={styles.title}>{title}</BaseDialog.Title>
            <BaseDialog.Close
              render={<IconButton label={closeLabel} tooltip={false} icon={<X size={16} aria-hidden />} />}
            />
          </div>
          <div className={styles.body}>{children}</div>
          {footer && <div className={styles.foot}>{footer}</div>}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
