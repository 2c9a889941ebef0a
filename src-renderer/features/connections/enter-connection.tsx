/** The form of one connection: its few fields, what the store says while they are typed, and the whole test on demand. */
import { Check } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Connection } from '../../../src-shared/domain/connection';
import { presetById } from '../../../src-shared/domain/provider-presets';
import { desktop } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { DialogContent } from '../../ui/dialog';
import { Fold } from '../../ui/fold';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';
import { TextField } from '../../ui/text-field';
import styles from './connection-form.module.css';
import type { ConnectionDraft } from './draft';
import { DraftText } from './form-fields';
import { addressOf } from './form-rules';
import { ownServer } from './preset-words';
import { Report } from './report';
import { S3Advanced, S3Fields } from './s3-fields';
import { SwiftAdvanced, SwiftFields } from './swift-fields';
import { type ConnectionFormState, useConnectionForm } from './use-connection-form';

export interface EnterConnectionProps {
  connection: Connection | null;
  initial: ConnectionDraft;
  title: string;
  onBack: (() => void) | null;
  onClose: () => void;
}

export function EnterConnection({ connection, initial, title, onBack, onClose }: EnterConnectionProps) {
  const { t } = useTranslation();
  const form = useConnectionForm(initial, connection, onClose);
  const { draft, busy } = form;
  const onlyName = connection?.builtIn === true;
  const preset = presetById(draft.provider);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The name is proposed, so the first empty field is where the person goes on.
    const inputs = [...(body.current?.querySelectorAll<HTMLInputElement>('input:not([type="file"])') ?? [])];
    (inputs.find((input) => input.value === '' && !input.readOnly) ?? inputs[0])?.focus();
  }, []);

  const tests = !onlyName;
  const failed = form.works === false;
  const saveWords =
    connection === null
      ? t(failed ? 'connections.form.addAnyway' : 'connections.form.add')
      : t(failed ? 'connections.form.saveAnyway' : 'connections.form.save');
  return (
    <DialogContent
      title={title}
      {...(connection !== null && !onlyName && { description: t('connections.form.editHint') })}
      closeLabel={t('common.close')}
      onSubmit={() => void form.save()}
      footer={
        <>
          {onBack === null ? (
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          ) : (
            <Button onClick={onBack}>{t('common.back')}</Button>
          )}
          {tests && (
            <Button
              disabled={busy !== null}
              focusableWhenDisabled
              title={t('connections.form.testAllHint')}
              onClick={() => void form.testEverything()}
            >
              {t(busy === 'test' ? 'connections.form.testingAll' : 'connections.form.testAll')}
            </Button>
          )}
          <Button
            type="submit"
            tone={failed ? 'plain' : 'main'}
            disabled={busy !== null}
            focusableWhenDisabled
          >
            {saveWords}
          </Button>
        </>
      }
    >
      <div ref={body} className={styles.body}>
        <DraftText
          form={form}
          field="name"
          label={t('connections.form.name')}
          hint={t('connections.form.nameHint')}
          maxLength={120}
        />
        {tests && draft.kind === 'local' && <FolderField form={form} connection={connection} />}
        {draft.kind === 's3' && <S3Fields form={form} stored={connection?.config ?? null} />}
        {draft.kind === 'swift' && <SwiftFields form={form} stored={connection?.config ?? null} />}
        {preset !== null && !ownServer(preset) && (
          <p className={styles.keysAt}>{t('connections.form.keysAt', { place: preset.keysAt })}</p>
        )}
        {tests && <Verdict form={form} />}
        {form.report !== null && (
          <div ref={intoView}>
            <Report report={form.report} name={draft.name} address={addressOf(draft) || draft.root} />
          </div>
        )}
        {draft.kind !== 'local' && <Advanced form={form} />}
      </div>
    </DialogContent>
  );
}

/** What comes while the person looks elsewhere in a long form is brought to their eyes. */
const intoView = (element: HTMLElement | null): void =>
  element?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });

function FolderField({ form, connection }: { form: ConnectionFormState; connection: Connection | null }) {
  const { t } = useTranslation();
  const stays = (connection?.albumCount ?? 0) > 0;
  async function choose(): Promise<void> {
    const root = await desktop().pickFolder();
    if (root !== null) form.change({ root });
  }
  return (
    <TextField
      label={t('connections.form.folder')}
      hint={t(stays ? 'connections.form.folderStays' : 'connections.form.folderHint')}
      readOnly
      value={form.draft.root}
      error={form.problem('root')}
      action={
        stays ? undefined : (
          <Button onClick={() => void choose()}>{t('connections.form.chooseFolder')}</Button>
        )
      }
    />
  );
}

function Advanced({ form }: { form: ConnectionFormState }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  // An error in a folded field must be seen: these are only ever inside.
  const hidden = ['bucket', 'caPem'].some((field) => form.problem(field) !== null);
  const region = form.draft.kind === 's3' && form.problem('region') !== null;
  const shown = open || hidden || (region && (presetById(form.draft.provider)?.regions.length ?? 2) < 2);
  return (
    <div ref={whole} className={styles.advanced}>
      <Fold
        label={t('connections.form.advanced')}
        hint={t('connections.form.advancedHint')}
        open={shown}
        onOpenChange={(next) => {
          setOpen(next);
          if (next) requestAnimationFrame(() => whole.current?.scrollIntoView({ block: 'start' }));
        }}
      >
        <div className={styles.body}>
          {form.draft.kind === 's3' ? <S3Advanced form={form} /> : <SwiftAdvanced form={form} />}
        </div>
      </Fold>
    </div>
  );
}

/** What the store says of what is entered now. */
function Verdict({ form }: { form: ConnectionFormState }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { live, trouble, placed } = form;
  const trying = live.phase === 'trying' || form.busy === 'test';
  const words =
    form.busy === 'test'
      ? t('connections.form.testingAll')
      : live.phase === 'trying'
        ? t('connections.form.testing')
        : form.works === true
          ? t(form.draft.kind === 'local' ? 'connections.form.folderWorks' : 'connections.form.keyWorks')
          : null;
  return (
    <div className={styles.verdict}>
      <div role="status">
        {trying && <ProgressBar label={words ?? ''} share={null} />}
        {words !== null && (
          <p className={styles.words}>
            {form.works === true && !trying && <Check size={15} aria-hidden />}
            {words}
          </p>
        )}
        {words === null && trouble === null && !form.ready && (
          <p className={styles.faint}>{t('connections.form.notTried')}</p>
        )}
        {placed !== null && <span className="visuallyHidden">{sentence(placed)}</span>}
      </div>
      {placed?.details !== undefined && (
        <details className={styles.details}>
          <summary>{t('common.details')}</summary>
          {placed.details}
        </details>
      )}
      {trouble !== null && (
        <Notice
          tone="danger"
          text={sentence(trouble)}
          details={
            trouble.details === undefined ? null : { label: t('common.details'), text: trouble.details }
          }
        />
      )}
    </div>
  );
}
