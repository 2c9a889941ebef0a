/** An Outbox and signing in over a real catalogue on disk, with a clock of the test's and timers that never ring by themselves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue } from '../../src-main/catalogue/catalogue';
import { openCatalogue } from '../../src-main/catalogue/open-catalogue';
import { createOutbox, type Outbox } from '../../src-main/services/mail/outbox';
import { createSignIn, type SignIn } from '../../src-main/services/mail/sign-in';
import type { SignInStatus } from '../../src-shared/domain/identity';
import type { Mail } from '../../src-shared/domain/mail';
import type { MailId } from '../../src-shared/units';
import { type MailServer, PASSWORD } from './mail-server';

export const START_MS = Date.UTC(2026, 10, 22, 9, 0);

export interface MailDesk {
  folder: string;
  outbox: Outbox;
  signIn: SignIn;
  catalogue: Catalogue;
  /** Name and value: as the real vault, in memory. */
  secrets: Map<string, string>;
  told: Array<{ mails: Mail[]; removedIds: MailId[] }>;
  signedIn: SignInStatus[];
  logged: string[];
  /** Codes for signing in are these, one after another, then 00000000. */
  codes: number[];
  advance(ms: number): void;
  /** Moves the clock and does what is due then. */
  pass(ms: number): Promise<void>;
  mail(id: MailId): Mail;
  /** The account on this server, as a person saves it. */
  setUp(server: MailServer): Promise<void>;
  /** Every timer that is set rings now. */
  ring(): void;
  /** As after a kill: nothing is stopped, the same catalogue is opened again. */
  dieAndRestart(): void;
  close(): Promise<void>;
}

export function openMailDesk(): MailDesk {
  const folder = mkdtempSync(join(tmpdir(), 'caos-mail-'));
  const secrets = new Map<string, string>();
  const told: MailDesk['told'] = [];
  const signedIn: SignInStatus[] = [];
  const logged: string[] = [];
  const codes: number[] = [];
  const timers = new Set<() => void>();
  let nowMs = START_MS;
  const note = (event: string, fields?: Record<string, unknown>) =>
    void logged.push(JSON.stringify({ event, ...fields }));

  const open = () => {
    const catalogue = openCatalogue(join(folder, 'catalogue.db'));
    const core = {
      catalogue,
      vault: {
        status: () => ({ backend: 'key-file' as const, detail: '' }),
        get: async (name: string) => secrets.get(name) ?? null,
        set: async (name: string, value: string) => void secrets.set(name, value),
        remove: async (name: string) => void secrets.delete(name),
      },
      now: () => nowMs,
      random: () => 0.5,
      log: { info: note, warn: note, error: note },
      changes: {
        mails: (mails: Mail[], removedIds: MailId[]) => void told.push({ mails, removedIds }),
        signIn: (status: SignInStatus) => void signedIn.push(status),
      },
    };
    const outbox = createOutbox(core, {
      later: (work) => {
        timers.add(work);
        return () => timers.delete(work);
      },
    });
    const signIn = createSignIn(core, {
      outbox,
      randomInt: () => codes.shift() ?? 0,
      language: () => 'en',
    });
    outbox.start();
    return { catalogue, outbox, signIn };
  };
  let current = open();

  return {
    folder,
    secrets,
    told,
    signedIn,
    logged,
    codes,
    get outbox() {
      return current.outbox;
    },
    get signIn() {
      return current.signIn;
    },
    get catalogue() {
      return current.catalogue;
    },
    advance(ms) {
      nowMs += ms;
    },
    async pass(ms) {
      nowMs += ms;
      await current.outbox.settled();
    },
    ring() {
      const set = [...timers];
      timers.clear();
      for (const work of set) work();
    },
    mail(id) {
      const mail = current.outbox.get(id);
      if (!mail) throw new Error(`mail ${id} is gone`);
      return mail;
    },
    async setUp(server) {
      await current.outbox.saveAccount(server.settings(), PASSWORD);
      await current.outbox.settled();
    },
    dieAndRestart() {
      // A process that was killed writes nothing any more.
      timers.clear();
      current.catalogue.close();
      current = open();
    },
    async close() {
      await current.outbox.stop(0);
      current.catalogue.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
