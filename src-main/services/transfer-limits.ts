/** Puts the limits of Settings and of single connections where they hold: the flow of requests, and the pace of bytes in every thread. */
import { isWithinHours } from '../../src-shared/domain/transfer-hours';
import type { ConnectionId } from '../../src-shared/units';
import { createPaceState, setPaceRate, sharedClockMs } from '../workers/pace';
import type { Core } from './core';

/** Bytes a second as the worker threads see them; shared memory. */
export interface Paces {
  readonly upload: SharedArrayBuffer;
  readonly download: SharedArrayBuffer;
  ofConnection(id: ConnectionId): SharedArrayBuffer;
}

export interface TransferLimits {
  /** Looks at Settings and connections again. */
  apply(): void;
  stop(): void;
}

/** Hours begin and end on the minute. */
const LOOK_EVERY_MS = 20_000;

export function createPaces(): Paces {
  const ofConnection = new Map<ConnectionId, SharedArrayBuffer>();
  return {
    upload: createPaceState(),
    download: createPaceState(),
    ofConnection(id) {
      const pace = ofConnection.get(id) ?? createPaceState();
      ofConnection.set(id, pace);
      return pace;
    },
  };
}

const setRate = (pace: SharedArrayBuffer, bytesPerSecond: number | null): void =>
  setPaceRate(pace, bytesPerSecond, sharedClockMs());

/** `maxParallel`: what the door asked for this run only (`caos import --parallel`); it stands above Settings. */
export function createTransferLimits(
  core: Pick<Core, 'catalogue' | 'changes' | 'flow' | 'now'>,
  paces: Paces,
  maxParallel: number | null,
): TransferLimits {
  let timer: NodeJS.Timeout | undefined;

  function apply(): void {
    const settings = core.catalogue.settings.get();
    const { mode } = settings.transferHours;
    const limited = mode !== 'limit-between' || isWithinHours(settings.transferHours, core.now());
    setRate(paces.upload, limited ? settings.uploadLimitBps : null);
    setRate(paces.download, limited ? settings.downloadLimitBps : null);
    const ofConnection = new Map<ConnectionId, number>();
    for (const { id, limits } of core.catalogue.connections.list()) {
      setRate(paces.ofConnection(id), limits.uploadBps);
      if (limits.maxParallel !== null) ofConnection.set(id, limits.maxParallel);
    }
    core.flow.setLimits({ maxParallel: maxParallel ?? settings.maxParallel, ofConnection });
    clearInterval(timer);
    timer = mode === 'limit-between' ? setInterval(apply, LOOK_EVERY_MS).unref() : undefined;
  }

  const unlisten = core.changes.listen(
    ({ name }) => {
      if (name === 'settings.changed' || name === 'connections.changed') apply();
    },
    ['settings.changed', 'connections.changed'],
  );
  apply();
  return {
    apply,
    stop() {
      unlisten();
      clearInterval(timer);
    },
  };
}
