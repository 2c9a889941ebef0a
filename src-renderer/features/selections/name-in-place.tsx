/** The title of a selection, which becomes a field when it is pressed. */
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/use-locale';
import styles from './selection-head.module.css';

export function NameInPlace({ name, onRename }: { name: string; onRename: (name: string) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);

  function end(keeps: boolean): void {
    const next = draft?.trim() ?? '';
    setDraft(null);
    if (keeps && next !== '' && next !== name) onRename(next);
    if (document.activeElement === input.current) requestAnimationFrame(() => button.current?.focus());
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    end(event.key === 'Enter');
  }

  if (draft === null)
    return (
      <button
        ref={button}
        type="button"
        className={styles.name}
        title={t('selections.rename')}
        aria-description={t('selections.rename')}
        onClick={() => setDraft(name)}
      >
        {name}
      </button>
    );
  return (
    <input
      ref={input}
      className={styles.nameField}
      aria-label={t('selections.nameLabel')}
      maxLength={200}
      // biome-ignore lint/a11y/noAutofocus: the person pressed the title to write here
      autoFocus
      spellCheck={false}
      value={draft}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => end(true)}
    />
  );
}
