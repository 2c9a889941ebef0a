/** The commands of mail, the Outbox and signing in. Part of ipc-contract.ts. */
import { z } from 'zod';
import {
  Colour,
  Identity,
  PersonName,
  SIGN_IN_DIGITS,
  SignInOutcome,
  SignInStart,
  SignInStatus,
} from './domain/identity';
import { Mail, MailAccount, MailAddress, MailLanguage, MailSettings, RenderedMail } from './domain/mail';
import { command, nothing, ok } from './ipc-command';
import { MailId } from './units';

const one = z.object({ id: MailId });
const password = z.string().min(1).max(1000).optional();

export const mailCommands = {
  'mail.get': command(nothing, MailAccount),
  /** A password that is not given stays, unless it would go to another server, user or way (`passwordAudience`): then `bad-input` asks for it. */
  'mail.save': command(z.object({ settings: MailSettings, password }), MailAccount),
  /** Forgets the account and its password; mails wait again. */
  'mail.remove': command(nothing, MailAccount),
  /**
   * Sends one mail now, past the Outbox: through the account as saved or, with `settings`, as typed (the stored password is used under the
   * rule of `mail.save`). Fails with the plain sentence of what went wrong.
   */
  'mail.test': command(
    z.object({
      settings: MailSettings.optional(),
      password,
      /** Default: the account's own address. */
      to: MailAddress.optional(),
      language: MailLanguage.optional(),
    }),
    z.object({ to: z.string(), answer: z.string(), encrypted: z.boolean() }),
  ),

  /** Newest first; the newest 1,000 that are through are kept. */
  'outbox.list': command(nothing, z.array(Mail)),
  'outbox.show': command(one, z.object({ mail: Mail, rendered: RenderedMail.nullable() })),
  /** Tries everything that waits, now. Answers at once; `outbox.changed` tells. */
  'outbox.send': command(nothing, ok),
  /** A person sends a refused, failed or unsure one again (an unsure one may then arrive twice), or a waiting one at once. */
  'outbox.retry': command(one, Mail),
  /** An unsure one did arrive: it counts as sent. */
  'outbox.arrived': command(one, Mail),
  /** Not one that is being sent. What it would bring stays; it can be told by hand. */
  'outbox.discard': command(one, ok),
  /** Writes it as a file that any mail program opens and can send. It holds the secrets of the mail. */
  'outbox.eml': command(one.extend({ path: z.string().min(1), replace: z.boolean().default(false) }), ok),

  'signin.status': command(nothing, SignInStatus),
  /** Sends a code. `throttled` after three for this address within 15 minutes. */
  'signin.start': command(SignInStart, SignInStatus),
  /** Spaces and hyphens in it do not matter. */
  'signin.verify': command(
    z.object({
      /** Default: the address that a code was asked for last. */
      email: MailAddress.optional(),
      code: z
        .string()
        .max(40)
        .transform((text) => text.replace(/[\s-]/g, ''))
        .pipe(z.string().regex(new RegExp(`^\\d{${SIGN_IN_DIGITS}}$`))),
    }),
    SignInOutcome,
  ),
  /** Of who is signed in; what is left out stays. */
  'signin.edit': command(
    z.object({
      name: PersonName.optional(),
      language: MailLanguage.optional(),
      colour: Colour.optional(),
      signature: z.string().max(1000).optional(),
      /** A picture of at most 150 kB, copied; null: none. */
      logoPath: z.string().min(1).nullable().optional(),
    }),
    Identity,
  ),
  /** Forgets who was signed in, and codes that wait. Albums and shares stay. */
  'signin.out': command(nothing, SignInStatus),
} as const;
