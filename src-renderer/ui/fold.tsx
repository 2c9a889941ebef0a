/** A part that folds out under its own heading. */
import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './fold.module.css';

export function Fold({
  label,
  hint,
  open,
  onOpenChange,
  children,
}: {
  label: string;
  hint?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Collapsible.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Collapsible.Trigger className={styles.trigger}>
        <ChevronRight size={15} aria-hidden />
        <span className={styles.label}>{label}</span>
        {hint !== undefined && !open && <span className={styles.hint}>{hint}</span>}
      </Collapsible.Trigger>
      <Collapsible.Panel className={styles.panel}>{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}
