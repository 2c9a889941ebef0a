import { describe, expect, test } from 'vitest';
import {
  actsOf,
  phaseOf,
  shareDone,
  statesOfTab,
  tabFor,
} from '../../../src-renderer/features/transfers/transfer-phase';
import { TransferState, type TransferSummary, transferMoves } from '../../../src-shared/domain/transfer';

const none: TransferSummary = {
  totalCount: 0,
  storedCount: 0,
  failedCount: 0,
  cancelledCount: 0,
  activeCount: 0,
  pausedCount: 0,
  waitingCount: 0,
  totalBytes: 0,
  sentBytes: 0,
  bytesPerSecond: 0,
  remainingMs: null,
  pausedAll: false,
  trouble: null,
  skippedCount: 0,
};
const of = (change: Partial<TransferSummary>): TransferSummary => ({ ...none, ...change });

describe('what the line says', () => {
  test.each([
    ['nothing', null, false],
    ['nothing', none, false],
    ['scanning', none, true],
    ['scanning', of({ totalCount: 4, storedCount: 4 }), true],
    ['moving', of({ totalCount: 4, storedCount: 1, activeCount: 1, waitingCount: 2 }), false],
    ['moving', of({ totalCount: 4 }), true],
    ['waiting', of({ totalCount: 4, storedCount: 1, waitingCount: 3 }), false],
    ['paused', of({ totalCount: 4, activeCount: 1, pausedAll: true }), false],
    ['paused', of({ totalCount: 4, storedCount: 2, failedCount: 1, pausedCount: 1 }), false],
    ['all-stored', of({ totalCount: 4, storedCount: 4 }), false],
    ['all-stored', of({ skippedCount: 3 }), false],
    ['not-yet', of({ totalCount: 4, storedCount: 3, failedCount: 1 }), false],
    ['not-yet', of({ totalCount: 4, storedCount: 3, cancelledCount: 1 }), false],
    ['all-stored', of({ totalCount: 4, storedCount: 4, pausedAll: true }), false],
  ] as const)('%s', (phase, summary, scanning) => {
    expect(phaseOf(summary, scanning)).toBe(phase);
  });
});

test('share by bytes, else by count, else unknown', () => {
  expect([
    shareDone(of({ totalBytes: 200, sentBytes: 50 })),
    shareDone(of({ totalCount: 4, storedCount: 1 })),
    shareDone(none),
  ]).toEqual([0.25, 0.25, null]);
});

test('every state is in exactly one tab', () => {
  expect(Object.values(statesOfTab).flat().sort()).toEqual([...TransferState.options].sort());
});

test('the tab that is opened answers the line', () => {
  expect([
    tabFor('not-yet', none),
    tabFor('all-stored', of({ storedCount: 2 })),
    tabFor('all-stored', of({ skippedCount: 2 })),
    tabFor('moving', none),
    tabFor('paused', none),
  ]).toEqual(['failed', 'done', 'skipped', 'moving', 'waiting']);
});

test('no act is offered that the state does not allow', () => {
  const leadsTo = { pause: 'paused', cancel: 'cancelled', retry: 'queued', resume: 'queued' } as const;
  for (const state of TransferState.options) {
    for (const act of actsOf(state)) expect(transferMoves[state]).toContain(leadsTo[act]);
  }
});
