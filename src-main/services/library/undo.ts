/** The last acts of a person, to be taken back and done again. Kept until the app ends: an undo of yesterday's would surprise. */
import type { UndoState, UndoStep } from '../../../src-shared/domain/undo';

/** One act with both its directions; each may fail and then stays where it was. */
export interface UndoableAct extends UndoStep {
  back(): Promise<void> | void;
  again(): Promise<void> | void;
}

export interface UndoHistory {
  did(act: UndoableAct): void;
  /** Takes the last act back; nothing happens when there is none. Rejects with what the act failed of. */
  back(): Promise<UndoState>;
  again(): Promise<UndoState>;
  state(): UndoState;
}

/** More would never be looked for, and an act may hold what 100,000 photos were before. */
const MOST_ACTS = 100;
/** Photos that all kept acts together may be about: about 200 bytes each. */
const MOST_PHOTOS = 400_000;

export function createUndoHistory(tell: (state: UndoState) => void): UndoHistory {
  const done: UndoableAct[] = [];
  const taken: UndoableAct[] = [];
  /** One at a time: two quick presses take two acts back, in order. */
  let last: Promise<unknown> = Promise.resolve();

  const step = (act: UndoableAct | undefined): UndoStep | null =>
    act ? { what: act.what, count: act.count, change: act.change } : null;
  const state = (): UndoState => ({ back: step(done.at(-1)), again: step(taken.at(-1)) });

  function inTurn(work: () => Promise<void>): Promise<UndoState> {
    const turn = last.then(work).then(() => {
      const now = state();
      tell(now);
      return now;
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    did(act) {
      done.push(act);
      taken.length = 0;
      let photos = 0;
      let kept = 0;
      for (let at = done.length - 1; at >= 0; at -= 1) {
        photos += (done[at] as UndoableAct).count;
        if (kept > 0 && (photos > MOST_PHOTOS || kept >= MOST_ACTS)) break;
        kept += 1;
      }
      done.splice(0, done.length - kept);
      tell(state());
    },
    back: () =>
      inTurn(async () => {
        const act = done.at(-1);
        if (!act) return;
        await act.back();
        done.splice(done.indexOf(act), 1);
        taken.push(act);
      }),
    again: () =>
      inTurn(async () => {
        const act = taken.at(-1);
        if (!act) return;
        await act.again();
        taken.splice(taken.indexOf(act), 1);
        done.push(act);
      }),
    state,
  };
}
