/** One use of a profile by a command: as its owner, or through the CAOS that owns it, whichever it takes until the work is done. */
import { AppError } from '../../src-shared/app-error';
import type { AppEvent, CommandInput, CommandName, CommandOutput } from '../../src-shared/ipc-contract';
import { answered, type CaosClient, OwnerGone } from '../profile-client';

export interface OpenedClient {
  client: CaosClient;
  /** Another process does the work. */
  forwarded: boolean;
}

export interface Session {
  /** The answer; throws its AppError, or `cancelled` as soon as the person interrupts. */
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** `only`: kinds that it looks at; others may come all the same. */
  onEvent(listener: (event: AppEvent) => void, only: readonly AppEvent['name'][]): () => void;
  /** Whether another process does the work; may turn to false when that one ends and this one goes on in its place. */
  isForwarded(): boolean;
  close(): Promise<void>;
}

/** Doing these twice does the same as doing them once: they are asked again when the owner ended without an answer. */
const repeatable: ReadonlySet<CommandName> = new Set<CommandName>([
  'app.info',
  'app.doctor',
  'settings.get',
  'connections.list',
  'connections.probe',
  'connections.try',
  'connections.found',
  'albums.list',
  'albums.get',
  'albums.edit',
  'albums.open',
  'albums.setAccess',
  'groups.list',
  'groups.add',
  'groups.standing',
  'groups.share',
  'groups.allow',
  'groups.unshare',
  'albums.refresh',
  'imports.plan',
  'imports.start',
  'imports.get',
  'imports.list',
  'imports.skipped',
  'ingests.cards',
  'ingests.preview',
  'ingests.start',
  'ingests.get',
  'ingests.list',
  'assets.get',
  'assets.list',
  'assets.find',
  'storage.usage',
  'storage.buckets',
  'storage.bucket',
  'storage.objects',
  'storage.stat',
  'storage.link',
  'storage.unfinished',
  'storage.cleanUnfinished',
  'gateway.get',
  'receipts.make',
  'receipts.get',
  'receipts.list',
  'receipts.files',
  'transfers.summary',
  'transfers.list',
  'transfers.events',
  'transfers.prioritize',
  'transfers.pause',
  'transfers.resume',
  'transfers.retry',
  'downloads.start',
  'downloads.get',
  'downloads.list',
  'downloads.files',
  'downloads.pause',
  'downloads.resume',
  'downloads.retry',
  'journal.list',
  'shares.list',
  'shares.get',
  'shares.estimate',
  'shares.secrets',
  'shares.collect',
  'shares.picks',
  'mail.get',
  'outbox.list',
  'outbox.show',
  'outbox.send',
  'signin.status',
]);

/** `open` takes part in the race for the profile; it throws `profile-busy` when it cannot be had. */
export async function openSession(
  open: () => Promise<OpenedClient>,
  interrupted: AbortSignal,
): Promise<Session> {
  const listeners = new Map<(event: AppEvent) => void, readonly AppEvent['name'][]>();
  const stops = new Map<(event: AppEvent) => void, () => void>();
  let current = await open();
  let reopening: Promise<void> | undefined;

  const reopen = async (from: OpenedClient): Promise<void> => {
    if (current !== from) return;
    reopening ??= open()
      .then((opened) => {
        current = opened;
        for (const [listener, only] of listeners) stops.set(listener, current.client.onEvent(listener, only));
      })
      .finally(() => {
        reopening = undefined;
      });
    await reopening;
  };

  const ask = async <N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> => {
    for (;;) {
      const asked = current;
      try {
        return answered(await asked.client.call(name, input));
      } catch (error) {
        if (!(error instanceof OwnerGone)) throw error;
        if (error.begun && !repeatable.has(name)) {
          throw new AppError(
            'io',
            'CAOS ended while it did this. Look whether it was done, and if not, try again.',
            { details: name },
          );
        }
        await reopen(asked);
      }
    }
  };

  return {
    call: (name, input) => unlessInterrupted(ask(name, input), interrupted),
    onEvent(listener, only) {
      listeners.set(listener, only);
      stops.set(listener, current.client.onEvent(listener, only));
      return () => {
        stops.get(listener)?.();
        listeners.delete(listener);
        stops.delete(listener);
      };
    },
    isForwarded: () => current.forwarded,
    close: () => current.client.close(),
  };
}

/** Rejects with `cancelled` at the interrupt, whether the work then ends or not. */
export async function unlessInterrupted<T>(work: Promise<T>, interrupted: AbortSignal): Promise<T> {
  let onAbort: (() => void) | undefined;
  const stop = new Promise<never>((_, reject) => {
    onAbort = () =>
      reject(
        new AppError(
          'cancelled',
          'Stopped. What was done so far is kept; the same command goes on from there.',
        ),
      );
    if (interrupted.aborted) onAbort();
    else interrupted.addEventListener('abort', onAbort, { once: true });
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, stop]);
  } finally {
    if (onAbort) interrupted.removeEventListener('abort', onAbort);
  }
}
