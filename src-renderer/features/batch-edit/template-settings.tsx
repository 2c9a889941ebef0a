/** Templates in Settings: words that are set again and again, each under its name, and the one that every imported photo gets. */
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { EditChange } from '../../../src-shared/domain/edits';
import type { Settings } from '../../../src-shared/ipc-contract';
import { useTranslation } from '../../i18n/use-locale';
import { Button, IconButton } from '../../ui/button';
import { Section } from '../../ui/page';
import { Select } from '../../ui/select';
import { Sheet } from '../../ui/sheet';
import { TextField } from '../../ui/text-field';
import styles from './batch-edit.module.css';
import { BatchKeywords } from './batch-keywords';
import { type Draft, emptyDraft, templateChange, wordFields } from './batch-rules';

type Template = Settings['metadataTemplates'][number];

export function TemplateSettings({
  settings,
  change,
}: {
  settings: Settings;
  change: (part: Partial<Settings>) => void;
}) {
  const { t } = useTranslation();
  const { metadataTemplates: templates, importTemplate } = settings;
  /** null: none is open; undefined name: a new one. */
  const [open, setOpen] = useState<{ template: Template | null } | null>(null);
  const none = '';
  function remove(name: string): void {
    change({
      metadataTemplates: templates.filter((template) => template.name !== name),
      ...(importTemplate === name && { importTemplate: null }),
    });
  }
  function save(template: Template, before: Template | null): void {
    const others = templates.filter((one) => one.name !== before?.name);
    change({
      metadataTemplates: [...others, template].sort((one, other) => (one.name < other.name ? -1 : 1)),
      ...(before !== null && importTemplate === before.name && { importTemplate: template.name }),
    });
    setOpen(null);
  }
  return (
    <Section title={t('edits.templates.section')}>
      <p className={styles.quiet}>
        {templates.length === 0 ? `${t('edits.templates.none')} ` : ''}
        {t('edits.templates.hint')}
      </p>
      {templates.length > 0 && (
        <ul className={styles.templates}>
          {templates.map((template) => (
            <li key={template.name} className={styles.template}>
              <div className={styles.templateWords}>
                {template.name}
                <span>{wordsOf(template.change)}</span>
              </div>
              <IconButton
                size="small"
                label={t('edits.templates.edit', { name: template.name })}
                icon={<Pencil size={14} aria-hidden />}
                onClick={() => setOpen({ template })}
              />
              <IconButton
                size="small"
                label={t('edits.templates.remove', { name: template.name })}
                icon={<Trash2 size={14} aria-hidden />}
                onClick={() => remove(template.name)}
              />
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button icon={<Plus size={15} aria-hidden />} onClick={() => setOpen({ template: null })}>
          {t('edits.templates.add')}
        </Button>
      </div>
      {templates.length > 0 && (
        <Select
          label={t('edits.templates.onImport')}
          hint={t('edits.templates.onImportHint')}
          value={importTemplate ?? none}
          onValueChange={(name) => change({ importTemplate: name === none ? null : name })}
          options={[
            { value: none, label: t('edits.templates.onImportNone') },
            ...templates.map(({ name }) => ({ value: name, label: name })),
          ]}
        />
      )}
      {open !== null && (
        <TemplateSheet
          template={open.template}
          taken={templates.map(({ name }) => name).filter((name) => name !== open.template?.name)}
          onSave={(template) => save(template, open.template)}
          onClose={() => setOpen(null)}
        />
      )}
    </Section>
  );
}

const wordsOf = (change: EditChange): string =>
  [...wordFields.map((name) => change[name]), ...(change.addKeywords ?? [])].filter(Boolean).join(' · ');

function TemplateSheet(props: {
  template: Template | null;
  taken: readonly string[];
  onSave: (template: Template) => void;
  onClose: () => void;
}) {
  const { template, taken, onSave, onClose } = props;
  const { t } = useTranslation();
  const [name, setName] = useState(template?.name ?? '');
  const [draft, setDraft] = useState<Draft>(() => ({
    ...emptyDraft,
    words: Object.fromEntries(wordFields.map((field) => [field, template?.change[field] ?? ''])),
    addKeywords: template?.change.addKeywords ?? [],
  }));
  const [tried, setTried] = useState(false);
  const change = templateChange(draft.words, draft.addKeywords);
  const wanted = name.trim();
  const nameError =
    wanted === ''
      ? t('edits.templates.nameMissing')
      : taken.includes(wanted)
        ? t('edits.templates.nameTaken')
        : null;
  function save(): void {
    setTried(true);
    if (nameError === null && change !== null) onSave({ name: wanted, change });
  }
  return (
    <Sheet
      open
      title={t(template === null ? 'edits.templates.newTitle' : 'edits.templates.editTitle')}
      onClose={onClose}
      onSubmit={save}
      footer={
        <>
          <Button onClick={onClose}>{t('edits.batch.cancel')}</Button>
          <Button tone="main" type="submit">
            {t('edits.templates.save')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('edits.templates.name')}
        hint={t('edits.templates.nameHint')}
        maxLength={100}
        value={name}
        onValueChange={setName}
        error={tried ? nameError : null}
      />
      {wordFields.map((field) => (
        <TextField
          key={field}
          label={t(`edits.field.${field}`)}
          value={draft.words[field] ?? ''}
          onValueChange={(text) => setDraft({ ...draft, words: { ...draft.words, [field]: text } })}
        />
      ))}
      <BatchKeywords common={{ keywords: [], photoCount: -1 }} draft={draft} setDraft={setDraft} />
      <p className={styles.quiet} role={tried && change === null ? 'alert' : undefined}>
        {t(tried && change === null ? 'edits.templates.empty' : 'edits.templates.emptyHint')}
      </p>
    </Sheet>
  );
}
