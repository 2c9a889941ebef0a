/** What a selection is exported as, and where to. All but the photos themselves work without the network. */
import { ClipboardCopy, FolderOpen } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Selection, SelectionExport } from '../../../src-shared/domain/selection';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { formatBytes, formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { Sheet } from '../../ui/sheet';
import { say } from '../../ui/toast';
import { WithoutPlace } from '../downloads/download-sheet';
import downloadStyles from '../downloads/downloads.module.css';
import { fileNameOf } from '../receipts/receipt-rules';
import { namesOf } from './selection-names';

/** `lightroom`: names without extensions, on one line. */
type Form = SelectionExport | 'lightroom';
const forms: Form[] = ['names', 'lightroom', 'csv', 'xmp', 'folder', 'zip'];
const extensionOf = { names: 'txt', lightroom: 'txt', csv: 'csv', zip: 'zip' } as const;
const intoFolder = (form: Form): form is 'xmp' | 'folder' => form === 'xmp' || form === 'folder';
/** These go on in the transfer line, which tells how they end. */
const goesOn = (form: Form): boolean => form === 'folder' || form === 'zip';

export function ExportSheet(props: { selection: Selection; form: SelectionExport; onClose: () => void }) {
  const { selection, onClose } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const [form, setForm] = useState<Form>(props.form);
  const [places, setPlaces] = useState<Partial<Record<'folder' | Form, string>>>({});
  const [adds, setAdds] = useState<'no' | 'yes'>('no');
  const [stripLocation, setStripLocation] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const startButton = useRef<HTMLButtonElement>(null);
  const toId = useId();
  const placeOf = intoFolder(form) ? 'folder' : form;
  const to = places[placeOf] ?? null;
  const words = {
    count: selection.photoCount,
    n: formatCount(selection.photoCount, locale),
    name: selection.name,
  };

  async function choose(): Promise<string | null> {
    const picked = intoFolder(form)
      ? await desktop().pickFolder()
      : await desktop().pickSavePath(fileNameOf(selection.name, extensionOf[form]));
    if (picked !== null) setPlaces((old) => ({ ...old, [placeOf]: picked }));
    return picked;
  }

  async function start(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const path = to ?? (await choose());
      if (path !== null) {
        const { photos } = await call('selections.export', {
          id: selection.id,
          form: form === 'lightroom' ? 'names' : form,
          path,
          // Whoever named a file that is there already was asked by the system's own dialog.
          replace: form === 'xmp' ? adds === 'yes' : form !== 'folder',
          stripLocation: form === 'folder' && stripLocation,
          ...(form === 'lightroom' && { separator: 'comma' as const, extensions: false }),
        });
        onClose();
        if (!goesOn(form))
          say({
            title: t('selections.export.done', { ...words, count: photos, n: formatCount(photos, locale) }),
            action: {
              label: t('selections.export.show'),
              onSelect: () => void desktop().revealPath(path),
            },
          });
        return;
      }
    } catch (thrown) {
      setError(asAppError(thrown));
    }
    setBusy(false);
  }

  async function copy(): Promise<void> {
    try {
      const names = await namesOf(selection.id, form === 'names');
      await navigator.clipboard.writeText(names.join(form === 'names' ? '\n' : ', '));
      onClose();
      say({
        title: t('selections.export.copied', { count: names.length, n: formatCount(names.length, locale) }),
      });
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  }

  return (
    <Sheet
      open
      onClose={onClose}
      onSubmit={() => void start()}
      initialFocus={startButton}
      title={t('selections.export.title', { name: selection.name })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          {(form === 'names' || form === 'lightroom') && (
            <Button icon={<ClipboardCopy size={15} aria-hidden />} onClick={() => void copy()}>
              {t('selections.export.copy')}
            </Button>
          )}
          <Button ref={startButton} type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {t(to === null ? 'selections.export.chooseAndExport' : 'selections.export.submit')}
          </Button>
        </>
      }
    >
      <p className="tabular">
        {t('selections.photos', words)} · {formatBytes(selection.totalBytes, locale)}
      </p>
      <Select
        label={t('selections.export.form')}
        hint={t(`selections.export.${form}Hint`)}
        options={forms.map((value) => ({ value, label: t(`selections.export.${value}`) }))}
        value={form}
        onValueChange={(next) => {
          setForm(next);
          setError(null);
        }}
      />
      {form === 'xmp' && (
        <Select
          label={t('selections.export.replace')}
          options={[
            { value: 'no', label: t('selections.export.replaceNo') },
            { value: 'yes', label: t('selections.export.replaceYes') },
          ]}
          value={adds}
          onValueChange={setAdds}
        />
      )}
      {(form === 'folder' || form === 'zip') && (
        <WithoutPlace form={form} checked={stripLocation} onCheckedChange={setStripLocation} />
      )}
      <div className={downloadStyles.to}>
        <div className={downloadStyles.toWords}>
          <p className={downloadStyles.label} id={toId}>
            {t('selections.export.to')}
          </p>
          <p
            className={to === null ? downloadStyles.quiet : downloadStyles.path}
            title={to ?? undefined}
            data-selectable
          >
            {to ?? t('selections.export.noPlace')}
          </p>
        </div>
        <Button
          icon={<FolderOpen size={15} aria-hidden />}
          aria-describedby={toId}
          onClick={() => void choose().catch((thrown) => setError(asAppError(thrown)))}
        >
          {t('selections.export.choose')}
        </Button>
      </div>
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Sheet>
  );
}
