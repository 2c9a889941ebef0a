/** Signing in by a one-time code, without signing up anywhere: who holds the mailbox is who they say, as far as this computer knows. */
import { randomInt as strongInt } from 'node:crypto';
import { AppError } from '../../../src-shared/app-error';
import {
  DEFAULT_COLOUR,
  type Identity,
  type PendingSignIn,
  SIGN_IN_ATTEMPTS,
  SIGN_IN_CODES,
  SIGN_IN_MINUTES,
  SIGN_IN_WINDOW_MS,
  type SignInOutcome,
  type SignInStatus,
} from '../../../src-shared/domain/identity';
import type { MailLanguage } from '../../../src-shared/domain/mail';
import type { IdentityRow, SignInCode } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { logoAsData } from './mail-sender';
import type { Outbox } from './outbox';
import { readLogo } from './read-logo';
import { codeMatches, digestOf, makeCode } from './sign-in-codes';

export interface SignIn {
  status(): SignInStatus;
  start(given: {
    email: string;
    name?: string | undefined;
    language?: MailLanguage | undefined;
  }): Promise<SignInStatus>;
  verify(code: string, email?: string): Promise<SignInOutcome>;
  edit(change: {
    name?: string | undefined;
    language?: MailLanguage | undefined;
    colour?: string | undefined;
    signature?: string | undefined;
    logoPath?: string | null | undefined;
  }): Promise<Identity>;
  out(): Promise<SignInStatus>;
}

/** For all addresses together, so that nobody's mailbox is used to flood others. */
const CODES_OF_ALL = 10;

const sameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export function createSignIn(
  core: Pick<Core, 'catalogue' | 'now'> & { changes: Pick<Core['changes'], 'signIn'> },
  deps: {
    outbox: Pick<Outbox, 'queue' | 'discard' | 'get' | 'isSetUp'>;
    randomInt?: (limit: number) => number;
    /** Of mails when nobody said. */
    language: () => MailLanguage;
  },
): SignIn {
  const { identity } = core.catalogue;
  const randomInt = deps.randomInt ?? ((limit: number) => strongInt(limit));

  /** One act after the other: what counts attempts and codes must not run twice at once. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  };

  const recent = (): SignInCode[] => identity.codesSince(core.now() - SIGN_IN_WINDOW_MS);
  const canBeTyped = (code: SignInCode): boolean =>
    code.usedAtMs === null && code.expiresAtMs > core.now() && code.attempts < SIGN_IN_ATTEMPTS;

  const shown = ({ logo, ...rest }: IdentityRow): Identity => ({ ...rest, logo: logo && logoAsData(logo) });

  function status(): SignInStatus {
    const person = identity.get();
    return { identity: person && shown(person), pending: pending() };
  }

  function pending(): PendingSignIn | null {
    const [newest] = recent().filter(canBeTyped);
    if (!newest) return null;
    return {
      email: newest.email,
      expiresAtMs: newest.expiresAtMs,
      attemptsLeft: SIGN_IN_ATTEMPTS - newest.attempts,
      mailId: newest.mailId,
      mailState: (newest.mailId && deps.outbox.get(newest.mailId)?.state) || null,
      readHere: !deps.outbox.isSetUp(),
    };
  }

  const told = (): SignInStatus => {
    const now = status();
    core.changes.signIn(now);
    return now;
  };

  function refuseTooMany(email: string): void {
    const codes = recent();
    const theirs = codes.filter((code) => sameAddress(code.email, email));
    const tooMany = theirs.length >= SIGN_IN_CODES ? theirs : codes.length >= CODES_OF_ALL ? codes : null;
    if (!tooMany) return;
    const oldestMs = Math.min(...tooMany.map(({ createdAtMs }) => createdAtMs));
    const minutes = Math.max(1, Math.ceil((oldestMs + SIGN_IN_WINDOW_MS - core.now()) / 60_000));
    throw new AppError(
      'too-many-codes',
      `Too many codes were asked for. Use one that came, or wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
      { params: { minutes } },
    );
  }

  return {
    status,
    start: ({ email, name = '', language }) =>
      inTurn(async () => {
        const nowMs = core.now();
        identity.dropCodes(nowMs - 2 * SIGN_IN_WINDOW_MS);
        refuseTooMany(email);
        const words = language ?? identity.get()?.language ?? deps.language();
        const code = makeCode(randomInt);
        const digest = await digestOf(code);
        const expiresAtMs = nowMs + SIGN_IN_MINUTES * 60_000;
        const mailId = await deps.outbox.queue({
          kind: 'sign-in',
          to: { email, name },
          language: words,
          params: { minutes: SIGN_IN_MINUTES },
          ownSecrets: { code },
          expiresAtMs,
        });
        identity.addCode({ email, name, language: words, digest, mailId, createdAtMs: nowMs, expiresAtMs });
        return told();
      }),
    verify: (typed, email) =>
      inTurn(async () => {
        const codes = recent().filter((code) => code.usedAtMs === null);
        const address = email ?? codes[0]?.email;
        const theirs = codes.filter((code) => address !== undefined && sameAddress(code.email, address));
        if (theirs.length === 0) return { outcome: 'none' };
        const live = theirs.filter(canBeTyped);
        if (live.length === 0) {
          const wornOut = theirs.some((code) => code.expiresAtMs > core.now());
          return { outcome: wornOut ? 'used-up' : 'expired' };
        }
        // Counted before it is looked at: whoever ends the app in between has used an attempt all the same.
        identity.addAttempt(live.map(({ id }) => id));
        let right: SignInCode | null = null;
        for (const code of live) if (await codeMatches(typed, code.digest)) right = code;
        if (!right) {
          const attemptsLeft = Math.max(...live.map(({ attempts }) => SIGN_IN_ATTEMPTS - attempts - 1));
          told();
          return attemptsLeft > 0 ? { outcome: 'wrong', attemptsLeft } : { outcome: 'used-up' };
        }
        const mail = right.mailId === null ? null : deps.outbox.get(right.mailId);
        // Read again: it may have been shown here while the code was stretched.
        const readHere = recent().find(({ id }) => id === right?.id)?.readHere ?? right.readHere;
        const proof = mail?.state === 'sent' && !readHere ? 'mail' : 'local';
        const person = signedIn(right, proof);
        core.catalogue.transaction(() => {
          for (const { id } of theirs) identity.use(id, core.now());
          identity.put(person);
        });
        await dropMails(theirs);
        told();
        return { outcome: 'signed-in', identity: shown(person) };
      }),
    edit: (change) =>
      inTurn(async () => {
        const logo = typeof change.logoPath === 'string' ? await readLogo(change.logoPath) : change.logoPath;
        const person = identity.get();
        if (!person)
          throw new AppError('not-found', 'Nobody is signed in. Sign in first, then set name and logo.', {
            retry: 'after-user',
          });
        const edited: IdentityRow = {
          ...person,
          name: change.name ?? person.name,
          language: change.language ?? person.language,
          colour: change.colour ?? person.colour,
          signature: change.signature ?? person.signature,
          logo: logo === undefined ? person.logo : (logo as IdentityRow['logo']),
        };
        identity.put(edited);
        told();
        return shown(edited);
      }),
    out: () =>
      inTurn(async () => {
        const codes = recent().filter(canBeTyped);
        core.catalogue.transaction(() => {
          identity.remove();
          identity.endCodes(core.now());
        });
        await dropMails(codes);
        return told();
      }),
  };

  function signedIn(code: SignInCode, proof: Identity['proof']): IdentityRow {
    const before = identity.get();
    const same = before !== null && sameAddress(before.email, code.email) ? before : null;
    return {
      email: code.email,
      name: code.name || same?.name || code.email.slice(0, code.email.lastIndexOf('@')),
      language: code.language,
      colour: same?.colour ?? DEFAULT_COLOUR,
      signature: same?.signature ?? '',
      logo: same?.logo ?? null,
      proof,
      signedInAtMs: core.now(),
    };
  }

  /** Codes that nobody can type any more need not go out. */
  async function dropMails(codes: readonly SignInCode[]): Promise<void> {
    for (const { mailId } of codes) {
      const state = mailId && deps.outbox.get(mailId)?.state;
      if (mailId && state && state !== 'sent' && state !== 'sending') await deps.outbox.discard(mailId);
    }
  }
}
