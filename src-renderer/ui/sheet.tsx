/** A small form beside the work, not over it: takes the focus, Enter accepts, Escape leaves, the rest stays usable. */
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { classNames } from './class-names';
import styles from './sheet.module.css';

export interface SheetProps {
  open: boolean;
  onClose: () => void;
  onSubmit: () => void;
  title: string;
  children: ReactNode;
  footer: ReactNode;
  initialFocus?: RefObject<HTMLElement | null>;
  /** Much to choose. */
  wide?: boolean;
}

export function Sheet(props: SheetProps) {
  const { open, onClose, onSubmit, title, children, footer, initialFocus, wide = false } = props;
  return (
    <BaseDialog.Root
      open={open}
      modal={false}
      disablePointerDismissal
      onOpenChange={(next) => !next && onClose()}
    >
      <BaseDialog.Portal>
        <BaseDialog.Popup
          className={classNames(styles.sheet, wide && styles.wide)}
          {...(initialFocus && { initialFocus })}
        >
          <form
            noValidate
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              onSubmit();
            }}
          >
            <BaseDialog.Title className={styles.title}>{title}</BaseDialog.Title>
            <div className={styles.body}>{children}</div>
            <div className={styles.foot}>{footer}</div>
          </form>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
