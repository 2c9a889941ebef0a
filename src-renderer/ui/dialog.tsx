/** A dialog: focus stays in it, Escape closes it, and focus goes back to where it was. */
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { IconButton } from './button';
import { classNames } from './class-names';
import styles from './dialog.module.css';

interface FrameProps {
  open: boolean;
  onClose: () => void;
  wide?: boolean;
  initialFocus?: RefObject<HTMLElement | null>;
  /** A question that needs an answer before anything else. */
  alert?: boolean;
  /** A click beside it does not close it, since something was entered. */
  persistent?: boolean;
}

interface ContentProps {
  title: string;
  description?: ReactNode;
  /** Name of the button that closes it. */
  closeLabel: string;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  /** Set: the whole dialog is a form, Enter sends it. */
  onSubmit?: () => void;
}

/** The dialog itself around its content, so that one dialog can have several pages. */
export function DialogFrame(props: FrameProps & { children: ReactNode }) {
  const { open, onClose, wide, initialFocus, alert, persistent, children } = props;
  return (
    <BaseDialog.Root
      open={open}
      onOpenChange={(next) => !next && onClose()}
      disablePointerDismissal={Boolean(alert || persistent)}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles.backdrop} />
        <BaseDialog.Popup
          className={classNames(styles.popup, wide && styles.wide)}
          {...(alert && { role: 'alertdialog' })}
          {...(initialFocus && { initialFocus })}
        >
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

export function DialogContent({ title, description, closeLabel, children, footer, onSubmit }: ContentProps) {
  const content = (
    <>
      <div className={styles.head}>
        <BaseDialog.Title className={styles.title}>{title}</BaseDialog.Title>
        <BaseDialog.Close
          render={<IconButton label={closeLabel} tooltip={false} icon={<X size={16} aria-hidden />} />}
        />
      </div>
      {description !== undefined && (
        <BaseDialog.Description className={styles.text}>{description}</BaseDialog.Description>
      )}
      <div className={styles.body}>{children}</div>
      {footer !== undefined && <div className={styles.foot}>{footer}</div>}
    </>
  );
  if (onSubmit === undefined) return content;
  return (
    <form
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {content}
    </form>
  );
}

export type DialogProps = FrameProps & ContentProps;

export function Dialog(props: DialogProps) {
  const { open, onClose, wide, initialFocus, alert, persistent, ...content } = props;
  return (
    <DialogFrame
      open={open}
      onClose={onClose}
      {...(wide !== undefined && { wide })}
      {...(initialFocus && { initialFocus })}
      {...(alert !== undefined && { alert })}
      {...(persistent !== undefined && { persistent })}
    >
      <DialogContent {...content} />
    </DialogFrame>
  );
}
