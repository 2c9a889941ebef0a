/** A labelled line or block of text with its hint and its error. */
import { Field } from '@base-ui/react/field';
import type { ComponentProps, ReactNode, RefObject } from 'react';
import { classNames } from './class-names';
import styles from './field.module.css';

export interface TextFieldProps
  extends Omit<
    ComponentProps<'input'>,
    'value' | 'onChange' | 'className' | 'style' | 'defaultValue' | 'ref'
  > {
  inputRef?: RefObject<HTMLInputElement | null>;
  label: string;
  labelHidden?: boolean;
  hint?: ReactNode;
  error?: string | null;
  value: string;
  onValueChange?: (value: string) => void;
  /** Several lines. */
  multiline?: boolean;
  /** A button beside the field. */
  action?: ReactNode;
}

export function TextField({
  label,
  labelHidden = false,
  hint,
  error,
  value,
  onValueChange,
  multiline = false,
  action,
  inputRef,
  ...rest
}: TextFieldProps) {
  const field = (
    <Field.Control
      {...rest}
      {...(inputRef && { ref: inputRef })}
      {...(multiline && { render: <textarea /> })}
      className={styles.control}
      value={value}
      onValueChange={(next) => onValueChange?.(next)}
    />
  );
  return (
    <Field.Root className={styles.field} invalid={Boolean(error)}>
      <Field.Label className={classNames(labelHidden ? styles.hiddenLabel : styles.label)}>
        {label}
      </Field.Label>
      {action === undefined ? (
        field
      ) : (
        <div className={styles.row}>
          {field}
          {action}
        </div>
      )}
      {hint !== undefined && <Field.Description className={styles.hint}>{hint}</Field.Description>}
      {error && (
        <Field.Error className={styles.error} match>
          {error}
        </Field.Error>
      )}
    </Field.Root>
  );
}
