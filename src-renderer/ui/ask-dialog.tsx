/** A question before what cannot be taken back: Cancel has the focus, and it stays until it is done. */
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from '../i18n/use-locale';
import { Button } from './button';
import { Dialog } from './dialog';

export function AskDialog(props: {
  title: string;
  text: ReactNode;
  /** On the button. */
  action: string;
  /** Answers whether it was done; who is told why not is not the matter of this dialog. */
  onDo: () => Promise<boolean>;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { title, text, action, onDo, onClose, children } = props;
  const { t } = useTranslation();
  const cancel = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  async function act(): Promise<void> {
    if (busy) return;
    setBusy(true);
    if (await onDo()) onClose();
    else setBusy(false);
  }
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      initialFocus={cancel}
      title={title}
      description={text}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button tone="danger" disabled={busy} focusableWhenDisabled onClick={() => void act()}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
