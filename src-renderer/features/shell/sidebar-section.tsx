/** A section of the sidebar: a heading that folds it, an act beside it, and a list that scrolls by itself when it is long. */
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSettingsStore } from '../../stores/settings-store';
import styles from './sidebar.module.css';

export type SidebarPart = 'albums' | 'received' | 'selections' | 'smart';

export function SidebarSection(props: {
  part: SidebarPart;
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  const { part, title, action, children } = props;
  const folded = useSettingsStore((state) => state.settings.sidebarFolded);
  const change = useSettingsStore((state) => state.change);
  const open = !folded.includes(part);
  const id = `sidebar-${part}`;
  return (
    <section className={styles.section} data-open={open} aria-labelledby={`${id}-title`}>
      <div className={styles.heading}>
        <h2 className={styles.headingTitle} id={`${id}-title`}>
          <button
            type="button"
            className={styles.fold}
            aria-expanded={open}
            aria-controls={id}
            onClick={() =>
              void change({
                sidebarFolded: open ? [...folded, part] : folded.filter((other) => other !== part),
              }).catch(() => undefined)
            }
          >
            <ChevronRight size={13} aria-hidden />
            {title}
          </button>
        </h2>
        {action}
      </div>
      <div className={styles.sectionItems} id={id} hidden={!open}>
        {open && children}
      </div>
    </section>
  );
}
