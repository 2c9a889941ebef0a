/** Who a share is for: a line that takes addresses as they are typed or pasted, and under it each person with how they get the code. */
import { Autocomplete } from '@base-ui/react/autocomplete';
import { X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react';
import { type CodeWay, MAX_RECIPIENTS } from '../../../src-shared/domain/share';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useSharesStore } from '../../stores/shares-store';
import { IconButton } from '../../ui/button';
import fieldStyles from '../../ui/field.module.css';
import { formatCount } from '../../ui/format';
import popupStyles from '../../ui/popup.module.css';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import styles from './compose.module.css';
import { addressesIn, knownPeople, proposedPeople, type RecipientDraft } from './recipient-rules';
import { personName } from './share-words';

export function RecipientsField(props: {
  recipients: RecipientDraft[];
  /** Sending was tried without anybody. */
  missing: boolean;
  inputRef: RefObject<HTMLInputElement | null>;
  onChange: (recipients: RecipientDraft[]) => void;
}) {
  const { recipients, missing, inputRef, onChange } = props;
  const { t } = useTranslation();
  const change = (at: number, part: Partial<RecipientDraft>): void =>
    onChange(recipients.map((person, index) => (index === at ? { ...person, ...part } : person)));
  function remove(at: number): void {
    onChange(recipients.filter((_, index) => index !== at));
    inputRef.current?.focus();
  }
  return (
    <div className={styles.people}>
      <AddressLine
        recipients={recipients}
        missing={missing}
        inputRef={inputRef}
        onAdd={(found) =>
          onChange([
            ...recipients,
            // The next ones get the code as the last one does.
            ...found.map((person) => ({
              ...person,
              codeWay: recipients.at(-1)?.codeWay ?? ('mail' as const),
            })),
          ])
        }
        onRemoveLast={() => recipients.length > 0 && remove(recipients.length - 1)}
      />
      {recipients.length > 0 && (
        <ul className={styles.peopleList} aria-label={t('shares.compose.to')}>
          {recipients.map((person, at) => (
            <li key={person.email} className={styles.person}>
              <span className={styles.email} title={person.email} data-selectable>
                {person.email}
              </span>
              <TextField
                label={t('shares.compose.nameOf', { email: person.email })}
                labelHidden
                placeholder={t('shares.compose.namePlaceholder')}
                maxLength={200}
                value={person.name}
                onValueChange={(name) => change(at, { name })}
              />
              <Select<CodeWay>
                label={t('shares.compose.codeOf', { name: personName(person) })}
                labelHidden
                value={person.codeWay}
                onValueChange={(codeWay) => change(at, { codeWay })}
                options={[
                  { value: 'mail', label: t('shares.compose.codeMail') },
                  { value: 'show', label: t('shares.compose.codeShow') },
                ]}
              />
              <IconButton
                label={t('shares.compose.remove', { name: personName(person) })}
                icon={<X size={15} aria-hidden />}
                onClick={() => remove(at)}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Enter, a comma or leaving the line adds what is an address; what is none stays, to be mended. */
function AddressLine(props: {
  recipients: RecipientDraft[];
  missing: boolean;
  inputRef: RefObject<HTMLInputElement | null>;
  onAdd: (found: Array<{ email: string; name: string }>) => void;
  onRemoveLast: () => void;
}) {
  const { recipients, missing, inputRef, onAdd, onRemoveLast } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const shares = useSharesStore((state) => state.shares);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const highlighted = useRef<string | undefined>(undefined);
  const id = useId();
  const proposals = proposedPeople(text, knownPeople(shares), recipients).map(({ email, name }) =>
    name === '' ? email : `${name} <${email}>`,
  );

  function add(words: string): void {
    if (words.trim() === '') {
      setText('');
      setWrong(null);
      return;
    }
    const { found, rest, tooMany } = addressesIn(words, recipients);
    if (found.length > 0) onAdd(found);
    setText(rest);
    setWrong(
      rest !== ''
        ? t('shares.compose.notAnAddress', { text: rest })
        : tooMany
          ? t('shares.compose.tooMany', { n: formatCount(MAX_RECIPIENTS, locale) })
          : found.length === 0
            ? t('shares.compose.there')
            : null,
    );
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && highlighted.current === undefined) {
      event.preventDefault();
      add(text);
    } else if (event.key === 'Backspace' && text === '') onRemoveLast();
    else if (event.key === 'Escape' && text !== '') {
      event.stopPropagation();
      setText('');
      setWrong(null);
    }
  }
  const problem = wrong ?? (missing && recipients.length === 0 ? t('shares.compose.nobody') : null);
  return (
    <Autocomplete.Root
      items={proposals}
      open={open && proposals.length > 0}
      onOpenChange={setOpen}
      mode="none"
      value={text}
      onValueChange={(next, { reason }) => {
        if (reason === 'item-press') add(next);
        else if (/[,;\n]/.test(next)) add(next);
        else {
          setText(next);
          setWrong(null);
        }
      }}
      onItemHighlighted={(item) => {
        highlighted.current = item;
      }}
    >
      <div className={fieldStyles.field}>
        <label className={fieldStyles.hiddenLabel} htmlFor={id}>
          {t('shares.compose.toLabel')}
        </label>
        <Autocomplete.Input
          id={id}
          ref={inputRef}
          className={fieldStyles.control}
          type="text"
          inputMode="email"
          placeholder={t('shares.compose.toPlaceholder')}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={problem !== null}
          {...(problem !== null && { 'aria-describedby': `${id}-problem` })}
          onBlur={() => add(text)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            // A list has its line ends only here: the field would make blanks of them.
            const pasted = event.clipboardData.getData('text/plain');
            if (!/[\n,;]/.test(pasted)) return;
            event.preventDefault();
            add(`${text} ${pasted}`.trim());
          }}
        />
        {problem !== null && (
          <p id={`${id}-problem`} className={fieldStyles.error} role="alert">
            {problem}
          </p>
        )}
      </div>
      <Autocomplete.Portal>
        <Autocomplete.Positioner className={popupStyles.positioner} sideOffset={4} align="start">
          <Autocomplete.Popup className={popupStyles.popup}>
            <Autocomplete.List aria-label={t('shares.compose.known')}>
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
