/** Puts a mail into the Outbox. What is secret of it is named by its place in the vault, or goes there first. */
import {
  type MailKind,
  type MailLanguage,
  type MailParams,
  type MailSecrets,
  oneLine,
} from '../../../src-shared/domain/mail';
import type { MailId, RecipientId, ShareId, UnixMs } from '../../../src-shared/units';
import type { MailRow } from '../../catalogue/catalogue';
import { subjectOf } from '../../mail/messages/write-message';
import { wireAddress } from '../../mail/wire-address';
import type { Core } from '../core';
import { senderOf } from './mail-sender';

export interface NewMail {
  kind: MailKind;
  to: { email: string; name: string };
  language: MailLanguage;
  params: MailParams;
  /** Where they lie; they must stay there until the mail is gone. */
  secrets?: MailSecrets;
  /** Of this mail alone: kept in the vault until it is sent, and deleted then. */
  ownSecrets?: { link?: string; code?: string };
  /** Not sent any more after this. */
  expiresAtMs?: UnixMs;
  refs?: { shareId: ShareId; recipientId: RecipientId };
}

/** Secrets that go with their mail. [Note: the catalogue finds them by this beginning.] */
const OWN = 'mail/';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** `<random@domain>`: the domain is that of `address`, which the receiving side expects. */
export const newMessageId = (address: string, randomBytes: (count: number) => Uint8Array): string =>
  `<${hex(randomBytes(16))}@${/@([a-z0-9.-]+)$/i.exec(wireAddress(address))?.[1] ?? 'caos.invalid'}>`;

export async function queueMail(
  core: Pick<Core, 'catalogue' | 'vault' | 'now'>,
  randomBytes: (count: number) => Uint8Array,
  accountAddress: string,
  mail: NewMail,
): Promise<MailId> {
  const secrets: MailSecrets = { ...mail.secrets };
  for (const name of ['link', 'code'] as const) {
    const value = mail.ownSecrets?.[name];
    if (value === undefined) continue;
    const vault = `${OWN}${hex(randomBytes(16))}`;
    await core.vault.set(vault, value);
    secrets[name] = { vault, path: [] };
  }
  const sender = senderOf(core.catalogue, accountAddress);
  const to = { email: oneLine(mail.to.email), name: oneLine(mail.to.name) };
  return core.catalogue.outbox.insert({
    kind: mail.kind,
    to,
    language: mail.language,
    subject: subjectOf({ ...mail, sender, recipientName: to.name }),
    params: mail.params,
    secrets,
    messageId: newMessageId(sender.email, randomBytes),
    createdAtMs: core.now(),
    expiresAtMs: mail.expiresAtMs ?? null,
    shareId: mail.refs?.shareId ?? null,
    recipientId: mail.refs?.recipientId ?? null,
  });
}

export async function forgetOwnSecrets(core: Pick<Core, 'catalogue' | 'vault'>, row: MailRow): Promise<void> {
  const own = Object.values(row.secrets).flatMap((place) =>
    place?.vault.startsWith(OWN) ? [place.vault] : [],
  );
  for (const name of own) await core.vault.remove(name);
  if (own.length > 0) core.catalogue.outbox.forgetSecrets(row.id);
}
