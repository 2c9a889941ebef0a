/** What keeps shares and photo requests going: one thing at a time, looked at every minute, what failed tried again with patience. */
import { toWire, type WireError } from '../../../src-shared/app-error';
import type { RecipientId, ShareId } from '../../../src-shared/units';
import type { Core } from '../core';
import { createTurns, type Turns } from './turns';

export interface KeepGoing extends Turns<ShareId> {
  /**
   * In its turn, unless it waits after a failure. Never rejects: what keeps it from going on is written down as its reason. `alone`: what it
   * does for this person waits by itself, and nothing else waits for it.
   */
  goOn(id: ShareId, work: (signal: AbortSignal) => Promise<unknown>, alone?: RecipientId): Promise<void>;
  /** Goes on with what was under way, and looks from then on every minute at what is due. */
  start(): void;
}

/** The rows it is about. */
export interface Kept {
  what: 'share' | 'request';
  get(id: ShareId): { state: string; reason: WireError | null } | null;
  setReason(id: ShareId, reason: WireError | null): void;
  /** On its way out it met what does not end by itself: that is for a person. */
  fail(id: ShareId, reason: WireError): void;
  /** What is due is done now. Resolves when it is through. */
  look(): Promise<void>;
}

/** A command that only looks must not begin to send. */
const START_AFTER_MS = 2000;
const LOOK_EVERY_MS = 60_000;
const onTheWay: readonly string[] = ['preparing', 'uploading', 'sending'];

export function keepGoing(core: Core, kept: Kept): KeepGoing {
  const turns = createTurns<ShareId | RecipientId>();
  /** What wrote down the reason of each: only that takes it back. */
  const toldBy = new Map<ShareId, ShareId | RecipientId>();
  let first: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;

  function failed(id: ShareId, waits: ShareId | RecipientId, error: unknown): void {
    const wire = toWire(error);
    const row = kept.get(id);
    if (wire.code === 'cancelled' || !row) return;
    if (wire.code === 'internal') core.log.error(kept.what, { [kept.what]: id, details: wire.details });
    // Nothing failed: it is looked at again as soon as uploads may go on.
    if (wire.code === 'uploads-held') turns.through(waits);
    else turns.failed(waits, core.now());
    if (onTheWay.includes(row.state) && wire.retry !== 'later') kept.fail(id, wire);
    else kept.setReason(id, wire);
    toldBy.set(id, waits);
    core.changes.flush();
  }
  const lookSoon = (): void =>
    void kept.look().catch((error) => core.log.error(`${kept.what}s`, { error: toWire(error) }));

  return {
    ...turns,
    async goOn(id, work, alone) {
      const waits = alone ?? id;
      const isDue = (): boolean => turns.isDue(waits, core.now()) && !turns.stopping.aborted;
      if (!isDue()) return;
      await turns.run(id, async (signal) => {
        // The one before it may just have failed.
        if (!isDue()) return;
        try {
          await work(signal);
          turns.through(waits);
          const row = kept.get(id);
          const isMine = (toldBy.get(id) ?? waits) === waits;
          if (isMine && row?.reason && row.state !== 'failed') kept.setReason(id, null);
        } catch (error) {
          failed(id, waits, error);
        }
      });
    },
    start() {
      first = setTimeout(lookSoon, START_AFTER_MS).unref();
      timer = setInterval(lookSoon, LOOK_EVERY_MS).unref();
    },
    hurry() {
      turns.hurry();
      lookSoon();
    },
    async stop() {
      clearTimeout(first);
      clearInterval(timer);
      await turns.stop();
    },
  };
}

/** Each in its turn, whatever another fails of: the first failure is told when all of them were tried. */
export async function inEachTurn<Sum extends { [What in keyof Sum]: number }>(
  turns: Turns<ShareId>,
  ids: readonly ShareId[],
  nothing: Sum,
  work: (id: ShareId, signal: AbortSignal) => Promise<Sum>,
): Promise<Sum> {
  const sum = { ...nothing };
  const failures: unknown[] = [];
  for (const id of ids) {
    try {
      const found = await turns.run(id, (signal) => work(id, signal));
      for (const what of Object.keys(nothing) as Array<keyof Sum>)
        sum[what] = (sum[what] + found[what]) as Sum[keyof Sum];
    } catch (error) {
      if (turns.stopping.aborted) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return sum;
}
