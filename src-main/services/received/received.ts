/** Shares of others as both doors use them: opened, looked at again, answered, removed. One thing at a time happens to one share. */
import { AppError, toWire } from '../../../src-shared/app-error';
import type { Received } from '../../../src-shared/domain/received';
import type { CommandOutput } from '../../../src-shared/ipc-contract';
import { fromBase64Url } from '../../../src-shared/sealing/bytes';
import type { AssetId, ConnectionId, ReceivedId } from '../../../src-shared/units';
import type { ReceivedRow } from '../../catalogue/catalogue';
import type { ReceivedAccess } from '../../storage/received-share';
import { chosenIn, noteOf, setNote } from './choice';
import { type ReceivedDesk, receivedOr404, toReceived } from './desk';
import { objectsOf } from './objects-of';
import { linkOf, lookAgain, openShare } from './open-share';
import { type Slots, sendChoice, sendOpened } from './send-choice';

export interface ReceivedShares {
  list(): Received[];
  look(link: string): Promise<CommandOutput<'received.look'>>;
  open(link: string, code: string | undefined): Promise<Received>;
  refresh(id?: ReceivedId): Promise<Received[]>;
  /** `forget`: takes the album away, whatever goes on in it. */
  remove(id: ReceivedId): Promise<void>;
  /** '': none. */
  note(id: AssetId): string;
  setNote(id: AssetId, note: string): void;
  /** How many photos the choice would have now. */
  chosen(id: ReceivedId): number;
  send(id: ReceivedId, message: string): Promise<{ sent: number }>;
  /** What such a connection is opened with; null: it is none of a received share. */
  access(id: ConnectionId): Promise<string | null>;
  start(): void;
  stop(): Promise<void>;
}

/** A command that only looks must not begin to fetch. */
const START_AFTER_MS = 3000;
const LOOK_EVERY_MS = 3600_000;

