/** Choose one of a few. */
import { Field } from '@base-ui/react/field';
import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import fieldStyles from './field.module.css';
import styles from './popup.module.css';

export interface SelectOption<T extends string> {
  value: T;
  label: string;
  hint?: string;
}
export interface SelectProps<T extends string> {
  label: string;
  labelHidden?: boolean;
  hint?: ReactNode;
  options: ReadonlyArray<SelectOption<T>>;
  value: T;
  onValueChange: (value: T) => void;
  disabled?: boolean;
}

export function Select<T extends string>({
  label,
  labelHidden = false,
  hint,
  options,
  value,
  onValueChange,
  disabled = false,
}: SelectProps<T>) {
  return (
    <Field.Root className={fieldStyles.field}>
      <BaseSelect.Root
        items={options as Array<SelectOption<T>>}
        value={value}
        disabled={disabled}
        onValueChange={(next) => next !== null && onValueChange(next)}
      >
        <BaseSelect.Label className={labelHidden ? fieldStyles.hiddenLabel : fieldStyles.label}>
          {label}
        </BaseSelect.Label>
        <BaseSelect.Trigger className={styles.trigger}>
          <BaseSelect.Value />
          <BaseSelect.Icon className={styles.triggerIcon}>
            <ChevronsUpDown size={14} aria-hidden />
          </BaseSelect.Icon>
        </BaseSelect.Trigger>
        <BaseSelect.Portal>
          <BaseSelect.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false}>
            <BaseSelect.Popup className={`${styles.popup} ${styles.selectPopup}`}>
              <BaseSelect.List>
                {options.map((option) => (
                  <BaseSelect.Item key={option.value} value={option.value} className={styles.item}>
                    <span className={styles.check}>
                      <BaseSelect.ItemIndicator>
                        <Check size={14} aria-hidden />
                      </BaseSelect.ItemIndicator>
                    </span>
                    <BaseSelect.ItemText className={styles.itemText}>{option.label}</BaseSelect.ItemText>
                    {option.hint !== undefined && <span className={styles.itemHint}>{option.hint}</span>}
                  </BaseSelect.Item>
                ))}
              </BaseSelect.List>
            </BaseSelect.Popup>
          </BaseSelect.Positioner>
        </BaseSelect.Portal>
      </BaseSelect.Root>
      {hint !== undefined && <Field.Description className={fieldStyles.hint}>{hint}</Field.Description>}
    </Field.Root>
  );
}
