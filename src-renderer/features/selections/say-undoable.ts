/** Words about an act with a button that takes it back. Only the newest are there: the button always means the act beside it. */
import { say } from '../../ui/toast';

let silence: (() => void) | null = null;

export function sayUndoable(
  words: { title: string; text?: string },
  undo: { label: string; onSelect: () => void },
): void {
  silence?.();
  silence = say({ ...words, action: undo });
}
