/** The rules of a transfer's life, for every chain of moves. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  TransferState,
  transferIsOpen,
  transferMayMove,
  transferMoves,
} from '../../../src-shared/domain/transfer';

const anyState = fc.constantFrom(...TransferState.options);

/** Every state that some chain of allowed moves leads to. */
function reachableFrom(start: TransferState): Set<TransferState> {
  const found = new Set<TransferState>([start]);
  for (const state of found) for (const next of transferMoves[state]) found.add(next);
  return found;
}

it('any chain of allowed moves can still end stored, and what is open can be cancelled', () => {
  fc.assert(
    fc.property(fc.constant('discovered' as TransferState), fc.array(fc.nat()), (start, choices) => {
      let state = start;
      for (const choice of choices) {
        const moves = transferMoves[state];
        if (moves.length > 0) state = moves[choice % moves.length] ?? state;
      }
      expect(reachableFrom(state)).toContain('stored');
      if (transferIsOpen(state)) expect(transferMoves[state]).toContain('cancelled');
    }),
  );
});

it('nothing leaves stored', () => {
  fc.assert(fc.property(anyState, (to) => !transferMayMove('stored', to)));
});

it('only what was sent, or stopped while its last bytes were under way (and perhaps went on again), becomes stored', () => {
  expect(TransferState.options.filter((state) => transferMayMove(state, 'stored'))).toEqual([
    'queued',
    'uploading',
    'verifying',
    'paused',
    'cancelled',
  ]);
});

it('staying is allowed while open, and failing again for another reason', () => {
  expect(TransferState.options.filter((state) => transferMayMove(state, state))).toEqual(
    TransferState.options.filter((state) => transferIsOpen(state) || state === 'failed'),
  );
});
