/** A gate before the flow control: while uploads are held, what is under way ends its request, and nothing begins another one. */
import { AppError } from '../../../src-shared/app-error';
import type { ConnectionId } from '../../../src-shared/units';
import type { FlowControl } from '../flow-control';

export interface FlowGate {
  hold(on: boolean): void;
  /** The flow as one file's upload sees it. `giveUp`: it has nothing under way and would have to wait at the closed gate. */
  flowOf(giveUp: () => void): FlowControl;
}

/** `onAnswer`: a request of this connection that carried bytes went well. */
export function createFlowGate(flow: FlowControl, onAnswer: (id: ConnectionId) => void): FlowGate {
  /** Aborted while the gate is closed; a new one for each opening. */
  let closing = new AbortController();
  const outside = new Set<() => void>();

  const untilOpen = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        outside.delete(open);
        signal.removeEventListener('abort', end);
      };
      const open = (): void => {
        leave();
        resolve();
      };
      const end = (): void => {
        leave();
        reject(new AppError('cancelled', 'It was cancelled.'));
      };
      outside.add(open);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });

  return {
    hold(on) {
      if (on === closing.signal.aborted) return;
      if (on) {
        closing.abort();
        return;
      }
      closing = new AbortController();
      for (const open of [...outside]) open();
    },
    flowOf(giveUp) {
      let inside = 0;
      let turnedAway = 0;
      const giveUpWhenIdle = (): void => {
        if (inside === 0 && turnedAway > 0 && closing.signal.aborted) giveUp();
      };
      const enter: FlowControl['enter'] = async (connectionId, bytes, signal) => {
        for (;;) {
          const gate = closing.signal;
          try {
            const leave = await flow.enter(connectionId, bytes, AbortSignal.any([signal, gate]));
            inside += 1;
            return (outcome) => {
              inside -= 1;
              leave(outcome);
              if (outcome.error === undefined && outcome.sentBytes > 0) onAnswer(connectionId);
              giveUpWhenIdle();
            };
          } catch (error) {
            if (signal.aborted || !gate.aborted) throw error;
          }
          turnedAway += 1;
          try {
            giveUpWhenIdle();
            await untilOpen(signal);
          } finally {
            turnedAway -= 1;
          }
        }
      };
      return { ...flow, enter };
    },
  };
}
