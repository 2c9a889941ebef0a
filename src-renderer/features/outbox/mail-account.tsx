/** Setting up mail: mostly an address and a password; server and encryption follow from the address and fold out. */
import { Eye, EyeOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import { isLoopback, type MailEncryption } from '../../../src-shared/domain/mail';
import { mailPresetById, mailPresets } from '../../../src-shared/domain/mail-presets';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useOutboxStore } from '../../stores/outbox-store';
import { useSignInStore } from '../../stores/sign-in-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { Dialog } from '../../ui/dialog';
import { FileButton } from '../../ui/file-button';
import { Fold } from '../../ui/fold';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { Checkbox } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { say } from '../../ui/toast';
import {
  type AccountDraft,
  type AccountLack,
  accountLacks,
  draftFrom,
  keepsPassword,
  settingsOf,
  withAddress,
  withEncryption,
  withPreset,
} from './account-rules';
import styles from './mail-account.module.css';

type Tested = { to: string; encrypted: boolean } | null;

export function MailAccountDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const stored = useOutboxStore((state) => state.account) ?? { settings: null, hasPassword: false };
  const email = useSignInStore((state) => state.identity?.email ?? state.pending?.email ?? '');
  const [draft, setDraft] = useState(() => draftFrom(stored.settings, email));
  const [more, setMore] = useState(stored.settings !== null && draft.provider === '');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState<'test' | 'save' | null>(null);
  const [tested, setTested] = useState<Tested>(null);
  const [error, setError] = useState<AppError | null>(null);
  const address = useRef<HTMLInputElement>(null);
  const outcome = useRef<HTMLDivElement>(null);
  // It stands below all fields, which may be more than fit.
  useEffect(() => {
    if (tested !== null || error !== null) outcome.current?.scrollIntoView({ block: 'end' });
  }, [tested, error]);
  const lacks = tried ? accountLacks(draft, stored) : [];
  const preset = mailPresetById(draft.provider);
  const showsServer = more || preset === null;

  function change(next: AccountDraft): void {
    setDraft(next);
    setTested(null);
    setError(null);
  }
  /** Runs it with what was typed, once that is whole. */
  async function withSettings(what: 'test' | 'save', act: () => Promise<void>): Promise<void> {
    setTried(true);
    const wrong = accountLacks(draft, stored);
    if (wrong.some((lack) => lack !== 'from' && lack !== 'password')) setMore(true);
    if (busy !== null || wrong.length > 0) return;
    setBusy(what);
    setError(null);
    try {
      await act();
    } catch (thrown) {
      setError(asAppError(thrown));
    }
    setBusy(null);
  }
  const given = () => ({
    settings: settingsOf(draft) as NonNullable<ReturnType<typeof settingsOf>>,
    ...(draft.password !== '' && { password: draft.password }),
  });
  const test = (): Promise<void> =>
    withSettings('test', async () => {
      const language = i18n.language === 'ko' ? 'ko' : 'en';
      const { to, encrypted } = await call('mail.test', { ...given(), language });
      setTested({ to, encrypted });
    });
  const save = (): Promise<void> =>
    withSettings('save', async () => {
      const account = await call('mail.save', given());
      const { mails, setAccount } = useOutboxStore.getState();
      setAccount(account);
      const waiting = mails.filter(({ state }) => state === 'waiting').length;
      onClose();
      say({
        title: t('mailAccount.saved'),
        ...(waiting > 0 && {
          text: t('mailAccount.savedText', { count: waiting, n: formatCount(waiting, locale) }),
        }),
      });
    });
  async function remove(): Promise<void> {
    try {
      useOutboxStore.getState().setAccount(await call('mail.remove', {}));
      onClose();
      say({ title: t('mailAccount.removed') });
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  }
  return (
    <Dialog
      open
      persistent
      onClose={onClose}
      onSubmit={() => void save()}
      initialFocus={address}
      title={t('mailAccount.dialogTitle')}
      description={t('mailAccount.text')}
      closeLabel={t('common.close')}
      footer={
        <>
          {stored.settings !== null && (
            <Button tone="quiet" className={classNames(styles.first)} onClick={() => void remove()}>
              {t('mailAccount.remove')}
            </Button>
          )}
          <Button disabled={busy !== null} focusableWhenDisabled onClick={() => void test()}>
            {t(busy === 'test' ? 'mailAccount.testing' : 'mailAccount.test')}
          </Button>
          <Button type="submit" tone="main" disabled={busy !== null} focusableWhenDisabled>
            {t('mailAccount.save')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('mailAccount.from')}
        hint={t('mailAccount.fromHint')}
        inputRef={address}
        inputMode="email"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={draft.from}
        error={lacks.includes('from') ? t('mailAccount.missing.from') : null}
        onValueChange={(from) => change(withAddress(draft, from))}
      />
      <Select
        label={t('mailAccount.provider')}
        value={draft.provider === '' ? 'other' : draft.provider}
        onValueChange={(id) => change(withPreset(draft, id === 'other' ? '' : id))}
        options={[
          ...mailPresets.map(({ id, name }) => ({ value: id, label: name })),
          { value: 'other', label: t('mailAccount.other') },
        ]}
      />
      <Password
        draft={draft}
        lacks={lacks}
        kept={keepsPassword(settingsOf(draft), stored)}
        onChange={change}
      />
      {preset === null ? (
        <Server draft={draft} lacks={lacks} onChange={change} />
      ) : (
        <Fold
          label={t('mailAccount.more')}
          hint={`${draft.host}:${draft.port}`}
          open={showsServer}
          onOpenChange={setMore}
        >
          <Server draft={draft} lacks={lacks} onChange={change} />
        </Fold>
      )}
      <div ref={outcome} className={styles.outcome}>
        {tested !== null && (
          <div role="status">
            <Notice
              text={t(tested.encrypted ? 'mailAccount.tested' : 'mailAccount.testedPlain', { to: tested.to })}
            />
          </div>
        )}
        {error !== null && (
          <Notice
            tone="danger"
            text={sentence(error)}
            details={error.details === undefined ? null : { label: t('common.details'), text: error.details }}
          />
        )}
      </div>
    </Dialog>
  );
}

interface PartProps {
  draft: AccountDraft;
  lacks: readonly AccountLack[];
  onChange: (next: AccountDraft) => void;
}

function Password({ draft, lacks, kept, onChange }: PartProps & { kept: boolean }) {
  const { t, i18n } = useTranslation();
  const [shown, setShown] = useState(false);
  const preset = mailPresetById(draft.provider);
  const hint = preset?.password[i18n.language === 'ko' ? 'ko' : 'en'];
  return (
    <TextField
      label={t('mailAccount.password')}
      hint={kept ? t('mailAccount.passwordKeep') : hint}
      type={shown ? 'text' : 'password'}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      value={draft.password}
      error={lacks.includes('password') ? t('mailAccount.missing.password') : null}
      onValueChange={(password) => onChange({ ...draft, password })}
      action={
        <IconButton
          label={t(shown ? 'mailAccount.hide' : 'mailAccount.show')}
          aria-pressed={shown}
          icon={shown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

function Server({ draft, lacks, onChange }: PartProps) {
  const { t } = useTranslation();
  const set = (part: Partial<AccountDraft>): void => onChange({ ...draft, ...part });
  const plain = draft.encryption === 'none' && !isLoopback(draft.host);
  const typing = { autoComplete: 'off', autoCapitalize: 'off', spellCheck: false };
  return (
    <>
      <div className={styles.server}>
        <TextField
          {...typing}
          label={t('mailAccount.host')}
          value={draft.host}
          error={lacks.includes('host') ? t('mailAccount.missing.host') : null}
          onValueChange={(host) => set({ host })}
        />
        <TextField
          {...typing}
          label={t('mailAccount.port')}
          inputMode="numeric"
          maxLength={5}
          value={draft.port}
          error={lacks.includes('port') ? t('mailAccount.missing.port') : null}
          onValueChange={(port) => set({ port: port.replace(/\D/g, '') })}
        />
      </div>
      <Select<MailEncryption>
        label={t('mailAccount.encryption')}
        value={draft.encryption}
        onValueChange={(encryption) => onChange(withEncryption(draft, encryption))}
        options={[
          { value: 'tls', label: t('mailAccount.tls') },
          { value: 'starttls', label: t('mailAccount.starttls') },
          { value: 'none', label: t('mailAccount.plain') },
        ]}
      />
      {plain && (
        <>
          <Notice tone={lacks.includes('plain') ? 'danger' : 'plain'} text={t('mailAccount.plainWarning')} />
          <Checkbox
            label={t('mailAccount.plainAccept')}
            checked={draft.plainAccepted}
            onCheckedChange={(plainAccepted) => set({ plainAccepted })}
          />
        </>
      )}
      <TextField
        {...typing}
        label={t('mailAccount.user')}
        hint={t('mailAccount.userHint')}
        value={draft.user}
        onValueChange={(user) => set({ user, userTyped: true })}
      />
      <div className={styles.certificate}>
        <TextField
          {...typing}
          multiline
          label={t('mailAccount.certificate')}
          hint={t('mailAccount.certificateHint')}
          value={draft.caPem}
          onValueChange={(caPem) => set({ caPem })}
        />
        <div>
          <FileButton onFile={(file) => void file.text().then((caPem) => set({ caPem }))}>
            {t('mailAccount.certificateChoose')}
          </FileButton>
        </div>
      </div>
    </>
  );
}
