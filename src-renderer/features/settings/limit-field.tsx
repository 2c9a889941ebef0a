/** A limit that a person may set or not: a choice, and the number beside it, kept when the field is left. */
import { useEffect, useState } from 'react';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import styles from './settings-view.module.css';

export interface LimitWords {
  /** What is limited. */
  label: string;
  off: string;
  on: string;
  /** Name of the number field. */
  number: string;
  unit?: string;
  wrong: string;
}

/** `value` null: no limit. `parse` answers null for what cannot be one. */
export function LimitField(props: {
  words: LimitWords;
  value: number | null;
  /** What a person finds first when they turn it on. */
  start: number;
  show: (value: number) => string;
  parse: (text: string) => number | null;
  hint?: string;
  onChange: (value: number | null) => void;
}) {
  const { words, value, start, show, parse, hint, onChange } = props;
  const [text, setText] = useState(value === null ? '' : show(value));
  const [wrong, setWrong] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another value is shown anew
  useEffect(() => {
    setText(value === null ? '' : show(value));
    setWrong(false);
  }, [value]);
  function keep(): void {
    const parsed = parse(text);
    setWrong(parsed === null);
    if (parsed !== null && parsed !== value) onChange(parsed);
  }
  return (
    <div className={styles.pair}>
      <Select
        label={words.label}
        value={value === null ? 'off' : 'on'}
        onValueChange={(chosen) => onChange(chosen === 'off' ? null : start)}
        {...(hint !== undefined && { hint })}
        options={[
          { value: 'off', label: words.off },
          { value: 'on', label: words.on },
        ]}
      />
      {value !== null && (
        <div className={styles.number}>
          <TextField
            label={words.number}
            labelHidden
            inputMode="decimal"
            value={text}
            onValueChange={setText}
            error={wrong ? words.wrong : null}
            action={words.unit !== undefined && <span className={styles.unit}>{words.unit}</span>}
            onBlur={keep}
            onKeyDown={(event) => event.key === 'Enter' && keep()}
          />
        </div>
      )}
    </div>
  );
}
