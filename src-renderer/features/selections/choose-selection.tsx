/** Finds a selection by typing, or makes one on Enter: a line, and under it what fits. */
import { Plus } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Selection } from '../../../src-shared/domain/selection';
import type { AssetId } from '../../../src-shared/units';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useSelectionsStore } from '../../stores/selections-store';
import { classNames } from '../../ui/class-names';
import { Dialog } from '../../ui/dialog';
import { formatCount } from '../../ui/format';
import styles from './choose-selection.module.css';
import { choicesFor, type SelectionChoice } from './selection-choices';
import { SelectionCover } from './selection-cover';
import { useSelectionActs } from './use-selection-acts';

export function ChooseSelection({ assetIds, onClose }: { assetIds: AssetId[]; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const acts = useSelectionActs();
  const { selections, targetId } = useSelectionsStore();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const [text, setText] = useState('');
  /** null: what the words propose. */
  const [moved, setMoved] = useState<number | null>(null);
  const { choices, proposed } = choicesFor(selections, text, targetId);
  const at = Math.min(moved ?? proposed, choices.length - 1);

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  async function take(choice: SelectionChoice | undefined): Promise<void> {
    if (choice === undefined) return;
    onClose();
    if (choice.kind === 'new') await acts.make(choice.name, assetIds);
    else await acts.addTo(choice.selection, assetIds);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || choices.length === 0) return;
    if (event.key === 'ArrowDown') setMoved((at + 1) % choices.length);
    else if (event.key === 'ArrowUp') setMoved((at - 1 + choices.length) % choices.length);
    else return;
    event.preventDefault();
  }

  const count = assetIds.length;
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => void take(choices[at])}
      initialFocus={input}
      title={t('selections.add', { count, n: formatCount(count, locale) })}
      closeLabel={t('common.close')}
    >
      <input
        ref={input}
        className={styles.input}
        role="combobox"
        aria-label={t('selections.find')}
        aria-expanded
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        {...(choices.length > 0 && { 'aria-activedescendant': `${id}-${at}` })}
        placeholder={t('selections.createPlaceholder')}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setMoved(null);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={`${id}-list`}
        className={styles.list}
        role="listbox"
        aria-label={t('selections.title')}
      >
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the line above has the keys (combobox)
          <div
            key={choice.kind === 'new' ? 'new' : choice.selection.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={classNames(styles.choice, index === at && styles.at)}
            onPointerMove={() => setMoved(index)}
            onClick={() => void take(choice)}
          >
            {choice.kind === 'new' ? (
              <>
                <span className={styles.plus}>
                  <Plus size={15} aria-hidden />
                </span>
                <span className={styles.name}>{t('selections.create', { name: choice.name })}</span>
              </>
            ) : (
              <Known selection={choice.selection} isTarget={choice.selection.id === targetId} />
            )}
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className={styles.none}>{t('selections.noMatch')}</p>}
    </Dialog>
  );
}

function Known({ selection, isTarget }: { selection: Selection; isTarget: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <>
      <SelectionCover selection={selection} />
      <span className={styles.name}>{selection.name}</span>
      {isTarget && <span className={styles.count}>{t('selections.lastUsed')}</span>}
      <span className={classNames(styles.count, 'tabular')}>{formatCount(selection.photoCount, locale)}</span>
    </>
  );
}
