/** Short words that come and go at the corner; read out by screen readers. Add one from anywhere with `toasts.add`. */
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { Button, IconButton } from './button';
import styles from './toast.module.css';

export const toasts = Toast.createToastManager();

/** Says that something is done, or (`error`, stays until closed) that it could not be done and what to do now. Answers what takes the words away. */
export function say(words: {
  title: string;
  text?: string;
  error?: boolean;
  /** A question: it waits until it is answered or closed. */
  stays?: boolean;
  action?: { label: string; onSelect: () => void };
}): () => void {
  const close = (): void => toasts.close(id);
  const { action } = words;
  const id = toasts.add({
    title: words.title,
    ...(words.text !== undefined && { description: words.text }),
    ...(words.stays && { timeout: 0 }),
    ...(words.error && { type: 'error', priority: 'high' as const, timeout: 0 }),
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          close();
          action.onSelect();
        },
      },
    }),
  });
  return close;
}

function List({ closeLabel }: { closeLabel: string }) {
  const { toasts: items } = Toast.useToastManager();
  return items.map((item) => (
    <Toast.Root key={item.id} toast={item} className={styles.toast} swipeDirection={[]}>
      <Toast.Content className={styles.content}>
        <div className={styles.words}>
          <Toast.Title className={styles.title} />
          <Toast.Description className={styles.text} />
          {item.actionProps && <Toast.Action className={styles.action} render={<Button />} />}
        </div>
        <Toast.Close
          render={<IconButton label={closeLabel} size="small" icon={<X size={14} aria-hidden />} />}
        />
      </Toast.Content>
    </Toast.Root>
  ));
}

export function ToastArea({ closeLabel }: { closeLabel: string }) {
  return (
    <Toast.Provider toastManager={toasts} limit={4} timeout={6000}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <List closeLabel={closeLabel} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