export function createReceivedShares(
  desk: ReceivedDesk,
  deleteAlbum: (row: ReceivedRow) => Promise<void>,
): ReceivedShares {
  const { core, copies } = desk;
  const { received } = core.catalogue;
  const ending = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let first: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }
  const told = (id: ReceivedId): Received => toReceived(receivedOr404(desk, id));

  /** The last try says how it is; what was fetched before stays. */
  function failed(row: ReceivedRow, error: unknown): void {
    const reason = toWire(error);
    if (reason.code === 'cancelled' || !received.get(row.id)) return;
    if (reason.code === 'internal') core.log.error('received', { received: row.id, details: reason.details });
    const isOver = row.endsAtMs <= core.now();
    const state = isOver ? 'ended' : reason.code === 'share-ended' ? 'gone' : row.state;
    received.change(row.id, { reason, state });
    core.changes.received();
  }

  async function lookAt(row: ReceivedRow): Promise<void> {
    try {
      await lookAgain(desk, row, ending.signal);
    } catch (error) {
      failed(row, error);
    }
  }

  /** What ended is not asked for by itself again: its sender mails a new link. What is gone is, once at each start: a store may have erred. */
  const lookAtAll = (states: ReadonlySet<Received['state']>): Promise<void> =>
    inTurn(async () => {
      for (const row of received.list()) {
        if (ending.signal.aborted) return;
        if (states.has(row.state)) await lookAt(row);
      }
    });

  async function slotsOf(row: ReceivedRow): Promise<Slots> {
    const ids = { shareId: row.shareId, recipientId: row.recipientId };
    const secret = await copies.secret(row.id);
    const kept = await copies.read(row.id, ids);
    if (!secret || !kept) throw unreadable();
    const { primitives, http } = desk;
    const { page, kek } = secret;
    return {
      primitives,
      http,
      ids,
      page,
      kek: fromBase64Url(kek),
      content: kept.content,
      signal: ending.signal,
    };
  }

  /** The first opening here is told, as the page tells it; that it fails keeps nobody from looking. */
  async function tellOpened(id: ReceivedId): Promise<void> {
    const row = receivedOr404(desk, id);
    const count = row.openedCount + 1;
    received.change(id, { openedCount: count });
    await sendOpened(await slotsOf(row), { atMs: core.now(), count }).catch((error: unknown) =>
      core.log.warn('received-receipt', { received: id, code: toWire(error).code }),
    );
  }

  return {
    list: () => received.list().map(toReceived),
    async look(given) {
      const link = linkOf(given);
      for (const { id } of received.list())
        if ((await copies.secret(id))?.linkSecret === link.secret)
          return { host: link.host, way: link.way, known: id };
      return { host: link.host, way: link.way, known: null };
    },
    open: (given, code) =>
      inTurn(async () => {
        const id = await openShare(desk, linkOf(given), code, ending.signal);
        if (receivedOr404(desk, id).openedCount === 0) await tellOpened(id);
        core.changes.flush();
        return told(id);
      }),
    refresh: (id) =>
      inTurn(async () => {
        const rows = id === undefined ? received.list() : [receivedOr404(desk, id)];
        for (const row of rows) await lookAt(row);
        core.changes.flush();
        return rows.flatMap((row) => received.get(row.id) ?? []).map(toReceived);
      }),
    remove: (id) =>
      inTurn(async () => {
        const row = receivedOr404(desk, id);
        await deleteAlbum(row);
        received.removeConnection(row.connectionId);
        core.stores.forget(row.connectionId);
        await copies.forget(id);
        core.changes.received();
        core.changes.flush();
      }),
    note: (id) => noteOf(core, id),
    setNote: (id, note) => setNote(core, id, note),
    chosen: (id) => chosenIn(core, receivedOr404(desk, id)).length,
    send: (id, message) =>
      inTurn(async () => {
        const row = receivedOr404(desk, id);
        if (!row.takesPicks)
          throw new AppError('unsupported', 'This share takes no choices. Write to its sender instead.');
        const picks = chosenIn(core, row);
        const atMs = core.now();
        const sequence = Math.max(atMs, row.sequence + 1);
        try {
          const choice = { atMs, sequence, message: row.allow.comment ? message : '', picks };
          const nextSlot = await sendChoice(await slotsOf(row), choice, row.nextSlot);
          received.change(id, { nextSlot, sequence, sentAtMs: atMs, sentCount: picks.length });
        } finally {
          core.changes.received();
        }
        core.changes.flush();
        return { sent: picks.length };
      }),
    async access(connectionId) {
      const row = received.byConnection(connectionId);
      if (!row) return null;
      const ids = { shareId: row.shareId, recipientId: row.recipientId };
      const [secret, kept] = [await copies.secret(row.id), await copies.read(row.id, ids)];
      if (!secret || !kept) throw unreadable();
      const { contentKey, addresses } = kept.content;
      const objects = objectsOf(kept.manifest, received.names(row.id), row.openedAtMs);
      const access: ReceivedAccess = {
        page: secret.page,
        shareId: row.shareId,
        contentKey,
        addresses,
        objects,
      };
      return JSON.stringify(access);
    },
    start() {
      first = setTimeout(() => {
        // In turn, and told of what is here then: one that was just opened, or is being opened, is not swept away.
        void inTurn(() => copies.sweep(new Set<string>(received.list().map(({ id }) => id)))).catch(
          () => undefined,
        );
        void lookAtAll(new Set(['open', 'gone']));
      }, START_AFTER_MS).unref();
      timer = setInterval(() => void lookAtAll(new Set(['open'])), LOOK_EVERY_MS).unref();
    },
    async stop() {
      clearTimeout(first);
      clearInterval(timer);
      ending.abort();
      await last;
    },
  };
}

const unreadable = (): AppError =>
  new AppError(
    'vault',
    'What CAOS kept of this share cannot be read any more. Open its link again with the code, or refresh it.',
  );
