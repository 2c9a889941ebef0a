/** What an S3 connection asks: as little as its service leaves open; the rest folds out. */
import type { ConnectionConfig } from '../../../src-shared/domain/connection';
import { presetById } from '../../../src-shared/domain/provider-presets';
import { useTranslation } from '../../i18n/use-locale';
import { Select } from '../../ui/select';
import { Checkbox } from '../../ui/switch';
import styles from './connection-form.module.css';
import {
  AddressLine,
  CertificateText,
  DraftText,
  type FieldsProps,
  PlainAddress,
  RegionText,
  SecretText,
} from './form-fields';
import { addressAsks, addressOf, keepsSecret } from './form-rules';
import { ownServer } from './preset-words';

/** Services with one region only need not show it. */
const asksRegion = (form: FieldsProps['form']): boolean => {
  const preset = presetById(form.draft.provider);
  return preset === null || addressAsks(form.draft, 'region') || preset.regions.length > 1;
};

export function S3Fields({ form, stored }: FieldsProps & { stored: ConnectionConfig | null }) {
  const { t } = useTranslation();
  const preset = presetById(form.draft.provider);
  const own = ownServer(preset);
  return (
    <>
      {own && (
        <DraftText
          form={form}
          field="address"
          label={t('connections.form.address')}
          hint={t('connections.form.addressHint')}
          placeholder="https://s3.example.com"
        />
      )}
      {addressAsks(form.draft, 'account') && (
        <DraftText
          form={form}
          field="account"
          label={preset?.accountLabel ?? ''}
          hint={t('connections.form.accountHint')}
        />
      )}
      {asksRegion(form) && (
        <RegionText form={form} regions={preset?.regions ?? []} hint={t('connections.form.regionHint')} />
      )}
      {!own && <AddressLine form={form} />}
      <PlainAddress form={form} />
      <div className={styles.pair}>
        <DraftText
          form={form}
          field="accessKey"
          label={own ? t('connections.form.accessKey') : (preset?.keyLabel ?? '')}
          hint={t('connections.form.keyHint')}
        />
        <SecretText
          form={form}
          label={own ? t('connections.form.secretKey') : (preset?.secretLabel ?? '')}
          hint={t('connections.form.secretHint')}
          keep={keepsSecret(form.draft, stored)}
        />
      </div>
    </>
  );
}

export function S3Advanced({ form }: FieldsProps) {
  const { t } = useTranslation();
  const { draft, change } = form;
  const preset = presetById(draft.provider);
  return (
    <>
      <DraftText
        form={form}
        field="bucket"
        label={t('connections.form.bucket')}
        hint={t('connections.form.bucketHint')}
      />
      {!asksRegion(form) && (
        <RegionText form={form} regions={[]} hint={t('connections.form.regionHintOwn')} />
      )}
      {!ownServer(preset) && <OwnAddress form={form} />}
      <Checkbox
        label={t('connections.form.pathStyle')}
        hint={t('connections.form.pathStyleHint')}
        checked={draft.pathStyle}
        onCheckedChange={(pathStyle) => change({ pathStyle })}
      />
      <div className={styles.pair}>
        <DraftText
          form={form}
          field="tier"
          label={t('connections.form.tier')}
          hint={t('connections.form.tierHint')}
        />
        <Select
          label={t('connections.form.encryption')}
          options={[
            { value: 'bucket', label: t('connections.form.encryptionNone') },
            { value: 'AES256', label: t('connections.form.encryptionAes') },
            { value: 'aws:kms', label: t('connections.form.encryptionKms') },
          ]}
          value={draft.encryption === '' ? 'bucket' : draft.encryption}
          onValueChange={(value) => change({ encryption: value === 'bucket' ? '' : value })}
        />
      </div>
      {draft.encryption === 'aws:kms' && (
        <DraftText
          form={form}
          field="kmsKeyId"
          label={t('connections.form.kmsKeyId')}
          hint={t('connections.form.kmsKeyIdHint')}
        />
      )}
      <div className={styles.pair}>
        <DraftText
          form={form}
          field="profile"
          label={t('connections.form.profile')}
          hint={t('connections.form.profileHint')}
        />
        <DraftText
          form={form}
          field="sessionToken"
          label={t('connections.form.sessionToken')}
          hint={t('connections.form.sessionTokenHint')}
        />
      </div>
      <CertificateText form={form} />
    </>
  );
}

/** An address in place of the preset's; empty takes the preset's again. */
export function OwnAddress({ form }: FieldsProps) {
  const { t } = useTranslation();
  const { draft } = form;
  const usual = addressOf({ ...draft, address: '', addressTyped: false });
  return (
    <DraftText
      form={{
        ...form,
        draft: { ...draft, address: draft.addressTyped ? draft.address : '' },
        change: ({ address = '' }) => form.change({ address, addressTyped: address.trim() !== '' }),
      }}
      field="address"
      label={t('connections.form.addressOwn')}
      hint={t('connections.form.addressOwnHint', { address: usual === '' ? 'amazonaws.com' : usual })}
    />
  );
}
