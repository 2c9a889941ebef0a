/**
 * [Note: signatures outlive their share] Slots that were signed for a guest take what is put there until their signature ends, also when
 * their share, request or person went long before. What is put there then is read by nobody. So until when each place was signed is
 * written down before anything is signed, in a table of its own that a removed share does not touch; and once that moment is over, what
 * lies below a place that was left is deleted once more.
 */
import { toWire } from '../../../src-shared/app-error';
import type { ConnectionId } from '../../../src-shared/units';
import type { SlotPlace } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { deleteBelow } from './delete-below';
import { createTurns } from './turns';

/** Clocks differ, and a part that began in time may take long. */
const LATE_PARTS_MS = 60 * 60_000;
/** `prefix` ends with '/'. Before anything below it is signed. */
export function rememberSigned({ catalogue }: Core, place: SlotPlace, untilMs: number): void {
  catalogue.signedSlots.sign(place, untilMs);
}

/** A share or request; `folder` ends with '/'. */
type SlotFolder = Omit<SlotPlace, 'prefix'> & { folder: string };

/** What lay in one person's slots was read and deleted: from now on nobody reads what is put there. Safe to be done again. */
export function leaveSlots(core: Core, { folder, ...at }: SlotFolder, name: string): void {
  // The others' slots lie below the folder too: what they send would be deleted unread.
  if (name === '') throw new Error('Slots without a name would be everybody’s.');
  leave(core, { ...at, prefix: folder + name });
}

/** The same of all its people, once it ended for everybody. */
export function leaveFolder(core: Core, { folder, ...at }: SlotFolder): void {
  leave(core, { ...at, prefix: folder });
}

const leave = ({ catalogue, now }: Core, place: SlotPlace): void =>
  catalogue.signedSlots.leave(place, now() - LATE_PARTS_MS);

export interface SlotSweeper {
  /** Deletes what is due. Quiet: what fails (offline) is tried again, ever later, also after a restart. */
  sweep(): Promise<void>;
  hurry(): void;
  stop(): Promise<void>;
}

export function createSlotSweeper(core: Core): SlotSweeper {
  const { signedSlots } = core.catalogue;
  const turns = createTurns<ConnectionId>();
  let running: Promise<void> | null = null;

  /** Those of one connection, one after the other, whatever another fails of; a store that is out of reach or busy lets them all wait. */
  async function sweepAt(id: ConnectionId, places: readonly SlotPlace[]): Promise<void> {
    try {
      await turns.run(id, async (signal) => {
        const store = await core.stores.open(id);
        const failures: unknown[] = [];
        for (const place of places) {
          try {
            await deleteBelow(store, place.bucket, place.prefix, [], signal);
            signedSlots.forget(place);
          } catch (error) {
            if (signal.aborted || toWire(error).retry === 'later') throw error;
            failures.push(error);
          }
        }
        if (failures.length > 0) throw failures[0];
      });
      turns.through(id);
    } catch (error) {
      const { code } = toWire(error);
      if (code === 'cancelled') return;
      core.log.info('late-slots', { connection: id, code });
      turns.failed(id, core.now());
    }
  }
  async function sweepAll(): Promise<void> {
    const due = signedSlots
      .due(core.now() - LATE_PARTS_MS)
      .filter(({ connectionId }) => turns.isDue(connectionId, core.now()));
    const connections = new Set(due.map(({ connectionId }) => connectionId));
    await Promise.all(
      [...connections].map((id) =>
        sweepAt(
          id,
          due.filter(({ connectionId }) => connectionId === id),
        ),
      ),
    );
  }

  return {
    sweep() {
      running ??= sweepAll().finally(() => {
        running = null;
      });
      return running;
    },
    hurry: () => turns.hurry(),
    async stop() {
      await turns.stop();
      await running;
    },
  };
}
