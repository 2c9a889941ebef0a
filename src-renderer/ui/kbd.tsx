/** Keys to press, as caps: `Mod+N` is Ctrl+N, or ⌘N on a Mac. */
import styles from './kbd.module.css';

const onMac = (): boolean => navigator.userAgent.includes('Mac OS X');
const macNames: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };
const plainNames: Record<string, string> = { Mod: 'Ctrl' };

export function Kbd({ keys }: { keys: string }) {
  const names = onMac() ? macNames : plainNames;
  return (
    <span className={styles.keys}>
      {keys.split('+').map((key) => (
        <kbd key={key} className={styles.key}>
          {names[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
