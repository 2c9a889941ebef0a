/** The photographer: who signs mails and names shares on this computer. Signed in by a one-time code, without signing up anywhere. */
import { z } from 'zod';
import { MailId } from '../units';
import { MailAddress, MailLanguage, MailState, oneLine } from './mail';

export const PersonName = z.string().transform(oneLine).pipe(z.string().min(1).max(100));
export const Colour = z.string().regex(/^#[0-9a-fA-F]{6}$/);

/** A picture at the head of mails and guest pages. */
export const LogoType = z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
export type LogoType = z.infer<typeof LogoType>;
/** Every mail carries it; more is refused with a sentence. */
export const MAX_LOGO_BYTES = 150_000;

export const Identity = z.object({
  email: z.string(),
  name: z.string(),
  /** Of mails to oneself, and what new shares propose. */
  language: MailLanguage,
  /** Accent of mails and guest pages, `#rrggbb`. */
  colour: z.string(),
  /** Words below every mail: a greeting, an address, a web site. */
  signature: z.string(),
  /** As a data: address; null: none. */
  logo: z.string().nullable(),
  /** `mail`: the code came by mail. `local`: it was read on this computer, so nobody knows whether the address is theirs. */
  proof: z.enum(['mail', 'local']),
  signedInAtMs: z.number(),
});
export type Identity = z.infer<typeof Identity>;

export const DEFAULT_COLOUR = '#2f6fed';

/** 8 digits. */
export const SIGN_IN_DIGITS = 8;
export const SIGN_IN_MINUTES = 10;
export const SIGN_IN_ATTEMPTS = 5;
/** So many codes for one address within `SIGN_IN_WINDOW_MS`. */
export const SIGN_IN_CODES = 3;
export const SIGN_IN_WINDOW_MS = 15 * 60_000;

/** A code that was asked for and can still be typed. */
export const PendingSignIn = z.object({
  email: z.string(),
  /** Of the newest code. */
  expiresAtMs: z.number(),
  attemptsLeft: z.number().int(),
  /** The mail that brings it, in the Outbox. */
  mailId: MailId.nullable(),
  mailState: MailState.nullable(),
  /** There is no mail account: the code is read in the Outbox, and the identity will be a local one. */
  readHere: z.boolean(),
});
export type PendingSignIn = z.infer<typeof PendingSignIn>;

export const SignInStatus = z.object({ identity: Identity.nullable(), pending: PendingSignIn.nullable() });
export type SignInStatus = z.infer<typeof SignInStatus>;

export const SignInStart = z.object({
  email: MailAddress,
  name: PersonName.optional(),
  language: MailLanguage.optional(),
});

export const SignInOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('signed-in'), identity: Identity }),
  z.object({ outcome: z.literal('wrong'), attemptsLeft: z.number().int() }),
  /** It was right or wrong, but older than 10 minutes: ask for another. */
  z.object({ outcome: z.literal('expired') }),
  /** Five wrong codes were typed: ask for another. */
  z.object({ outcome: z.literal('used-up') }),
  /** No code was asked for. */
  z.object({ outcome: z.literal('none') }),
]);
export type SignInOutcome = z.infer<typeof SignInOutcome>;
