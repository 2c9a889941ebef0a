/**
 * Carries what waits in the Outbox to the mail server, one mail at a time, and decides when to try again. A mail goes out once: from the
 * moment the server is told its first byte until the server answered, its row says `sending`, and whoever finds that later asks a person.
 */
import { AppError, toWire, type WireError } from '../../../src-shared/app-error';
import type { MailWait } from '../../../src-shared/domain/mail';
import type { MailId, UnixMs } from '../../../src-shared/units';
import type { MailRow } from '../../catalogue/catalogue';
import { type OpenSmtp, SmtpRefusal, type SmtpSession } from '../../mail/smtp';
import type { SmtpFailure } from '../../mail/smtp-errors';
import type { Core } from '../core';
import type { MailAccounts } from './mail-account';
import { forgetOwnSecrets } from './queue-mail';
import { mailBytes } from './render-mail';

const MINUTE_MS = 60_000;
/** After attempt 1, 2, …; the last one goes on being used. Servers that put unknown senders off want 5 to 15 minutes. */
const AGAIN_AFTER_MS = [1, 5, 15, 60, 180, 360].map((minutes) => minutes * MINUTE_MS);
/** About two days. A server that is not reached at all does not count. */
const ATTEMPTS_AT_MOST = 12;
const AWAY_AT_FIRST_MS = MINUTE_MS;
const AWAY_AT_MOST_MS = 15 * MINUTE_MS;
/** Timers are set anew at least so often: the clock of a computer that slept jumps. */
const LOOK_AT_LEAST_EVERY_MS = 10 * MINUTE_MS;

export interface PostmanDeps {
  accounts: MailAccounts;
  openSmtp: OpenSmtp;
  /** Sets a timer; answers how to take it back. */
  later: (work: () => void, delayMs: number) => () => void;
  /** Rows of these ids changed. */
  changed: (ids: MailId[]) => void;
  /** What all that wait, wait for, changed. */
  allChanged: () => void;
}

export interface Postman {
  /** Looks for what is due; resolves when there is nothing to do any more for now. */
  wake(): Promise<void>;
  /** The network says that it may work now. */
  networkChanged(): Promise<void>;
  /** A person says so; `all`: also of mails that were put off until later. */
  hurry(all: boolean): Promise<void>;
  waitsFor(row: MailRow): MailWait | null;
  trouble(): WireError | null;
  /** It is told to a server now. */
  underWay(): MailId | null;
  /** Lets a mail that is being handed over end for so long, then cuts it off. */
  stop(timeoutMs: number): Promise<void>;
}

type Rooms = Pick<Core, 'catalogue' | 'vault' | 'now' | 'random' | 'log'>;

