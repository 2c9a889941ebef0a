/**
 * [Note: signatures outlive their share] Slots that were signed for a guest take what is put there until their signature ends, also when
 * their share, request or person went long before. What is put there then is read by nobody. So until when each place was signed is
 * written down before anything is signed, in a table of its own that a removed share does not touch; and once that moment is over, what
 * lies below a place that was left is deleted once more.
 */
import { toWire } from '../../../src-shared/app-error';
import type { SlotPlace } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { deleteBelow } from './delete-below';
import { createTurns } from './turns';

/** Clocks differ, and a part that began in time may take long. */
const LATE_PARTS_MS = 60 * 60_000;
/** Of one look; the others are due with the next one. */
const MOST_IN_ONE_LOOK = 50;

/** `prefix` ends with '/'. Before anything below it is signed. */
export function rememberSigned({ catalogue }: Core, place: SlotPlace, untilMs: number): void {
  catalogue.signedSlots.sign(place, untilMs);
}

/** What lay below it was read and deleted: from now on nobody reads what is put there. Safe to be done again. */
export function leaveSigned({ catalogue, now }: Core, place: SlotPlace): void {
  catalogue.signedSlots.leave(place, now() - LATE_PARTS_MS);
}

export interface SlotSweeper {
  /** Deletes what is due, one place after the other. Quiet: what fails (offline) is tried again, ever later, also after a restart. */
  sweep(): Promise<void>;
  hurry(): void;
  stop(): Promise<void>;
}

export function createSlotSweeper(core: Core): SlotSweeper {
  const { signedSlots } = core.catalogue;
  const turns = createTurns<string>();
  let running: Promise<void> | null = null;

  async function sweepOne(place: SlotPlace): Promise<void> {
    const name = `${place.connectionId} ${place.bucket} ${place.prefix}`;
    if (!turns.isDue(name, core.now()) || turns.stopping.aborted) return;
    try {
      await turns.run(name, async (signal) => {
        const store = await core.stores.open(place.connectionId);
        await deleteBelow(store, place.bucket, place.prefix, [], signal);
      });
      signedSlots.forget(place);
      turns.through(name);
    } catch (error) {
      const { code } = toWire(error);
      if (code === 'cancelled') return;
      core.log.info('late-slots', { connection: place.connectionId, code });
      turns.failed(name, core.now());
    }
  }
  async function sweepAll(): Promise<void> {
    for (const place of signedSlots.due(core.now() - LATE_PARTS_MS, MOST_IN_ONE_LOOK)) await sweepOne(place);
  }

  return {
    sweep() {
      running ??= sweepAll().finally(() => {
        running = null;
      });
      return running;
    },
    hurry: () => turns.hurry(),
    stop: () => turns.stop(),
  };
}
