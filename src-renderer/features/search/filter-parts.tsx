/** What the panel of filters is made of: choices of a few, choices of many, and ranges. */
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { formatCount } from '../../ui/format';
import { type Range, rangeWith } from './chips-of';
import styles from './search.module.css';

export interface Choice<T> {
  value: T;
  label: string;
  /** Before the words; a swatch. */
  mark?: ReactNode;
  /** Photos that have it, where it is known. */
  count?: number | undefined;
}

export function Part({
  title,
  wide = false,
  children,
}: {
  title: string;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <fieldset className={styles.part} data-wide={wide || undefined}>
      <legend className={styles.partTitle}>{title}</legend>
      {children}
    </fieldset>
  );
}

/** Side by side; any of those that are pressed. */
export function Choices<T extends string | number | boolean>(props: {
  choices: ReadonlyArray<Choice<T>>;
  chosen: readonly T[];
  onToggle: (value: T) => void;
}) {
  const locale = useLocale();
  return (
    <div className={styles.choices}>
      {props.choices.map(({ value, label, mark, count }) => {
        const isOn = props.chosen.includes(value);
        return (
          <button
            key={String(value)}
            type="button"
            className={styles.choice}
            aria-pressed={isOn}
            disabled={count === 0 && !isOn}
            onClick={() => props.onToggle(value)}
          >
            {mark}
            {label}
            {count !== undefined && <span className={styles.count}>{formatCount(count, locale)}</span>}
          </button>
        );
      })}
    </div>
  );
}

/** A list that scrolls; any of those that are checked. What is chosen stays in it even when no photo has it. */
export function CheckList<T extends string>(props: {
  label: string;
  choices: ReadonlyArray<Choice<T>>;
  chosen: readonly T[];
  onToggle: (value: T) => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { choices, chosen } = props;
  const missing = chosen.filter((value) => !choices.some((choice) => choice.value === value));
  const all: Array<Choice<T>> = [...missing.map((value) => ({ value, label: value })), ...choices];
  if (all.length === 0) return <p className={styles.nothing}>{t('search.none')}</p>;
  return (
    <ul className={styles.list} aria-label={props.label}>
      {all.map(({ value, label, count }) => (
        <li key={value}>
          <label className={styles.check}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => props.onToggle(value)} />
            <span className={styles.checkText} title={label}>
              {label}
            </span>
            {count !== undefined && <span className={styles.count}>{formatCount(count, locale)}</span>}
          </label>
        </li>
      ))}
    </ul>
  );
}

/** Two ends, both included; an empty one is open. */
export function RangeFields(props: {
  name: string;
  range: Range | undefined;
  /** What there is, as a hint in the empty fields. */
  bounds: { from: number; to: number } | null;
  kind: 'number' | 'date';
  textOf: (value: number | undefined) => string;
  valueOf: (text: string, end: 'from' | 'to') => number | undefined;
  onChange: (range: Range | undefined) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.range}>
      {(['from', 'to'] as const).map((end) => (
        <RangeEnd
          key={end}
          label={`${props.name}, ${t(`search.${end}`)}`}
          text={t(`search.${end}`)}
          kind={props.kind}
          value={props.textOf(props.range?.[end])}
          placeholder={props.textOf(props.bounds?.[end])}
          onChange={(text) => props.onChange(rangeWith(props.range, end, props.valueOf(text, end)))}
        />
      ))}
    </div>
  );
}

function RangeEnd(props: {
  label: string;
  text: string;
  kind: 'number' | 'date';
  value: string;
  placeholder: string;
  onChange: (text: string) => void;
}) {
  const id = useId();
  // What is typed half-way (“2”, on the way to 2024) stays as it is until it makes sense.
  const [typed, setTyped] = useState(props.value);
  useEffect(() => setTyped(props.value), [props.value]);
  return (
    <div className={styles.end}>
      <label htmlFor={id} aria-label={props.label}>
        {props.text}
      </label>
      <input
        id={id}
        type={props.kind === 'date' ? 'date' : 'text'}
        inputMode={props.kind === 'number' ? 'numeric' : undefined}
        className={styles.endInput}
        aria-label={props.label}
        placeholder={props.placeholder}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          props.onChange(event.target.value);
        }}
      />
    </div>
  );
}
