/** Small forms about a selection: a new one, name and note, merging, comparing. */
import { useRef, useState } from 'react';
import type { Selection } from '../../../src-shared/domain/selection';
import type { AssetId, SelectionId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSelectionsStore } from '../../stores/selections-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { say } from '../../ui/toast';
import { useUndo } from '../cull/use-undo';
import { sayUndoable } from './say-undoable';
import { useSelectionActs } from './use-selection-acts';

/** `selection` null: a new one, with these photos. */
export function SelectionForm(props: {
  selection: Selection | null;
  assetIds: AssetId[];
  onClose: () => void;
}) {
  const { selection, assetIds, onClose } = props;
  const { t } = useTranslation();
  const acts = useSelectionActs();
  const openPhotos = useNavigationStore((state) => state.openPhotos);
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(selection?.name ?? '');
  const [note, setNote] = useState(selection?.note ?? '');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);

  async function submit(): Promise<void> {
    if (busy) return;
    if (name.trim() === '') {
      setMissing(true);
      input.current?.focus();
      return;
    }
    setBusy(true);
    const made = selection === null ? await acts.make(name, assetIds, note) : null;
    const done = selection === null ? made !== null : await acts.edit(selection.id, { name, note });
    setBusy(false);
    if (!done) return;
    onClose();
    // One that is empty is there to be filled: the person stays with the photos.
    if (made !== null && made.photoCount > 0) openPhotos({ kind: 'selection', selectionId: made.id });
  }

  return (
    <Dialog
      open
      persistent
      onClose={onClose}
      onSubmit={() => void submit()}
      initialFocus={input}
      title={t(selection === null ? 'selections.newTitle' : 'selections.editTitle')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {t(selection === null ? 'selections.make' : 'common.save')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('selections.nameLabel')}
        inputRef={input}
        maxLength={200}
        value={name}
        onValueChange={(next) => {
          setName(next);
          setMissing(false);
        }}
        error={missing ? t('selections.nameMissing') : null}
      />
      <TextField
        label={t('selections.note')}
        placeholder={t('selections.notePlaceholder')}
        multiline
        maxLength={4000}
        value={note}
        onValueChange={setNote}
      />
    </Dialog>
  );
}

/** The others, as choices; null when there is none. */
function useOthers(selection: Selection): Array<{ value: SelectionId; label: string; hint: string }> {
  const locale = useLocale();
  return useSelectionsStore((state) => state.selections)
    .filter(({ id }) => id !== selection.id)
    .map(({ id, name, photoCount }) => ({ value: id, label: name, hint: formatCount(photoCount, locale) }));
}

export function MergeForm({ selection, onClose }: { selection: Selection; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const undo = useUndo();
  const others = useOthers(selection);
  const openPhotos = useNavigationStore((state) => state.openPhotos);
  const [otherId, setOtherId] = useState(others[0]?.value ?? null);
  const [typed, setTyped] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const other = others.find(({ value }) => value === otherId);
  const name =
    typed ?? t('selections.merge.newName', { one: selection.name, other: other?.label ?? '' }).slice(0, 200);

  async function submit(): Promise<void> {
    if (busy || other === undefined || name.trim() === '') return;
    setBusy(true);
    try {
      const made = await call('selections.merge', { ids: [selection.id, other.value], name });
      useSelectionsStore.getState().put(made);
      const words = { name: made.name, count: made.photoCount, n: formatCount(made.photoCount, locale) };
      sayUndoable(
        { title: t('selections.merge.done', words) },
        { label: t('selections.undo'), onSelect: () => undo.back() },
      );
      onClose();
      openPhotos({ kind: 'selection', selectionId: made.id });
    } catch (error) {
      setBusy(false);
      say({ title: t('selections.failed'), text: sentence(asAppError(error)), error: true });
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => void submit()}
      title={t('selections.merge.title', { name: selection.name })}
      description={t('selections.merge.text')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={busy || other === undefined} focusableWhenDisabled>
            {t('selections.merge.submit')}
          </Button>
        </>
      }
    >
      {other === undefined || otherId === null ? (
        <Notice text={t('selections.merge.noOthers')} />
      ) : (
        <>
          <Select
            label={t('selections.merge.others')}
            options={others}
            value={otherId}
            onValueChange={setOtherId}
          />
          <TextField
            label={t('selections.merge.name')}
            maxLength={200}
            value={name}
            onValueChange={setTyped}
            error={name.trim() === '' ? t('selections.nameMissing') : null}
          />
        </>
      )}
    </Dialog>
  );
}

export function CompareForm({ selection, onClose }: { selection: Selection; onClose: () => void }) {
  const { t } = useTranslation();
  const others = useOthers(selection);
  const openPhotos = useNavigationStore((state) => state.openPhotos);
  const [otherId, setOtherId] = useState(others[0]?.value ?? null);
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => {
        if (otherId === null) return;
        onClose();
        openPhotos({ kind: 'comparison', selectionId: selection.id, otherId, show: 'both' });
      }}
      title={t('selections.compare.title', { name: selection.name })}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={otherId === null} focusableWhenDisabled>
            {t('selections.compare.submit')}
          </Button>
        </>
      }
    >
      {otherId === null ? (
        <Notice text={t('selections.merge.noOthers')} />
      ) : (
        <Select
          label={t('selections.title')}
          labelHidden
          options={others}
          value={otherId}
          onValueChange={setOtherId}
        />
      )}
    </Dialog>
  );
}