export function createPostman(core: Rooms, deps: PostmanDeps): Postman {
  const { outbox } = core.catalogue;
  const ending = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;
  let takeBack: (() => void) | undefined;
  /** A person must change the account first. */
  let trouble: AppError | null = null;
  let away: { untilMs: UnixMs; delayMs: number; error: AppError } | null = null;
  let current: { id: MailId; handedOver: boolean } | null = null;

  function wake(): Promise<void> {
    if (ending.signal.aborted) return Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    takeBack?.();
    running = carryAll()
      .catch((error: unknown) => {
        // The catalogue cannot be written (a full disk): nothing was told to the server, and nothing is until it can be.
        core.log.error('outbox', { error: toWire(error) });
        away = { untilMs: core.now() + AWAY_AT_MOST_MS, delayMs: AWAY_AT_MOST_MS, error: asAppError(error) };
      })
      .finally(() => {
        running = undefined;
        setTimer();
      });
    return running;
  }

  function setTimer(): void {
    takeBack?.();
    if (ending.signal.aborted || trouble) return;
    const dueMs = nextDueMs();
    if (dueMs === null) return;
    const atMs = Math.max(dueMs, away?.untilMs ?? 0);
    const delayMs = Math.min(Math.max(atMs - core.now(), 1000), LOOK_AT_LEAST_EVERY_MS);
    takeBack = deps.later(() => void wake(), delayMs);
  }

  function nextDueMs(): UnixMs | null {
    try {
      return deps.accounts.settings() === null ? null : outbox.nextDueMs();
    } catch {
      return core.now() + AWAY_AT_MOST_MS; // what keeps the catalogue from being read was logged
    }
  }

  async function carryAll(): Promise<void> {
    do {
      again = false;
      await endExpired();
      await carryDue();
    } while (again && !ending.signal.aborted);
  }

  async function endExpired(): Promise<void> {
    for (const row of outbox.expired(core.now())) {
      await forgetOwnSecrets(core, row);
      if (row.state === 'waiting') outbox.setEnded(row.id, 'failed', toWire(tooLate(row)), false);
      deps.changed([row.id]);
    }
  }

  async function carryDue(): Promise<void> {
    let session: SmtpSession | null = null;
    try {
      for (;;) {
        const [row] = outbox.due(core.now());
        if (!row || ending.signal.aborted || trouble || (away && away.untilMs > core.now())) return;
        const account = await accountNow();
        if (!account) return;
        const raw = await bytesOf(row);
        if (!raw) continue;
        if (!session?.isOpen()) {
          session?.close();
          session = await open(account);
          if (!session) return;
        }
        await carry(row, raw, account.settings.from, session);
      }
    } finally {
      session?.close();
    }
  }

  async function accountNow() {
    try {
      return await deps.accounts.current();
    } catch (error) {
      beAway(asAppError(error));
      return null;
    }
  }

  /** null: this mail cannot be made, and says so; or none can just now. */
  async function bytesOf(row: MailRow): Promise<Buffer | null> {
    try {
      return await mailBytes(core, row, deps.accounts.settings(), { draft: false });
    } catch (error) {
      const wrong = asAppError(error);
      if (wrong.code === 'vault') beAway(wrong);
      else end(row, 'failed', wrong, true);
      return null;
    }
  }

  async function open(account: Parameters<OpenSmtp>[0]): Promise<SmtpSession | null> {
    try {
      const session = await deps.openSmtp(account, ending.signal);
      if (away) {
        away = null;
        deps.allChanged();
      }
      return session;
    } catch (error) {
      if (ending.signal.aborted) return null;
      aboutAll(error instanceof SmtpRefusal ? error.failure : { about: 'server', error: asAppError(error) });
      return null;
    }
  }

  async function carry(row: MailRow, raw: Buffer, from: string, session: SmtpSession): Promise<void> {
    const mail = { id: row.id, handedOver: false };
    current = mail;
    deps.changed([row.id]);
    try {
      const done = await session.send({ from, to: row.to.email, raw }, () => {
        if (!outbox.setSending(row.id)) throw new TakenBack();
        mail.handedOver = true;
      });
      if (done.outcome === 'sent') {
        outbox.setSent(row.id, core.now(), done.answer.slice(0, 500));
        await forgetOwnSecrets(core, row);
      } else if (done.outcome === 'unsure') outbox.setEnded(row.id, 'unsure', toWire(done.error), false);
      else failed(row, done, mail.handedOver);
    } catch (error) {
      if (!(error instanceof TakenBack)) throw error;
    } finally {
      current = null;
      deps.changed([row.id]);
    }
  }

  function failed(row: MailRow, { about, error }: SmtpFailure, counted: boolean): void {
    if (about !== 'mail') {
      // Not this mail's fault: it waits with all others.
      const ended = error.code === 'cancelled';
      outbox.setWaiting(row.id, core.now(), ended ? row.error : toWire(error), false);
      if (!ended) aboutAll({ about, error });
      return;
    }
    const attempts = row.attempts + 1;
    if (error.retry !== 'later') end(row, 'refused', error, !counted);
    else if (attempts >= ATTEMPTS_AT_MOST) end(row, 'failed', gaveUp(row, error), !counted);
    else {
      const delayMs = AGAIN_AFTER_MS[Math.min(attempts, AGAIN_AFTER_MS.length) - 1] ?? MINUTE_MS;
      outbox.setWaiting(row.id, core.now() + spread(delayMs), toWire(error), !counted);
    }
  }

  function end(row: MailRow, state: 'refused' | 'failed', error: AppError, counts: boolean): void {
    outbox.setEnded(row.id, state, toWire(error), counts);
    deps.changed([row.id]);
  }

  function aboutAll({ about, error }: SmtpFailure): void {
    if (about === 'account') {
      trouble = error;
      for (const row of outbox.due(core.now())) outbox.setWaiting(row.id, core.now(), toWire(error), false);
      deps.allChanged();
    } else beAway(error);
  }

  /** The next attempt comes later for each that failed, so that a server which is down is left alone. */
  function beAway(error: AppError): void {
    const delayMs = away ? Math.min(away.delayMs * 2, AWAY_AT_MOST_MS) : AWAY_AT_FIRST_MS;
    away = { untilMs: core.now() + spread(delayMs), delayMs, error };
    for (const row of outbox.due(core.now())) outbox.setWaiting(row.id, core.now(), toWire(error), false);
    deps.allChanged();
  }

  /** Many computers behind one line must not come back at once. */
  const spread = (delayMs: number): number => Math.round(delayMs * (0.9 + core.random() * 0.2));

  return {
    wake,
    networkChanged() {
      away = null;
      return wake();
    },
    async hurry(all) {
      trouble = null;
      away = null;
      if (all) outbox.hurry(core.now());
      deps.allChanged();
      await wake();
    },
    waitsFor(row) {
      if (row.state !== 'waiting') return null;
      if (deps.accounts.settings() === null) return 'set-up';
      if (trouble) return 'account';
      if (away && away.untilMs > core.now()) return 'network';
      return (row.nextAttemptAtMs ?? 0) > core.now() ? 'time' : null;
    },
    trouble: () => trouble && toWire(trouble),
    underWay: () => current?.id ?? null,
    async stop(timeoutMs) {
      takeBack?.();
      if (running && current?.handedOver) {
        let cut: () => void = () => undefined;
        const patience = new Promise<void>((resolve) => {
          cut = deps.later(resolve, timeoutMs);
        });
        await Promise.race([running, patience]);
        cut();
      }
      ending.abort();
      takeBack?.();
      await running;
    },
  };
}

/** Revoked or discarded while its server was being spoken to. */
class TakenBack extends Error {}

const asAppError = (error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError('internal', 'Something went wrong inside CAOS while a mail was made. Try again.', {
        cause: error,
        retry: 'after-user',
        details: error instanceof Error ? error.message : String(error),
      });

const tooLate = (row: MailRow): AppError =>
  new AppError(
    'mail-gone',
    `The mail to ${row.to.email} could not go out in time: what it would bring has expired. Ask for a new one if it is still needed.`,
    { params: { recipient: row.to.email } },
  );

const gaveUp = (row: MailRow, last: AppError): AppError =>
  new AppError(
    'mail-later',
    `The mail server put the mail to ${row.to.email} off ${ATTEMPTS_AT_MOST} times, so CAOS stopped trying. Send it again, or tell the person some other way.`,
    {
      retry: 'after-user',
      params: { recipient: row.to.email },
      ...(last.details && { details: last.details }),
    },
  );
