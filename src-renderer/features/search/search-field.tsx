/** Where a person types what they look for: the list follows while they type. */
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/use-locale';
import { useListStore } from '../../stores/list-store';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import styles from './search.module.css';

/** Marks the field for the key that leads to it. */
export const SEARCH_FIELD = 'data-search-field';
/** Keys pressed within this time (ms) are one question; nobody sees that it is not each one. */
const TOGETHER_MS = 25;

/** Leads from anywhere to the field of the list in view; false when there is none. */
export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>(`[${SEARCH_FIELD}]`);
  if (field === null) return false;
  field.focus();
  field.select();
  return true;
}

export function SearchField() {
  const { t } = useTranslation();
  const asked = useListStore((state) => state.query.text ?? '');
  const narrow = useListStore((state) => state.narrow);
  const [typed, setTyped] = useState(asked);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<number | undefined>(undefined);
  const sent = useRef(asked);

  // The search was changed elsewhere: cleared, or another list with a search of its own.
  useEffect(() => {
    if (asked === sent.current) return;
    sent.current = asked;
    setTyped(asked);
  }, [asked]);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const ask = (text: string): void => {
    window.clearTimeout(timer.current);
    sent.current = text.trim();
    narrow({ text: sent.current === '' ? undefined : sent.current });
  };
  const type = (text: string): void => {
    setTyped(text);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => ask(text), TOGETHER_MS);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && typed !== '') {
      event.preventDefault();
      event.stopPropagation();
      setTyped('');
      ask('');
    } else if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'Escape') {
      // On to what was found.
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Enter') ask(typed);
      document.querySelector<HTMLElement>('main [role="listbox"], main [role="grid"]')?.focus();
    }
  };

  return (
    <search className={styles.field}>
      <Search size={15} aria-hidden className={styles.glass} />
      <input
        ref={input}
        type="text"
        className={styles.input}
        {...{ [SEARCH_FIELD]: '' }}
        aria-label={t('search.label')}
        aria-keyshortcuts="Control+F Meta+F"
        placeholder={t('search.placeholder')}
        title={t('search.hint')}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={500}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {typed !== '' && (
        <IconButton
          className={classNames(styles.clear)}
          size="small"
          label={t('search.clearText')}
          icon={<X size={14} aria-hidden />}
          onClick={() => {
            setTyped('');
            ask('');
            input.current?.focus();
          }}
        />
      )}
    </search>
  );
}
