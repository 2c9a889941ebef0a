/** A line of text with proposals: one of them, or anything else. */
import { Autocomplete } from '@base-ui/react/autocomplete';
import { Field } from '@base-ui/react/field';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import fieldStyles from './field.module.css';
import popupStyles from './popup.module.css';
import styles from './suggest-field.module.css';

export interface SuggestFieldProps {
  label: string;
  /** Name of the button that shows the proposals. */
  openLabel: string;
  hint?: ReactNode;
  error?: string | null;
  proposals: readonly string[];
  value: string;
  onValueChange: (value: string) => void;
  onBlur?: () => void;
  disabled?: boolean;
  action?: ReactNode;
}

export function SuggestField(props: SuggestFieldProps) {
  const { label, openLabel, hint, error, proposals, value, onValueChange, onBlur, disabled, action } = props;
  return (
    <Field.Root className={fieldStyles.field} invalid={Boolean(error)}>
      <Field.Label className={fieldStyles.label}>{label}</Field.Label>
      <div className={fieldStyles.row}>
        <Autocomplete.Root
          items={proposals}
          mode="none"
          openOnInputClick
          value={value}
          disabled={disabled ?? false}
          onValueChange={(next) => onValueChange(next)}
        >
          <div className={styles.frame}>
            <Autocomplete.Input
              className={fieldStyles.control}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onBlur={onBlur}
            />
            <Autocomplete.Trigger className={styles.open} aria-label={openLabel}>
              <ChevronDown size={14} aria-hidden />
            </Autocomplete.Trigger>
          </div>
          <Autocomplete.Portal>
            <Autocomplete.Positioner className={popupStyles.positioner} sideOffset={4}>
              <Autocomplete.Popup className={`${popupStyles.popup} ${popupStyles.selectPopup}`}>
                <Autocomplete.List className={styles.list}>
                  {(proposal: string) => (
                    <Autocomplete.Item key={proposal} value={proposal} className={popupStyles.item}>
                      {proposal}
                    </Autocomplete.Item>
                  )}
                </Autocomplete.List>
              </Autocomplete.Popup>
            </Autocomplete.Positioner>
          </Autocomplete.Portal>
        </Autocomplete.Root>
        {action}
      </div>
      {hint !== undefined && <Field.Description className={fieldStyles.hint}>{hint}</Field.Description>}
      {error && (
        <Field.Error className={fieldStyles.error} match>
          {error}
        </Field.Error>
      )}
    </Field.Root>
  );
}
