/** A line into which keywords are written, with those proposed that the library has already. */
import { Autocomplete } from '@base-ui/react/autocomplete';
import { type KeyboardEvent, useRef, useState } from 'react';
import { call } from '../../bridge/client';
import popupStyles from '../../ui/popup.module.css';
import { keywordsIn, proposalsFor } from './keyword-rules';
import styles from './words.module.css';

export function KeywordInput(props: {
  id: string;
  placeholder: string;
  /** Those that are there are not proposed. */
  present: readonly string[];
  onAdd: (keywords: string[]) => void;
  /** Backspace in the empty line. */
  onRemoveLast?: () => void;
}) {
  const { id, placeholder, present, onAdd, onRemoveLast } = props;
  const [text, setText] = useState('');
  const [known, setKnown] = useState<readonly string[] | null>(null);
  const [open, setOpen] = useState(false);
  const highlighted = useRef<string | undefined>(undefined);
  const proposals = proposalsFor(text, known ?? [], present);

  function load(): void {
    if (known !== null) return;
    setKnown([]);
    // Without proposals one writes them out.
    call('assets.facets', { scope: { kind: 'everything' } }).then(
      ({ keywords }) => setKnown(keywords.map(({ name }) => name)),
      () => undefined,
    );
  }
  function add(words: string): void {
    const keywords = keywordsIn(words, present);
    setText('');
    if (keywords.length > 0) onAdd(keywords);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && highlighted.current === undefined) {
      // In a sheet Enter would accept the whole of it.
      if (text.trim() === '') return;
      event.preventDefault();
      add(text);
    } else if (event.key === 'Backspace' && text === '') onRemoveLast?.();
    else if (event.key === 'Escape' && text !== '') {
      event.stopPropagation();
      setText('');
    }
  }

  return (
    <Autocomplete.Root
      items={proposals}
      // Open and empty it would be a bar of nothing that hides the rest from a screen reader.
      open={open && proposals.length > 0}
      onOpenChange={setOpen}
      mode="none"
      value={text}
      onValueChange={(next, { reason }) => {
        if (reason === 'item-press') add(next);
        // A list that was pasted, and the comma that ends a keyword.
        else if (/[,;]/.test(next)) add(next);
        else setText(next);
      }}
      onItemHighlighted={(item) => {
        highlighted.current = item;
      }}
    >
      <Autocomplete.Input
        id={id}
        className={styles.keywordInput}
        placeholder={placeholder}
        autoComplete="off"
        onFocus={load}
        onBlur={() => add(text)}
        onKeyDown={onKeyDown}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner className={popupStyles.positioner} sideOffset={4} align="start">
          <Autocomplete.Popup className={popupStyles.popup}>
            <Autocomplete.List>
              {(proposal: string) => (
                <Autocomplete.Item key={proposal} value={proposal} className={popupStyles.item}>
                  <span className={popupStyles.itemText}>{proposal}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}
