/** Notes of the system. */
import { Notification } from 'electron';
import type { Note } from './note-taker';

/** Kept while they are shown: a note that is collected no longer hears its click. */
const shown = new Set<Notification>();

/** Nothing where the system has no notes. */
export function showNote(note: Note, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: note.title, body: note.body });
  shown.add(notification);
  const forget = (): void => void shown.delete(notification);
  notification.on('click', () => {
    forget();
    onClick();
  });
  notification.on('close', forget);
  notification.on('failed', forget);
  notification.show();
}
