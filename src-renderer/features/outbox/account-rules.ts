/** The form of the mail account: what it starts with, what it lacks, what it comes to. Pure. */
import {
  MailAddress,
  type MailEncryption,
  MailSettings,
  passwordAudience,
} from '../../../src-shared/domain/mail';
import { mailPresetById, mailPresetFor, presetAccount } from '../../../src-shared/domain/mail-presets';

export interface AccountDraft {
  /** '': another one, typed by hand. */
  provider: string;
  from: string;
  user: string;
  /** The person wrote it, so it does not follow the address any more. */
  userTyped: boolean;
  host: string;
  port: string;
  encryption: MailEncryption;
  plainAccepted: boolean;
  caPem: string;
  password: string;
}

export const draftFrom = (settings: MailSettings | null, email: string): AccountDraft =>
  settings === null
    ? withAddress(emptyDraft, email)
    : {
        provider: settings.provider ?? '',
        from: settings.from,
        user: settings.user,
        userTyped: true,
        host: settings.host,
        port: String(settings.port),
        encryption: settings.encryption,
        plainAccepted: settings.plainAccepted,
        caPem: settings.caPem ?? '',
        password: '',
      };

const emptyDraft: AccountDraft = {
  provider: '',
  from: '',
  user: '',
  userTyped: false,
  host: '',
  port: '587',
  encryption: 'starttls',
  plainAccepted: false,
  caPem: '',
  password: '',
};

/** Another address: the service it belongs to is taken, as long as no other one was typed by hand. */
export function withAddress(draft: AccountDraft, from: string): AccountDraft {
  const preset = mailPresetFor(from.trim());
  const byHand = draft.provider === '' && draft.host !== '';
  if (preset !== null && !byHand) return withPreset({ ...draft, from }, preset.id);
  const known = mailPresetById(draft.provider);
  const user = known === null ? from.trim() : presetAccount(known, from.trim()).user;
  return { ...draft, from, ...(!draft.userTyped && { user }) };
}

/** '' leaves what is there, to be changed by hand. */
export function withPreset(draft: AccountDraft, id: string): AccountDraft {
  const preset = mailPresetById(id);
  if (preset === null) return { ...draft, provider: '' };
  const { host, port, encryption, user } = presetAccount(preset, draft.from.trim());
  return { ...draft, provider: id, host, port: String(port), encryption, user, userTyped: false };
}

/** The usual port of a way, where none of one's own was typed. */
export const withEncryption = (draft: AccountDraft, encryption: MailEncryption): AccountDraft => ({
  ...draft,
  encryption,
  port: ['25', '465', '587', ''].includes(draft.port)
    ? { tls: '465', starttls: '587', none: '25' }[encryption]
    : draft.port,
});

export type AccountLack = 'from' | 'host' | 'port' | 'password' | 'plain';

/** `stored`: the account there is; its password stays as long as it goes to the same server and user. */
export function accountLacks(
  draft: AccountDraft,
  stored: { settings: MailSettings | null; hasPassword: boolean },
): AccountLack[] {
  const lacks: AccountLack[] = [];
  if (!MailAddress.safeParse(draft.from.trim()).success) lacks.push('from');
  if (!/^[^\s/@]+$/.test(draft.host.trim())) lacks.push('host');
  const port = Number(draft.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) lacks.push('port');
  if (lacks.length > 0) return lacks;
  const settings = settingsOf(draft);
  if (settings === null) lacks.push('plain');
  else if (draft.user.trim() !== '' && draft.password === '' && !keepsPassword(settings, stored))
    lacks.push('password');
  return lacks;
}

export const keepsPassword = (
  settings: MailSettings | null,
  stored: { settings: MailSettings | null; hasPassword: boolean },
): boolean =>
  settings !== null &&
  stored.hasPassword &&
  stored.settings !== null &&
  passwordAudience(settings) === passwordAudience(stored.settings);

/** null: something in it cannot be taken. */
export function settingsOf(draft: AccountDraft): MailSettings | null {
  const parsed = MailSettings.safeParse({
    provider: draft.provider === '' ? null : draft.provider,
    host: draft.host.trim(),
    port: Number(draft.port),
    encryption: draft.encryption,
    plainAccepted: draft.plainAccepted,
    user: draft.user.trim(),
    from: draft.from.trim(),
    ...(draft.caPem.trim() !== '' && { caPem: draft.caPem }),
  });
  return parsed.success ? parsed.data : null;
}
