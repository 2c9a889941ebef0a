/** The lane that files go through into their store. */
import type { TransferState } from '../../../src-shared/domain/transfer';
import { fileError } from '../../../src-shared/file-error';
import type { TransferJob } from '../../catalogue/catalogue';
import { pathOnDisk } from '../../media/path-on-disk';
import type { Core } from '../core';
import { fingerprintFile } from '../fingerprint-file';
import type { uploadAsset } from '../upload-asset';
import type { ConnectionWaits } from './connection-waits';
import type { Failed } from './failures';
import { createFinishBatch } from './finish-batch';
import type { FlowGate } from './flow-gate';
import type { Lanes } from './lanes';
import { countBlocked } from './line';
import { backInLine, type Moves } from './moves';
import { mostFiles, type QueueLimits, requestRoom, requestsOf } from './queue-limits';
import type { TwinWaits } from './twin-waits';

export interface UploadLane {
  /** Takes up what the link has room for. Answers whether there may be more to take up at once. */
  takeUp(next: (state: TransferState, limit: number) => TransferJob[]): boolean;
  /** It will not go on for now: a twin that waits for it may look again. */
  wakeTwins(job: TransferJob): void;
}

/** With those of which only the store's word is missing; each is a promise and a row that says `uploading`. */
const MOST_IN_HAND = 512;
/** The end of the twin wakes it; this is for the twin whose end nobody lived to hear of. */
const TWIN_WAIT_MS = 60_000;
/** A page of the list. */
const ENOUGH_WAITING = 200;

export function createUploadLane(parts: {
  core: Core;
  limits: QueueLimits;
  lanes: Lanes;
  moves: Moves;
  waits: ConnectionWaits;
  twins: TwinWaits;
  gate: FlowGate;
  failed: Failed;
  upload: typeof uploadAsset;
}): UploadLane {
  const { core, limits, lanes, moves, waits, twins } = parts;
  const { assets } = core.catalogue;
  const finish = createFinishBatch(core);

  const wakeTwins = (job: TransferJob): void => {
    moves.moveNow(twins.wakeOthers(job), (twin) => (twin.state === 'waiting' ? backInLine(twin) : null));
  };

  const waitForTwin = (job: TransferJob): void => {
    twins.waitFor(job);
    moves.move(job, 'waiting', { retryAtMs: core.now() + TWIN_WAIT_MS });
  };

  /** Answers whether it waits for a twin. */
  const send = async (job: TransferJob, signal: AbortSignal, giveUp: () => void): Promise<boolean> => {
    if (job.fingerprint === null) {
      // Not read for its pictures yet, but its twins must know it.
      job.fingerprint = await fingerprintFile(pathOnDisk(job.sourcePath), job.sizeBytes).catch((error) => {
        throw fileError(error, job.sourcePath);
      });
      signal.throwIfAborted();
      assets.setFingerprint(job.assetId, job.fingerprint);
      if (!twins.claim(job)) return true;
    }
    const withGate = { ...core, flow: parts.gate.flowOf(giveUp) };
    const outcome = await parts.upload(withGate, job, signal, () => lanes.sent(job.id));
    if (outcome.type === 'stored') {
      // The store has it: a cancel that comes now must not make us forget it.
      await finish(job, outcome.facts);
      core.changes.stored(job.id);
      waits.wentWell(job.connectionId);
      moves.tell(job);
      return false;
    }
    core.changes.sent(job.id, 0);
    if (outcome.type === 'duplicate') {
      core.catalogue.transfers.dropDuplicate(job.id, outcome.ofKey);
      waits.wentWell(job.connectionId);
      core.changes.assetsRemoved(job.albumId, [job.assetId]);
      core.changes.transfersRemoved([job.id]);
      moves.tell(job);
      await core.cache.remove([job.assetId]);
      return false;
    }
    // Whatever is not stored obeys the person who paused or cancelled it meanwhile.
    signal.throwIfAborted();
    if (outcome.type === 'twin-under-way') return true;
    moves.move(job, 'discovered');
    return false;
  };

  const begin = (job: TransferJob, requests: number): void =>
    lanes.run(job, 'uploading', requests, async (signal, giveUp) => {
      let waitsForTwin = false;
      try {
        waitsForTwin = await send(job, signal, giveUp);
      } catch (error) {
        parts.failed(job, 'uploading', error, signal);
      } finally {
        twins.release(job);
        waits.ended(job);
        wakeTwins(job);
      }
      if (!waitsForTwin) return;
      waitForTwin(job);
      // The twin may have ended while this one was asking.
      if (!hasTwinUnderWay(job)) moves.move(job, 'queued');
    });

  const hasTwinUnderWay = (job: TransferJob): boolean => {
    const { albumId, fingerprint, assetId } = job;
    const isFree = twins.claim(job);
    twins.release(job);
    return !isFree || (fingerprint !== null && assets.hasOpenTwinBefore(albumId, fingerprint, assetId));
  };

  /**
   * All that is in line needs a store that does not answer. Enough of it waits to show that; moving the rest as well would cost 100,000
   * rows, and as many when the store is back.
   */
  const onlyBlockedWait = (): boolean => {
    const blocked = waits.blocked();
    return (
      blocked.size > 0 &&
      countBlocked(core.catalogue.transfers, 'queued', blocked).others === 0 &&
      countBlocked(core.catalogue.transfers, 'waiting', blocked).blocked >= ENOUGH_WAITING
    );
  };

  /** null: it may be sent now. */
  const reasonToWait = (job: TransferJob): (() => void) | null => {
    if (job.preparedAtMs === null && job.picturesFirst) return () => moves.move(job, 'discovered');
    const asked = waits.ask(job);
    if (!asked.go) return () => moves.move(job, 'waiting', { retryAtMs: asked.untilMs, error: asked.error });
    return twins.claim(job) ? null : () => waitForTwin(job);
  };

  return {
    wakeTwins,
    takeUp(next) {
      const window = core.flow.window();
      let room = requestRoom(window) - lanes.requests();
      const limit = Math.min(
        room,
        mostFiles(limits) - lanes.sending(),
        MOST_IN_HAND - lanes.count('uploading'),
      );
      if (limit <= 0 || onlyBlockedWait()) return false;
      let putAside = 0;
      const beginning: Array<() => void> = [];
      core.catalogue.transaction(() => {
        for (const job of next('queued', limit)) {
          if (room <= 0) break;
          const aside = reasonToWait(job);
          if (aside !== null) {
            aside();
            putAside += 1;
            continue;
          }
          const requests = requestsOf(job.sizeBytes, window);
          room -= requests;
          moves.move(job, 'uploading', { error: null });
          beginning.push(() => begin(job, requests));
        }
      });
      for (const start of beginning) start();
      return putAside > 0;
    },
  };
}
