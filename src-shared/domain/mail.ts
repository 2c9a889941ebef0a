/** Mails that go out through the photographer's own mailbox, and the Outbox that holds them until they are gone. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { MailId, RecipientId, ShareId } from '../units';

export const MailLanguage = z.enum(['en', 'ko']);
export type MailLanguage = z.infer<typeof MailLanguage>;

/**
 * As people write them: letters of any script in both halves (kim@한국.kr, 지윤@lee.photo). What a server is told is another matter
 * (src-main/mail/wire-address.ts).
 */
const mailAddress =
  /^(?!\.)(?!.*\.\.)[\p{L}\p{M}\p{N}_'+.-]*[\p{L}\p{M}\p{N}_+-]@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+(?:xn--[a-z0-9-]+|[\p{L}\p{M}]{2,})$/iu;
export const MailAddress = z
  .string()
  .normalize('NFC')
  .max(254)
  .regex(mailAddress, 'This is no mail address.');
export type MailAddress = z.infer<typeof MailAddress>;

/** Control and line characters out: what goes into a header or a subject is one line, whatever was typed. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();

/**
 * `tls`: encrypted from the first byte (mostly port 465). `starttls`: encrypted before anything is told, or nothing is sent (mostly 587).
 * `none`: readable on the way, the password too.
 */
export const MailEncryption = z.enum(['tls', 'starttls', 'none']);
export type MailEncryption = z.infer<typeof MailEncryption>;

export const isLoopback = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host.trim());

/** How mails leave: the SMTP account. Its password is in the vault only. */
export const MailSettings = z
  .object({
    /** Id of a preset (mail-presets.ts); null: typed by hand. */
    provider: z.string().max(40).nullable().default(null),
    host: z
      .string()
      .trim()
      .min(1)
      .max(253)
      .regex(/^[^\s/@]+$/),
    port: z.number().int().min(1).max(65_535),
    encryption: MailEncryption,
    /** Needed for `none` on another computer than this one: a person said that they know. */
    plainAccepted: z.boolean().default(false),
    /** '': the server asks for no sign-in. */
    user: z
      .string()
      .trim()
      .max(254)
      .refine((text) => oneLine(text) === text)
      .default(''),
    /** Mails come from this address. */
    from: MailAddress,
    /** Certificates (PEM) to trust besides those of the system. */
    caPem: z.string().max(100_000).optional(),
  })
  .refine(
    (settings) => settings.encryption !== 'none' || settings.plainAccepted || isLoopback(settings.host),
    {
      path: ['encryption'],
      message: 'Mails would be readable on their way. Choose TLS or STARTTLS, or say that you accept it.',
    },
  );
export type MailSettings = z.infer<typeof MailSettings>;

/** Whom the stored password may be told; it is asked for again when this changes. */
export const passwordAudience = ({ host, port, encryption, user, caPem }: MailSettings): string =>
  JSON.stringify([host.toLowerCase(), port, encryption === 'none', user, caPem ?? '']);

/** `plain`: everything is readable on the way. `plain-loopback`: it stays on this computer. */
export const MailAccount = z.object({
  /** null: not set up. Mails wait. */
  settings: MailSettings.nullable(),
  hasPassword: z.boolean(),
  warning: z.enum(['plain', 'plain-loopback']).nullable(),
  /** What keeps all mails from going out until a person changes something (a refused password); null: nothing known. */
  trouble: WireError.nullable(),
});
export type MailAccount = z.infer<typeof MailAccount>;

export const MailKind = z.enum([
  'test',
  'sign-in', // the one-time code of the photographer
  'share-link', // the way to a share
  'share-fresh-link', // the same share, a new way: the old one ended with its signature
  'share-code', // the code of one person
  'request-link', // the way to a photo request
  'request-fresh-link',
  'request-code',
]);
export type MailKind = z.infer<typeof MailKind>;

/**
 * `waiting`: goes out by itself, `waitsFor` says what it waits for. `sending`: the server is being told. `sent`: the server took it.
 * `refused`: the server said no for good. `failed`: given up, or what it would bring is gone. `unsure`: CAOS or the connection ended
 * while it was handed over, so it may have arrived: a person decides, it is never sent twice by itself.
 */
export const MailState = z.enum(['waiting', 'sending', 'sent', 'refused', 'failed', 'unsure']);
export type MailState = z.infer<typeof MailState>;

/** `set-up`: there is no mail account yet. `account`: the account has trouble that a person must mend. `network`: no connection. `time`: tried again later. */
export const MailWait = z.enum(['set-up', 'account', 'network', 'time']);
export type MailWait = z.infer<typeof MailWait>;

export const Mail = z.object({
  id: MailId,
  kind: MailKind,
  to: z.object({ email: z.string(), name: z.string() }),
  subject: z.string(),
  language: MailLanguage,
  state: MailState,
  /** null unless it waits, or when it goes at once. */
  waitsFor: MailWait.nullable(),
  createdAtMs: z.number(),
  /** How often it was handed over or tried. */
  attempts: z.number().int(),
  nextAttemptAtMs: z.number().nullable(),
  /** After this it is not sent any more (a code that has expired by then). */
  expiresAtMs: z.number().nullable(),
  sentAtMs: z.number().nullable(),
  /** What the server said when it took it. */
  answer: z.string().nullable(),
  /** Why it waits, was refused, failed or is unsure. */
  error: WireError.nullable(),
  shareId: ShareId.nullable(),
  recipientId: RecipientId.nullable(),
});
export type Mail = z.infer<typeof Mail>;

/** A mail as it goes out, for a person to read or to copy from by hand. Holds secrets: never logged, never kept. */
export const RenderedMail = z.object({
  from: z.object({ email: z.string(), name: z.string() }).nullable(),
  to: z.object({ email: z.string(), name: z.string() }),
  subject: z.string(),
  text: z.string(),
  /** One document without scripts; its pictures are data: addresses. Show it in a sandboxed frame. */
  html: z.string(),
  /** What can be told some other way; null: this mail has none, or it is gone. */
  link: z.string().nullable(),
  code: z.string().nullable(),
});
export type RenderedMail = z.infer<typeof RenderedMail>;

/** What a mail tells besides its secrets. All of it is plain text. */
export const MailParams = z.object({
  /** Of a share. */
  title: z.string().max(200).optional(),
  message: z.string().max(4000).optional(),
  photoCount: z.number().int().nonnegative().optional(),
  /** Until when the link opens. */
  untilMs: z.number().optional(),
  /** How the code comes: by another mail, or from the photographer in person. */
  codeWay: z.enum(['mail', 'show']).optional(),
  /** How long a code for signing in lives. */
  minutes: z.number().int().positive().optional(),
});
export type MailParams = z.infer<typeof MailParams>;

/** Where in the vault a secret of a mail lies: the value of that name, or, with `path`, a text inside its JSON. */
export const MailSecretPlace = z.object({ vault: z.string(), path: z.array(z.string()).default([]) });
export type MailSecretPlace = z.infer<typeof MailSecretPlace>;

/** Read from the vault each time the mail is rendered, and kept nowhere else. */
export const MailSecrets = z.object({
  link: MailSecretPlace.optional(),
  code: MailSecretPlace.optional(),
});
export type MailSecrets = z.infer<typeof MailSecrets>;
