/** Words, stars, flag and colour of many photos at once: only what is touched changes. */
import { useEffect, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import { PhotoColour, PhotoFlag } from '../../../src-shared/domain/cull';
import type { CommonWords } from '../../../src-shared/library-commands';
import type { AssetId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useSettingsStore } from '../../stores/settings-store';
import { Button } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { Menu } from '../../ui/menu';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { Sheet } from '../../ui/sheet';
import { TextField } from '../../ui/text-field';
import { useEdit } from '../info/use-edit';
import styles from './batch-edit.module.css';
import { BatchKeywords } from './batch-keywords';
import {
  changeOf,
  type Draft,
  emptyDraft,
  type WordField,
  withTemplate,
  withWord,
  wordFields,
} from './batch-rules';

export function BatchEdit({ assetIds, onClose }: { assetIds: AssetId[]; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const edit = useEdit();
  const [common, setCommon] = useState<CommonWords | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [busy, setBusy] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: keyed by the photos
  useEffect(() => {
    call('edits.common', { ids: assetIds }).then(setCommon, (thrown: unknown) =>
      setError(asAppError(thrown)),
    );
  }, []);
  const change = changeOf(draft);
  async function apply(): Promise<void> {
    if (busy) return;
    if (change === null) {
      onClose();
      return;
    }
    setBusy(true);
    const kept = await edit(assetIds, change);
    setBusy(false);
    if (kept) onClose();
  }
  const count = assetIds.length;
  return (
    <Sheet
      open
      wide
      title={t('edits.batch.title', { count, n: formatCount(count, locale) })}
      onClose={onClose}
      onSubmit={() => void apply()}
      footer={
        <>
          <TemplateMenu onChoose={(chosen) => setDraft(withTemplate(draft, chosen))} />
          <span className={styles.space} />
          <Button onClick={onClose}>{t('edits.batch.cancel')}</Button>
          <Button tone="main" type="submit" disabled={busy || change === null}>
            {t('edits.batch.apply')}
          </Button>
        </>
      }
    >
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
      {common === null && error === null && <p className={styles.quiet}>{t('edits.batch.loading')}</p>}
      {common !== null && <Fields common={common} draft={draft} setDraft={setDraft} />}
      <p className={styles.quiet}>{t('edits.batch.hint')}</p>
    </Sheet>
  );
}

function Fields(props: { common: CommonWords; draft: Draft; setDraft: (draft: Draft) => void }) {
  const { common, draft, setDraft } = props;
  const { t } = useTranslation();
  const word = (name: WordField) => (
    <TextField
      key={name}
      label={t(`edits.field.${name}`)}
      multiline={name === 'caption'}
      value={draft.words[name] ?? common[name] ?? ''}
      placeholder={common[name] === null && draft.words[name] === undefined ? t('edits.batch.several') : ''}
      onValueChange={(text) => setDraft(withWord(draft, name, { text, common: common[name] }))}
    />
  );
  return (
    <>
      <Marks common={common} draft={draft} setDraft={setDraft} />
      {wordFields.slice(0, 2).map(word)}
      <BatchKeywords common={common} draft={draft} setDraft={setDraft} />
      <div className={styles.pair}>{wordFields.slice(2).map(word)}</div>
    </>
  );
}

/** What the photos have in common is shown; as they differ, they stay as they are until something is chosen. */
function Marks(props: { common: CommonWords; draft: Draft; setDraft: (draft: Draft) => void }) {
  const { common, draft, setDraft } = props;
  const { t } = useTranslation();
  const several = { value: 'keep' as const, label: t('edits.batch.several') };
  const rating = draft.rating ?? common.rating;
  const flag = draft.flag ?? common.flag;
  const colour = draft.colour ?? common.colour;
  const ratings = ['0', '1', '2', '3', '4', '5'] as const;
  return (
    <div className={styles.three}>
      <Select
        label={t('edits.field.rating')}
        value={rating === null ? 'keep' : (String(rating) as (typeof ratings)[number])}
        onValueChange={(chosen) => setDraft({ ...draft, rating: chosen === 'keep' ? null : Number(chosen) })}
        options={[
          ...(common.rating === null ? [several] : []),
          ...ratings.map((value) => ({
            value,
            label: value === '0' ? t('edits.batch.noStars') : '★'.repeat(Number(value)),
          })),
        ]}
      />
      <Select
        label={t('edits.field.flag')}
        value={flag ?? 'keep'}
        onValueChange={(chosen) => setDraft({ ...draft, flag: chosen === 'keep' ? null : chosen })}
        options={[
          ...(common.flag === null ? [several] : []),
          ...PhotoFlag.options.map((value) => ({ value, label: t(`cull.flag.${value}`) })),
        ]}
      />
      <Select
        label={t('edits.field.colour')}
        value={colour ?? 'keep'}
        onValueChange={(chosen) => setDraft({ ...draft, colour: chosen === 'keep' ? null : chosen })}
        options={[
          ...(common.colour === null ? [several] : []),
          ...PhotoColour.options.map((value) => ({ value, label: t(`cull.colour.${value}`) })),
        ]}
      />
    </div>
  );
}

function TemplateMenu({ onChoose }: { onChoose: (change: Parameters<typeof withTemplate>[1]) => void }) {
  const { t } = useTranslation();
  const templates = useSettingsStore((state) => state.settings.metadataTemplates);
  if (templates.length === 0) return null;
  return (
    <Menu
      trigger={<Button>{t('edits.template')}</Button>}
      entries={templates.map(({ name, change }) => ({
        id: name,
        label: name,
        onSelect: () => onChoose(change),
      }))}
    />
  );
}
