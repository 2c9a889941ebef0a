/** Makes the mail of a row of the Outbox, with its secrets fresh from the vault: to be sent, read, or written as a file. */
import { AppError } from '../../../src-shared/app-error';
import type { MailKind, MailSecretPlace, MailSettings, RenderedMail } from '../../../src-shared/domain/mail';
import type { MailRow } from '../../catalogue/catalogue';
import { composeMail } from '../../mail/compose';
import { writeMessage } from '../../mail/messages/write-message';
import type { Core } from '../core';
import { LOGO_SOURCE, logoAsData, logoOf, senderOf } from './mail-sender';

/** A mail never brings both halves: who gets hold of it has the link or the code, not the share. */
const secretOf: Record<MailKind, 'link' | 'code' | null> = {
  test: null,
  'sign-in': 'code',
  'share-link': 'link',
  'share-fresh-link': 'link',
  'share-code': 'code',
  'request-link': 'link',
  'request-fresh-link': 'link',
  'request-code': 'code',
};

type Secrets = { link: string | null; code: string | null };
type Rooms = Pick<Core, 'catalogue' | 'vault' | 'now'>;

async function secretsOf({ vault }: Rooms, row: MailRow): Promise<Secrets> {
  const wanted = secretOf[row.kind];
  const place = wanted && row.secrets[wanted];
  const value = place ? await secretAt(vault, place) : null;
  return {
    link: wanted === 'link' && value !== null && /^(https?|caos):\/\/\S+$/i.test(value) ? value : null,
    code: wanted === 'code' ? value : null,
  };
}

/** null: it is not there (any more). */
async function secretAt(vault: Core['vault'], place: MailSecretPlace): Promise<string | null> {
  const text = await vault.get(place.vault);
  if (text === null || place.path.length === 0) return text;
  let value: unknown = JSON.parse(text);
  for (const name of place.path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' && value !== '' ? value : null;
}

/** For a person. What is gone of its secrets is left out. */
export async function renderMail(
  core: Rooms,
  row: MailRow,
  account: MailSettings | null,
): Promise<RenderedMail> {
  const secrets = await secretsOf(core, row);
  const sender = senderOf(core.catalogue, account?.from ?? '');
  const logo = logoOf(core.catalogue);
  const message = writeMessage({
    ...row,
    ...secrets,
    sender,
    recipientName: row.to.name,
    logoSource: logo && logoAsData(logo),
  });
  return {
    from: sender.email === '' ? null : { email: sender.email, name: sender.name },
    to: row.to,
    ...message,
    subject: row.subject,
    ...secrets,
  };
}

/** The bytes that go out. Errors: `mail-gone` when what it would bring is not in the vault any more. */
export async function mailBytes(
  core: Rooms,
  row: MailRow,
  account: MailSettings | null,
  given: { draft: boolean },
): Promise<Buffer> {
  const secrets = await secretsOf(core, row);
  const wanted = secretOf[row.kind];
  if (wanted && secrets[wanted] === null) {
    throw new AppError(
      'mail-gone',
      `What the mail to ${row.to.email} would bring has ended, so it was not sent. Delete it, and send a new one if it is still needed.`,
      { params: { recipient: row.to.email } },
    );
  }
  const person = core.catalogue.identity.get();
  const sender = senderOf(core.catalogue, account?.from ?? '');
  const logo = logoOf(core.catalogue);
  const message = writeMessage({
    ...row,
    ...secrets,
    sender,
    recipientName: row.to.name,
    logoSource: logo && LOGO_SOURCE,
  });
  const answersElsewhere =
    account !== null && person?.proof === 'mail' && person.email.toLowerCase() !== account.from.toLowerCase();
  return composeMail({
    messageId: row.messageId,
    atMs: core.now(),
    from: sender.email === '' ? null : { email: sender.email, name: sender.name },
    to: row.to,
    replyTo: answersElsewhere ? person.email : null,
    ...message,
    subject: row.subject,
    logo,
    draft: given.draft,
  });
}
