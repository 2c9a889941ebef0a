/** Fields that every kind of connection form is made of: text, secret, certificate, and where an address leads. */
import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { useTranslation } from '../../i18n/use-locale';
import { Button, IconButton } from '../../ui/button';
import { FileButton } from '../../ui/file-button';
import { Notice } from '../../ui/notice';
import { SuggestField } from '../../ui/suggest-field';
import { TextField } from '../../ui/text-field';
import styles from './connection-form.module.css';
import type { ConnectionDraft } from './draft';
import { addressOf } from './form-rules';
import type { ConnectionFormState } from './use-connection-form';

type TextKey = {
  [K in keyof ConnectionDraft]: string extends ConnectionDraft[K] ? K : never;
}[keyof ConnectionDraft];

export interface FieldsProps {
  form: ConnectionFormState;
}

export function DraftText({
  form,
  field,
  ...rest
}: FieldsProps & { field: TextKey; label: string } & Pick<
    ComponentProps<typeof TextField>,
    'hint' | 'placeholder' | 'inputRef' | 'maxLength' | 'readOnly' | 'action' | 'multiline'
  >) {
  return (
    <TextField
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      {...rest}
      value={form.draft[field]}
      onValueChange={(value) => form.change({ [field]: value })}
      onBlur={() => form.leave(field)}
      error={form.problem(field)}
    />
  );
}

export function SecretText({
  form,
  label,
  hint,
  keep,
}: FieldsProps & { label: string; hint: string; keep: boolean }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      label={label}
      hint={keep ? t('connections.form.secretKeep') : hint}
      type={shown ? 'text' : 'password'}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      value={form.draft.secret}
      onPaste={form.secret.pasted}
      onValueChange={form.secret.typed}
      onBlur={() => form.leave('secret')}
      error={form.problem('secret')}
      action={
        <IconButton
          label={t(shown ? 'connections.form.secretHide' : 'connections.form.secretShow')}
          aria-pressed={shown}
          icon={shown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

/** A region: one of those the service has, or any other; the one the store asked for comes with one click. */
export function RegionText({
  form,
  regions,
  hint,
}: FieldsProps & { regions: readonly string[]; hint: string }) {
  const { t } = useTranslation();
  const region = form.useRegion;
  const fix = region !== null && (
    <Button tone="main" onClick={() => form.change({ region })}>
      {t('connections.form.useRegion', { region })}
    </Button>
  );
  const label = t('connections.form.region');
  if (regions.length < 2)
    return <DraftText form={form} field="region" label={label} hint={hint} action={fix || undefined} />;
  return (
    <SuggestField
      label={label}
      openLabel={t('connections.form.proposals', { label })}
      hint={hint}
      proposals={regions}
      value={form.draft.region}
      onValueChange={(next) => form.change({ region: next })}
      onBlur={() => form.leave('region')}
      error={form.problem('region')}
      action={fix || undefined}
    />
  );
}

/** The address a preset comes to, so that a person can compare it with what their service shows. */
export function AddressLine({ form }: FieldsProps) {
  const { t } = useTranslation();
  const address = addressOf(form.draft);
  if (address === '') return null;
  return <p className={styles.address}>{t('connections.form.addressUsed', { address })}</p>;
}

export function PlainAddress({ form }: FieldsProps) {
  const { t } = useTranslation();
  return addressOf(form.draft).startsWith('http://') ? (
    <Notice text={t('connections.form.addressPlain')} />
  ) : null;
}

export function CertificateText({ form }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.certificate}>
      <DraftText
        form={form}
        field="caPem"
        label={t('connections.form.certificate')}
        hint={t('connections.form.certificateHint')}
        multiline
      />
      <div>
        <FileButton onFile={(file) => void file.text().then((caPem) => form.change({ caPem }))}>
          {t('connections.form.certificateChoose')}
        </FileButton>
      </div>
    </div>
  );
}
