/** The lane in which files are read for metadata and thumbnail: before they are sent, or after it, when nothing waits for the link. */
import { AppError, toWire } from '../../../src-shared/app-error';
import type { TransferState } from '../../../src-shared/domain/transfer';
import type { AssetId } from '../../../src-shared/units';
import type { TransferJob } from '../../catalogue/catalogue';
import type { Core } from '../core';
import type { prepareAsset, readPictures } from '../prepare-asset';
import type { ConnectionWaits } from './connection-waits';
import type { Failed } from './failures';
import type { Lanes } from './lanes';
import { countBlocked } from './line';
import type { Moves } from './moves';
import { type QueueLimits, requestRoom } from './queue-limits';

export interface PrepareLane {
  /** Answers whether rows moved on at once, so that it is worth looking again. */
  takeUp(next: (state: TransferState, limit: number) => TransferJob[]): boolean;
  /** Reads the pictures of files that were stored first. */
  readLater(): void;
}

export function createPrepareLane(parts: {
  core: Core;
  limits: QueueLimits;
  lanes: Lanes;
  moves: Moves;
  waits: ConnectionWaits;
  failed: Failed;
  prepare: typeof prepareAsset;
  read: typeof readPictures;
}): PrepareLane {
  const { core, limits, lanes, moves } = parts;
  const { transfers, assets } = core.catalogue;
  /** Reading them failed in a way that is not theirs: not again in this run of the app. */
  const givenUp = new Set<AssetId>();

  /** A broken photo that is to be left out is left out with its reason, never silently. */
  const passOn = (job: TransferJob): void => {
    const asset = assets.get([job.assetId])[0];
    if (asset?.mediaError?.code !== 'media-broken' || core.catalogue.settings.get().uploadBroken) {
      moves.move(job, 'queued');
      return;
    }
    const left = new AppError(
      'media-broken',
      `“${asset.fileName}” is damaged and was left out, as Settings ask for. To store it all the same, try it again.`,
      { retry: 'after-user', params: { path: job.sourcePath } },
    );
    moves.move(job, 'cancelled', { error: toWire(left) });
  };

  const prepare = (job: TransferJob): void =>
    lanes.run(job, 'preparing', 0, async (signal) => {
      try {
        await parts.prepare(core, job, signal);
        signal.throwIfAborted();
        passOn(job);
      } catch (error) {
        parts.failed(job, 'preparing', error, signal);
      }
    });

  const read = (job: TransferJob): void => {
    lanes.run(job, 'reading', 0, async (signal) => {
      try {
        await parts.read(core, job, signal);
      } catch (error) {
        if (signal.aborted) return;
        givenUp.add(job.assetId);
        core.log.warn('read-later', { transfer: job.id, error: toWire(error) });
      }
    });
  };

  /** Files that are ready. While others are to be prepared, those of a store that does not answer are none of them. */
  const prepared = (): number => {
    const blocked = parts.waits.blocked();
    if (blocked.size === 0) return transfers.countByState().queued;
    const queued = countBlocked(transfers, 'queued', blocked);
    const discovered = countBlocked(transfers, 'discovered', blocked);
    return discovered.others > 0 ? queued.others : queued.others + queued.blocked;
  };

  return {
    takeUp(next) {
      // Enough for the files that the link takes at once, and some to choose from.
      const ahead = Math.max(limits.preparedAhead, requestRoom(core.flow.window()));
      const room = ahead - prepared() - lanes.count('preparing');
      const seats = limits.preparing - lanes.count('preparing');
      if (room <= 0 || seats <= 0) return false;
      const beginning: TransferJob[] = [];
      let passed = 0;
      core.catalogue.transaction(() => {
        for (const job of next('discovered', room)) {
          if (job.preparedAtMs === null && job.picturesFirst) {
            if (beginning.length === seats) break;
            moves.move(job, 'preparing');
            beginning.push(job);
            continue;
          }
          passOn(job);
          passed += 1;
        }
      });
      for (const job of beginning) prepare(job);
      return passed > 0;
    },
    readLater() {
      const room = limits.preparing - lanes.count('preparing') - lanes.count('reading');
      if (room <= 0) return;
      const reading = new Set(transferAssets(core, lanes));
      for (const job of transfers.unread(room, new Set([...givenUp, ...reading]))) read(job);
    },
  };
}

function transferAssets({ catalogue }: Core, lanes: Lanes): AssetId[] {
  return [...lanes.ids()].flatMap((id) => catalogue.transfers.job(id)?.assetId ?? []);
}
