/** People and groups: make a group, put addresses into it (one or a pasted list), take people out, rename, delete. */
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Group } from '../../../src-shared/domain/group';
import type { GroupId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useGroupsStore } from '../../stores/groups-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { Dialog } from '../../ui/dialog';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { addressesIn } from '../shares/recipient-rules';
import { personName } from '../shares/share-words';
import { AskLine } from './ask-line';
import styles from './groups.module.css';

export function GroupsSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const groups = useGroupsStore((state) => state.groups);
  const [chosen, setChosen] = useState<GroupId | null>(null);
  const [name, setName] = useState('');
  const [error, setError] = useState<AppError | null>(null);
  const group = groups.find(({ id }) => id === chosen) ?? groups[0] ?? null;
  const act = async <T,>(work: Promise<T>): Promise<T | null> => {
    setError(null);
    try {
      return await work;
    } catch (thrown) {
      setError(asAppError(thrown));
      return null;
    }
  };
  async function create(): Promise<void> {
    if (name.trim() === '') return;
    const made = await act(call('groups.create', { name }));
    if (!made) return;
    setName('');
    setChosen(made.id);
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('groups.groupsTitle')}
      description={t('groups.groupsText')}
      closeLabel={t('common.close')}
      footer={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      {groups.length === 0 ? (
        <p className={styles.quiet}>{t('groups.noGroups')}</p>
      ) : (
        group && (
          <>
            <Select
              label={t('groups.group')}
              options={groups.map((one) => ({ value: one.id, label: one.name }))}
              value={group.id}
              onValueChange={setChosen}
            />
            <GroupEditor key={group.id} group={group} act={act} />
          </>
        )
      )}
      <form
        className={classNames(styles.line, group !== null && styles.making)}
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TextField label={t('groups.newName')} maxLength={100} value={name} onValueChange={setName} />
        <Button type="submit">{t('groups.create')}</Button>
      </form>
      {error !== null && (
        <Notice tone="danger" text={error.code === 'already-exists' ? error.message : sentence(error)} />
      )}
    </Dialog>
  );
}

type Act = <T>(work: Promise<T>) => Promise<T | null>;
type Asked = { do: 'delete' } | { do: 'take-out'; email: string; name: string };

function GroupEditor({ group, act }: { group: Group; act: Act }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const seen = useGroupsStore(
    ({ standing }) => standing.filter(({ groupId, ending }) => groupId === group.id && !ending).length,
  );
  const [name, setName] = useState(group.name);
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => setName(group.name), [group.name]);
  const n = (count: number) => ({ count, n: formatCount(count, locale) });
  return (
    <div className={styles.section}>
      <p className={styles.quiet}>
        {t('groups.members', n(group.members.length))}
        {seen > 0 && `, ${t('groups.sees', n(seen))}`}
      </p>
      <ul className={styles.list}>
        {group.members.map((person) => (
          <li key={person.email}>
            <div className={styles.row}>
              <div className={styles.words}>
                <p className={styles.name}>{personName(person)}</p>
                {person.name !== '' && <p className={styles.quiet}>{person.email}</p>}
              </div>
              <IconButton
                label={t('groups.takeOut', { name: personName(person) })}
                icon={<X size={15} aria-hidden />}
                onClick={() => setAsked({ do: 'take-out', email: person.email, name: personName(person) })}
              />
            </div>
            {asked?.do === 'take-out' && asked.email === person.email && (
              <AskLine
                text={t('groups.takeOutAsk', { name: asked.name })}
                action={t('groups.takeOutDo')}
                onClose={() => setAsked(null)}
                onDo={() => {
                  setAsked(null);
                  void act(call('groups.remove', { id: group.id, emails: [asked.email] }));
                }}
              />
            )}
          </li>
        ))}
      </ul>
      <AddMembers group={group} act={act} />
      <form
        className={styles.line}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') void act(call('groups.rename', { id: group.id, name }));
        }}
      >
        <TextField label={t('groups.rename')} maxLength={100} value={name} onValueChange={setName} />
        <Button type="submit" disabled={name.trim() === group.name} focusableWhenDisabled>
          {t('groups.renameDo')}
        </Button>
        <Button onClick={() => setAsked({ do: 'delete' })}>{t('groups.delete')}</Button>
      </form>
      {asked?.do === 'delete' && (
        <AskLine
          text={t('groups.deleteAsk', { name: group.name })}
          action={t('groups.deleteDo')}
          onClose={() => setAsked(null)}
          onDo={() => void act(call('groups.delete', { id: group.id }))}
        />
      )}
    </div>
  );
}

function AddMembers({ group, act }: { group: Group; act: Act }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function add(words: string): Promise<void> {
    if (words.trim() === '') return;
    const { found, rest } = addressesIn(words, group.members);
    if (rest !== '') setProblem(t('groups.notAddress', { text: rest }));
    else setProblem(found.length === 0 ? t('groups.there') : null);
    if (found.length > 0 && (await act(call('groups.add', { id: group.id, members: found }))) === null)
      return;
    setText(rest);
  }
  return (
    <form
      className={styles.line}
      onSubmit={(event) => {
        event.preventDefault();
        void add(text);
      }}
    >
      <TextField
        label={t('groups.addMembers')}
        hint={t('groups.addHint')}
        placeholder={t('groups.addPlaceholder')}
        error={problem}
        value={text}
        onValueChange={(next) => {
          setText(next);
          setProblem(null);
        }}
        onPaste={(event) => {
          // A list has its line ends only here: the field would make blanks of them.
          const pasted = event.clipboardData.getData('text/plain');
          if (!/[\n,;]/.test(pasted)) return;
          event.preventDefault();
          void add(`${text} ${pasted}`.trim());
        }}
        action={<Button type="submit">{t('groups.addDo')}</Button>}
      />
    </form>
  );
}
