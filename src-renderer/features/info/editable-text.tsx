/** Words that are edited where they stand: they look like text until the pointer or the focus is there. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/use-locale';
import styles from './words.module.css';

export interface EditableTextProps {
  label: string;
  placeholder: string;
  value: string;
  /** What the file says, where that is something else; null: nothing, or the same. */
  fileValue: string | null;
  /** Enter makes a new line with Shift only. */
  multiline?: boolean;
  maxLength?: number;
  /** Resolves to false when it was not kept: then the words are put back. */
  onSave: (text: string) => Promise<boolean>;
  /** Where there may be a `fileValue`. */
  onUseFile?: () => void;
}

export function EditableText(props: EditableTextProps) {
  const { label, placeholder, value, fileValue, multiline = false, maxLength, onSave, onUseFile } = props;
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState(value);
  const editing = useRef(false);
  useEffect(() => {
    if (!editing.current) setText(value);
  }, [value]);

  async function save(): Promise<void> {
    editing.current = false;
    const wanted = text.trim();
    setText(wanted);
    if (wanted !== value && !(await onSave(wanted))) setText(value);
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // Enter and Escape belong to the input method while it composes (Korean).
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      editing.current = false;
      setText(value);
      const field = event.currentTarget;
      // After the words are back, so that leaving saves nothing.
      window.setTimeout(() => field.blur());
    } else if (event.key === 'Enter' && !(multiline && event.shiftKey)) {
      event.preventDefault();
      event.currentTarget.blur();
    }
  }

  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={styles.text}
        rows={1}
        maxLength={maxLength}
        value={text}
        placeholder={placeholder}
        onFocus={() => {
          editing.current = true;
        }}
        onChange={(event) =>
          setText(multiline ? event.target.value : event.target.value.replace(/\s*\n\s*/g, ' '))
        }
        onBlur={() => void save()}
        onKeyDown={onKeyDown}
      />
      {fileValue !== null && (
        <p className={styles.file}>
          <span data-selectable>{t('edits.fileSays', { words: fileValue })}</span>{' '}
          <button type="button" className={styles.link} onClick={onUseFile}>
            {t('edits.useFile')}
          </button>
        </p>
      )}
    </div>
  );
}
