/** Who is signed in, and the codes that were sent for it. */
import type { Identity, LogoType } from '../../../src-shared/domain/identity';
import type { MailLanguage } from '../../../src-shared/domain/mail';
import type { MailId, UnixMs } from '../../../src-shared/units';

export interface IdentityRow extends Omit<Identity, 'logo'> {
  logo: { type: LogoType; bytes: Uint8Array } | null;
}

export interface SignInCode {
  id: number;
  email: string;
  /** '': not told. */
  name: string;
  language: MailLanguage;
  digest: string;
  mailId: MailId | null;
  createdAtMs: UnixMs;
  expiresAtMs: UnixMs;
  attempts: number;
  usedAtMs: UnixMs | null;
  /** It was shown on this computer. */
  readHere: boolean;
}

export interface IdentityTable {
  get(): IdentityRow | null;
  /** There is one at most: it replaces who was there. */
  put(row: IdentityRow): void;
  remove(): void;

  addCode(code: Omit<SignInCode, 'id' | 'attempts' | 'usedAtMs' | 'readHere'>): void;
  /** Codes for any address since then, newest first. */
  codesSince(sinceMs: UnixMs): SignInCode[];
  addAttempt(ids: readonly number[]): void;
  use(id: number, atMs: UnixMs): void;
  readHere(mailId: MailId): void;
  /** Codes that cannot be typed any more and limit nothing any more. */
  dropCodes(createdBeforeMs: UnixMs): void;
  /** Nobody can type them any more; they still count for how many were asked for. */
  endCodes(atMs: UnixMs): void;
}
