import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TransferState,
  transferIsOpen,
  transferMayMove,
  transferMoves,
} from '../../../src-shared/domain/transfer';

/** Every state that can be reached from this one. */
function reachable(from: TransferState): Set<TransferState> {
  const seen = new Set<TransferState>([from]);
  for (const state of seen) for (const next of transferMoves[state]) seen.add(next);
  return seen;
}

describe('the states of a transfer', () => {
  it('no sequence of allowed moves leads to a dead end', () => {
    const moves = fc.array(fc.nat(20), { maxLength: 60 });
    fc.assert(
      fc.property(moves, (choices) => {
        let state: TransferState = 'discovered';
        for (const choice of choices) {
          const next: readonly TransferState[] = transferMoves[state];
          state = next[choice % Math.max(1, next.length)] ?? state;
          expect(transferMayMove('discovered', 'discovered')).toBe(true);
          // A person can always end it, and it can always be stored.
          expect([state, reachable(state).has('stored')]).toEqual([state, true]);
          if (transferIsOpen(state)) expect(transferMoves[state]).toContain('cancelled');
        }
      }),
      { seed: 20_260_101, numRuns: 500 },
    );
  });

  it('what the store confirmed is left for nothing, and failing again or staying open is no move', () => {
    expect(transferMoves.stored).toEqual([]);
    expect(TransferState.options.filter((state) => transferMayMove(state, state))).toEqual([
      ...TransferState.options.filter(transferIsOpen),
      'failed',
    ]);
  });

  it('every open state can be paused, and all that stands still goes on', () => {
    const open = TransferState.options.filter((state) => transferIsOpen(state) && state !== 'paused');
    expect(open.filter((state) => !transferMoves[state].includes('paused'))).toEqual([]);
    const standing = ['paused', 'waiting', 'failed', 'cancelled'] as const;
    expect(standing.filter((state) => !transferMoves[state].includes('queued'))).toEqual([]);
  });
});
