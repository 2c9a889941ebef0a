/** What an OpenStack Swift connection asks; the version of its sign-in is seen from the address. */
import type { ConnectionConfig } from '../../../src-shared/domain/connection';
import { presetById } from '../../../src-shared/domain/provider-presets';
import { useTranslation } from '../../i18n/use-locale';
import { Select } from '../../ui/select';
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
import { addressOf, authVersionOf, keepsSecret, seenAuthVersion } from './form-rules';
import { OwnAddress } from './s3-fields';

export function SwiftFields({ form, stored }: FieldsProps & { stored: ConnectionConfig | null }) {
  const { t } = useTranslation();
  const { draft, change } = form;
  const preset = presetById(draft.provider);
  const version = authVersionOf(draft);
  const byCredential = version === '3' && draft.signIn === 'application-credential';
  return (
    <>
      {preset === null ? (
        <DraftText
          form={form}
          field="address"
          label={t('connections.form.address')}
          hint={t('connections.form.addressHintSwift')}
          placeholder="https://keystone.example.org:5000/v3"
        />
      ) : (
        <AddressLine form={form} />
      )}
      <PlainAddress form={form} />
      {version === '3' && (
        <Select
          label={t('connections.form.signIn')}
          options={[
            { value: 'password', label: t('connections.form.signInPassword') },
            { value: 'application-credential', label: t('connections.form.signInCredential') },
          ]}
          value={draft.signIn}
          onValueChange={(signIn) => change({ signIn })}
        />
      )}
      <div className={styles.pair}>
        {byCredential ? (
          <DraftText
            form={form}
            field="applicationCredentialId"
            label={t('connections.form.credentialId')}
            hint={t('connections.form.credentialIdHint')}
          />
        ) : (
          <DraftText
            form={form}
            field="user"
            label={t('connections.form.user')}
            hint={t(version === '1' ? 'connections.form.userHint1' : 'connections.form.userHint')}
          />
        )}
        <SecretText
          form={form}
          label={t(byCredential ? 'connections.form.credentialSecret' : 'connections.form.password')}
          hint={t('connections.form.passwordHint')}
          keep={keepsSecret(draft, stored)}
        />
      </div>
      {version === '3' && (
        <div className={byCredential ? undefined : styles.pair}>
          {!byCredential && (
            <DraftText
              form={form}
              field="project"
              label={t('connections.form.project')}
              hint={t('connections.form.projectHint')}
            />
          )}
          <RegionText
            form={form}
            regions={preset?.regions ?? []}
            hint={t(preset === null ? 'connections.form.regionHintSwift' : 'connections.form.regionHint')}
          />
        </div>
      )}
      {version === '3' && !byCredential && (
        <div className={styles.pair}>
          <DraftText
            form={form}
            field="userDomain"
            label={t('connections.form.userDomain')}
            hint={t('connections.form.domainHint')}
            placeholder="Default"
          />
          <DraftText
            form={form}
            field="projectDomain"
            label={t('connections.form.projectDomain')}
            hint={t('connections.form.domainHint')}
            placeholder="Default"
          />
        </div>
      )}
    </>
  );
}

export function SwiftAdvanced({ form }: FieldsProps) {
  const { t } = useTranslation();
  const { draft, change } = form;
  const seen = seenAuthVersion(addressOf(draft));
  const byPassword = authVersionOf(draft) === '3' && draft.signIn === 'password';
  return (
    <>
      <DraftText
        form={form}
        field="bucket"
        label={t('connections.form.bucket')}
        hint={t('connections.form.bucketHint')}
      />
      <div className={styles.pair}>
        <Select
          label={t('connections.form.authVersion')}
          options={[
            {
              value: 'seen',
              label: t('connections.form.authVersionSeen', {
                version: t(`connections.form.authVersions.${seen}`),
              }),
            },
            { value: '3', label: t('connections.form.authVersions.3') },
            { value: '1', label: t('connections.form.authVersions.1') },
          ]}
          value={draft.authVersion === '' ? 'seen' : draft.authVersion}
          onValueChange={(value) => change({ authVersion: value === 'seen' ? '' : value })}
        />
        <Select
          label={t('connections.form.interface')}
          hint={t('connections.form.interfaceHint')}
          options={(['public', 'internal', 'admin'] as const).map((value) => ({
            value,
            label: t(`connections.form.interfaces.${value}`),
          }))}
          value={draft.interface}
          onValueChange={(value) => change({ interface: value })}
        />
      </div>
      <DraftText
        form={form}
        field="tier"
        label={t('connections.form.tierSwift')}
        hint={t('connections.form.tierSwiftHint')}
      />
      {byPassword && (
        <>
          <DraftText
            form={form}
            field="projectId"
            label={t('connections.form.projectId')}
            hint={t('connections.form.idHint')}
          />
          <div className={styles.pair}>
            <DraftText
              form={form}
              field="userDomainId"
              label={t('connections.form.userDomainId')}
              hint={t('connections.form.idHint')}
            />
            <DraftText
              form={form}
              field="projectDomainId"
              label={t('connections.form.projectDomainId')}
              hint={t('connections.form.idHint')}
            />
          </div>
        </>
      )}
      {presetById(draft.provider) !== null && <OwnAddress form={form} />}
      <CertificateText form={form} />
    </>
  );
}
