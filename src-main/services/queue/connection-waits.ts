/**
 * Connections that do not answer. All files of one are one wait: they wait for the same moment, then a single one of them tries, and all
 * go on when the store answers.
 */
import { AppError, type ErrorCode, toWire, type WireError } from '../../../src-shared/app-error';
import type { ConnectionId, TransferId, UnixMs } from '../../../src-shared/units';
import type { TransferJob } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { isOffline, planRetry, type RetryPlan, waitIsOver } from '../retry-plan';

type Row = Pick<TransferJob, 'id' | 'connectionId'>;

export interface ConnectionWaits {
  /** The queue looks at its rows anew: who was to try and did not begin has lost its turn. */
  newLook(): void;
  /** Whether this file may be sent now; then, where its connection did not answer, it is the one that tries. */
  ask(job: Row): { go: true } | { go: false; untilMs: UnixMs; error: WireError };
  /** Connections whose files cannot go now, but for the one that tries. */
  blocked(): ReadonlySet<ConnectionId>;
  /** When the next one may be tried; null: none waits for its time. One whose time has come goes with the next file that may. */
  nextTryMs(): UnixMs | null;
  /** What becomes of a file whose upload failed so. */
  failed(job: TransferJob, error: AppError): RetryPlan;
  /** The store answered. */
  answered(connectionId: ConnectionId): void;
  /** The file went well to its end: the store is not busy either. */
  wentWell(connectionId: ConnectionId): void;
  /** The file is off the lane, however it ended. */
  ended(job: Row): void;
  /** The network is another one, or a person asks: tried again at once. */
  hurry(): void;
}

interface Wait {
  untilMs: UnixMs;
  /** How often it was waited for. */
  waits: number;
  error: WireError;
  /** The one that tries. */
  probe: TransferId | null;
}

/** How long the others leave the one that tries alone before they look again; it may well take longer. */
const PROBE_PATIENCE_MS = 60_000;

/** Whoever hears this was answered, although not well. All others come from the file or from this computer. */
const ofTheStore: ReadonlySet<ErrorCode> = new Set([
  'key-refused',
  'access-denied',
  'wrong-region',
  'clock-skew',
  'bucket-taken',
  'bucket-missing',
  'precondition',
  'integrity',
  'archived',
  'quota',
  'throttled',
  'store-busy',
  'upload-gone',
  'unsupported',
]);

/**
 * Files go only where an album was made or opened: its store was reached before. A certificate that is not the store's is that of a gate on
 * the way (a hotel asks to sign in first), or one that its owner has to renew: waited for like an answer, and told in its own words.
 */
const asOffline = (error: AppError): AppError =>
  error.code === 'tls' ? new AppError('unreachable', error.message) : error;

export function createConnectionWaits(
  core: Pick<Core, 'catalogue' | 'changes' | 'journal' | 'now' | 'random'>,
  isRunning: (id: TransferId) => boolean,
): ConnectionWaits {
  const { transfers, connections } = core.catalogue;
  const offline = new Map<ConnectionId, Wait>();
  /** Busy or throttled: each file waits longer from time to time, but they do not wait for each other. */
  const busy = new Map<ConnectionId, { untilMs: UnixMs; waits: number }>();

  const nameOf = (id: ConnectionId): string => connections.get(id)?.name ?? '';
  const isTrying = (wait: Wait): boolean => wait.probe !== null;

  const goOffline = (job: TransferJob, error: AppError): RetryPlan => {
    const now = core.now();
    const known = offline.get(job.connectionId);
    if (known && known.probe !== job.id && (isTrying(known) || !waitIsOver(known.untilMs, now))) {
      // Was under way since before; it joins the others.
      const retryAtMs = isTrying(known) ? now + PROBE_PATIENCE_MS : known.untilMs;
      return { type: 'wait', retryAtMs, attempts: job.attempts };
    }
    const plan = planRetry(asOffline(error), job.attempts, known?.waits ?? 0, now, core.random);
    if (plan.type === 'fail') return plan;
    const wire = toWire(error);
    offline.set(job.connectionId, {
      untilMs: plan.retryAtMs,
      waits: (known?.waits ?? 0) + 1,
      error: wire,
      probe: null,
    });
    transfers.putOff(job.connectionId, plan.retryAtMs);
    core.changes.offline(new Set(offline.keys()));
    if (!known) {
      core.journal({
        type: 'connection-offline',
        title: nameOf(job.connectionId),
        connectionId: job.connectionId,
        error: wire,
      });
    }
    return plan;
  };

  const retryBusy = (job: TransferJob, error: AppError): RetryPlan => {
    const now = core.now();
    const known = busy.get(job.connectionId) ?? { untilMs: 0, waits: 0 };
    const plan = planRetry(error, job.attempts, known.waits, now, core.random);
    // Several files hear it at the same moment; together they are one sign.
    if (plan.type === 'wait' && waitIsOver(known.untilMs, now))
      busy.set(job.connectionId, { untilMs: plan.retryAtMs, waits: known.waits + 1 });
    return plan;
  };

  const answered = (connectionId: ConnectionId): void => {
    if (!offline.delete(connectionId)) return;
    core.changes.offline(new Set(offline.keys()));
    transfers.putOff(connectionId, core.now());
    core.journal({ type: 'connection-back', title: nameOf(connectionId), connectionId });
  };

  return {
    newLook() {
      for (const wait of offline.values())
        if (wait.probe !== null && !isRunning(wait.probe)) wait.probe = null;
    },
    ask({ id, connectionId }) {
      const wait = offline.get(connectionId);
      if (!wait || wait.probe === id) return { go: true };
      const now = core.now();
      if (isTrying(wait)) return { go: false, untilMs: now + PROBE_PATIENCE_MS, error: wait.error };
      if (!waitIsOver(wait.untilMs, now)) return { go: false, untilMs: wait.untilMs, error: wait.error };
      wait.probe = id;
      transfers.putOff(connectionId, now + PROBE_PATIENCE_MS);
      return { go: true };
    },
    blocked() {
      const now = core.now();
      return new Set(
        [...offline].flatMap(([id, wait]) => (isTrying(wait) || !waitIsOver(wait.untilMs, now) ? [id] : [])),
      );
    },
    nextTryMs() {
      const now = core.now();
      const due = [...offline.values()].flatMap((wait) =>
        isTrying(wait) || waitIsOver(wait.untilMs, now) ? [] : [wait.untilMs],
      );
      return due.length === 0 ? null : Math.min(...due);
    },
    failed(job, error) {
      if (isOffline(asOffline(error))) return goOffline(job, error);
      if (ofTheStore.has(error.code)) answered(job.connectionId);
      return retryBusy(job, error);
    },
    answered,
    wentWell(connectionId) {
      answered(connectionId);
      busy.delete(connectionId);
    },
    ended({ id, connectionId }) {
      const wait = offline.get(connectionId);
      if (wait?.probe !== id) return;
      // It was stopped before the store could answer: another one tries.
      wait.probe = null;
      wait.untilMs = Math.min(wait.untilMs, core.now());
      transfers.putOff(connectionId, wait.untilMs);
    },
    hurry() {
      busy.clear();
      for (const [connectionId, wait] of offline) {
        wait.waits = 0;
        if (isTrying(wait)) continue;
        wait.untilMs = core.now();
        transfers.putOff(connectionId, wait.untilMs);
      }
    },
  };
}
