import { describe, expect, test } from 'vitest';
import {
  actsOf,
  phaseOf,
  shareDone,
  statesOfTab,
} from '../../../src-renderer/features/transfers/transfer-phase';
import { TransferState, transferMoves } from '../../../src-shared/domain/transfer';
import { madeDownload, madeSummary } from './made-up';

const none = madeSummary();
const of = madeSummary;
const held = { reason: 'battery', untilMs: null } as const;

describe('what the line says', () => {
  test.each([
    ['nothing', null, false],
    ['nothing', none, false],
    ['scanning', none, true],
    ['scanning', of({ totalCount: 4, storedCount: 4 }), true],
    ['moving', of({ totalCount: 4, storedCount: 1, activeCount: 1, waitingCount: 2 }), false],
    ['moving', of({ totalCount: 4 }), true],
    ['waiting', of({ totalCount: 4, storedCount: 1, waitingCount: 3 }), false],
    ['held', of({ totalCount: 4, storedCount: 1, waitingCount: 1, held }), false],
    ['held', of({ totalCount: 4, activeCount: 4, held }), false],
    ['moving', of({ totalCount: 4, activeCount: 1, bytesPerSecond: 1, held }), false],
    ['paused', of({ totalCount: 4, pausedAll: true, held }), false],
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

test('a download is spoken of when uploads have ended', () => {
  const download = madeDownload();
  expect([
    phaseOf(null, false, download),
    phaseOf(of({ totalCount: 4, storedCount: 3, failedCount: 1 }), false, download),
    phaseOf(of({ totalCount: 4, activeCount: 1 }), false, download),
    phaseOf(none, true, download),
  ]).toEqual(['downloading', 'downloading', 'moving', 'scanning']);
});

test('no act is offered that the state does not allow', () => {
  const leadsTo = { pause: 'paused', cancel: 'cancelled', retry: 'queued', resume: 'queued' } as const;
  for (const state of TransferState.options) {
    for (const act of actsOf(state)) expect(transferMoves[state]).toContain(leadsTo[act]);
  }
});
