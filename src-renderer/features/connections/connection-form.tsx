/** Adds a connection; it can be tried before it is kept. */
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { ConnectionTest } from '../../../src-shared/domain/connection';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';
import { Checkbox } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { say } from '../../ui/toast';
import styles from './connection-form.module.css';
import { type ConnectionDraft, configOf, emptyDraft, problemsOf } from './form-rules';
import { TestResult } from './test-result';

export function ConnectionForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const nameInput = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<ConnectionDraft>(emptyDraft);
  const [checked, setChecked] = useState<'try' | 'add' | null>(null);
  const [busy, setBusy] = useState<'try' | 'add' | null>(null);
  const [test, setTest] = useState<ConnectionTest | null>(null);
  const [error, setError] = useState<AppError | null>(null);

  const problems = checked === null ? {} : problemsOf(draft, checked);
  const problem = (field: keyof typeof problems): string | null => {
    const key = problems[field];
    return key === undefined ? null : t(`connections.form.${key}`);
  };
  const change = (part: Partial<ConnectionDraft>): void => {
    setDraft((old) => ({ ...old, ...part }));
    if (!('name' in part)) setTest(null); // what was tried is no longer what is entered
    setError(null);
  };

  async function send(need: 'try' | 'add'): Promise<void> {
    if (busy !== null) return;
    setChecked(need);
    if (Object.keys(problemsOf(draft, need)).length > 0) {
      // The marks are drawn first; then the first wrong field takes the focus.
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>('[role="dialog"] [aria-invalid="true"]')?.focus(),
      );
      return;
    }
    setBusy(need);
    setError(null);
    try {
      if (need === 'try') {
        setTest(await call('connections.try', configOf(draft)));
      } else {
        const made = await call('connections.add', { name: draft.name.trim(), ...configOf(draft) });
        say({ title: t('connections.form.added', { name: made.name }) });
        onClose();
        return;
      }
    } catch (thrown) {
      setError(asAppError(thrown));
    }
    setBusy(null);
  }

  async function chooseFolder(): Promise<void> {
    const folder = await desktop().pickFolder();
    if (folder !== null) change({ root: folder });
  }

  return (
    <Dialog
      open
      persistent
      wide
      onClose={onClose}
      onSubmit={() => void send('add')}
      initialFocus={nameInput}
      title={t('connections.form.title')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button disabled={busy !== null} focusableWhenDisabled onClick={() => void send('try')}>
            {busy === 'try' ? t('connections.testing') : t('connections.form.test')}
          </Button>
          <Button type="submit" tone="main" disabled={busy !== null} focusableWhenDisabled>
            {test !== null && !test.ok ? t('connections.form.addAnyway') : t('connections.form.add')}
          </Button>
        </>
      }
    >
      <RadioGroup
        className={styles.kinds}
        aria-label={t('connections.form.kind')}
        value={draft.kind}
        onValueChange={(kind) => {
          change({ kind: kind as ConnectionDraft['kind'] });
          setChecked(null);
        }}
      >
        {(['s3', 'local'] as const).map((kind) => (
          <Radio.Root key={kind} value={kind} className={styles.kind}>
            <span className={styles.kindName}>
              {t(kind === 's3' ? 'connections.form.kindS3' : 'connections.form.kindLocal')}
            </span>
            <span className={styles.kindHint}>
              {t(kind === 's3' ? 'connections.form.kindS3Hint' : 'connections.form.kindLocalHint')}
            </span>
          </Radio.Root>
        ))}
      </RadioGroup>
      <TextField
        label={t('connections.form.name')}
        inputRef={nameInput}
        placeholder={t(
          draft.kind === 's3'
            ? 'connections.form.namePlaceholderS3'
            : 'connections.form.namePlaceholderLocal',
        )}
        hint={t('connections.form.nameHint')}
        maxLength={120}
        value={draft.name}
        onValueChange={(name) => change({ name })}
        error={problem('name')}
      />
      {draft.kind === 'local' ? (
        <TextField
          label={t('connections.form.folder')}
          hint={t('connections.form.folderHint')}
          readOnly
          value={draft.root}
          error={problem('root')}
          action={<Button onClick={() => void chooseFolder()}>{t('connections.form.chooseFolder')}</Button>}
        />
      ) : (
        <S3Fields draft={draft} change={change} problem={problem} />
      )}
      {busy === 'try' && <ProgressBar label={t('connections.testing')} share={null} />}
      {test !== null && <TestResult test={test} />}
      {error !== null && (
        <Notice
          tone="danger"
          text={sentence(error)}
          details={error.details === undefined ? null : { label: t('common.details'), text: error.details }}
        />
      )}
    </Dialog>
  );
}

interface S3FieldsProps {
  draft: ConnectionDraft;
  change: (part: Partial<ConnectionDraft>) => void;
  problem: (field: 'endpoint' | 'region' | 'accessKey' | 'secret') => string | null;
}

function S3Fields({ draft, change, problem }: S3FieldsProps) {
  const { t } = useTranslation();
  const keyField = { autoComplete: 'off', spellCheck: false, autoCapitalize: 'off' } as const;
  return (
    <>
      <div className={styles.pair}>
        <TextField
          label={t('connections.form.endpoint')}
          hint={t('connections.form.endpointHint')}
          placeholder="https://s3.example.com"
          {...keyField}
          value={draft.endpoint}
          onValueChange={(endpoint) => change({ endpoint })}
          error={problem('endpoint')}
        />
        <TextField
          label={t('connections.form.region')}
          hint={t('connections.form.regionHint')}
          {...keyField}
          value={draft.region}
          onValueChange={(region) => change({ region })}
          error={problem('region')}
        />
      </div>
      {draft.endpoint.trim().startsWith('http://') && <Notice text={t('connections.form.endpointPlain')} />}
      <div className={styles.pair}>
        <TextField
          label={t('connections.form.accessKey')}
          hint={t('connections.form.accessKeyHint')}
          {...keyField}
          value={draft.accessKey}
          onValueChange={(accessKey) => change({ accessKey })}
          error={problem('accessKey')}
        />
        <TextField
          label={t('connections.form.secret')}
          hint={t('connections.form.secretHint')}
          type="password"
          {...keyField}
          value={draft.secret}
          onValueChange={(secret) => change({ secret })}
          error={problem('secret')}
        />
      </div>
      <Checkbox
        label={t('connections.form.pathStyle')}
        hint={t('connections.form.pathStyleHint')}
        checked={draft.pathStyle}
        onCheckedChange={(pathStyle) => change({ pathStyle })}
      />
    </>
  );
}
