/** Probes connections, one probe of each at a time, and keeps what was seen: report and capabilities. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, toWire } from '../../src-shared/app-error';
import { type ConnectionConfig, type ConnectionReport, homeBucket } from '../../src-shared/domain/connection';
import type { ConnectionId } from '../../src-shared/units';
import { cancelledError } from '../storage/cancellation';
import { openObjectStore, openSessions } from '../storage/open-object-store';
import type { Core } from './core';
import { clearScratch, type ScratchPlace } from './probe-scratch';
import { type OpenToProbe, probeStore } from './probe-store';
import { createWebRequest } from './probe-web';

export interface Probes {
  /** Of a connection that is here; joins a probe of it that is under way. The report is kept. Rejects with AppError. */
  probe(id: ConnectionId): Promise<ConnectionReport>;
  /** The same in the background, for a connection that just changed: a probe under way counts no more. */
  start(id: ConnectionId): void;
  /** Of a form that was not saved; nothing is kept. */
  try(form: {
    config: ConnectionConfig;
    secret: string | null;
    sessionToken: string | undefined;
    depth: ConnectionReport['depth'];
  }): Promise<ConnectionReport>;
  /** Takes away what a killed probe left in its store, and probes again. A store that does not answer now is asked at the next start. */
  resumeInterrupted(): void;
  /** Ends what runs, each after its clean-up, for which it waits some seconds at most. */
  stop(): Promise<void>;
}

/** A damaged upload is answered with an error that is usually worth another try; here it is expected, so pauses are cut short. */
const IMPATIENCE = 0.1;
const STOP_LIMIT_MS = 5000;
const scratchName = (id: ConnectionId): string => `probing/${id}`;

export function createProbes(core: Core): Probes {
  const values = core.catalogue.settings;
  const ending = new AbortController();
  const running = new Set<Promise<unknown>>();
  const latest = new Map<ConnectionId, Promise<ConnectionReport>>();

  const track = <T>(work: Promise<T>): Promise<T> => {
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    running.add(ended);
    void ended.then(() => running.delete(ended));
    return work;
  };

  const run = (
    config: ConnectionConfig,
    depth: ConnectionReport['depth'],
    open: OpenToProbe,
    onScratch: (place: ScratchPlace | null) => void = () => undefined,
  ): Promise<ConnectionReport> =>
    probeStore(open, {
      depth,
      onScratch,
      homeBucket: homeBucket(config),
      host: storeName(config),
      now: core.now,
      random: core.random,
      web: createWebRequest(config.kind === 'local' ? undefined : config.caPem),
      wait: async (ms, signal) => {
        await sleep(ms, undefined, { signal }).catch((error) => {
          throw cancelledError(error);
        });
      },
      signal: ending.signal,
    });
  const random = (): number => core.random() * IMPATIENCE;

  async function probeStored(id: ConnectionId, isLatest: () => boolean): Promise<ConnectionReport> {
    const { config, secret, sessionToken, session, storeKey } = await core.stores.access(id);
    if (config.kind === 'received')
      throw new AppError('unsupported', 'A share that somebody sent is not tried.');
    const report = await run(
      config,
      'full',
      (known) =>
        openObjectStore(
          { config, secret, sessionToken, known },
          {
            random,
            links: core.links?.(id),
            ...(session && { getSession: (asked) => core.stores.session(storeKey, asked?.refused) }),
          },
        ),
      (place) => values.setValue(scratchName(id), place && JSON.stringify(place)),
    );
    if (ending.signal.aborted || !isLatest() || !core.catalogue.connections.get(id)) return report;
    core.catalogue.connections.setReport(id, report);
    core.changes.connections();
    core.changes.flush();
    return report;
  }

  async function resume(id: ConnectionId, place: ScratchPlace): Promise<void> {
    const store = await core.stores.open(id);
    if (!place.own || (await store.bucketExists(place.bucket, { signal: ending.signal })))
      await clearScratch(store, place, ending.signal);
    values.setValue(scratchName(id), null);
    await begin(id);
  }

  function begin(id: ConnectionId): Promise<ConnectionReport> {
    const probing: Promise<ConnectionReport> = track(
      probeStored(id, (): boolean => latest.get(id) === probing),
    );
    latest.set(id, probing);
    const done = (): void => {
      if (latest.get(id) === probing) latest.delete(id);
    };
    probing.then(done, done);
    return probing;
  }

  const tellOf =
    (id: ConnectionId) =>
    (error: unknown): void => {
      if (!ending.signal.aborted) core.log.warn('probe', { connection: id, error: toWire(error) });
    };

  return {
    resumeInterrupted() {
      for (const { id } of core.catalogue.connections.list()) {
        const left = values.value(scratchName(id));
        if (left !== null) track(resume(id, JSON.parse(left) as ScratchPlace)).catch(tellOf(id));
      }
    },
    probe: (id) => latest.get(id) ?? begin(id),
    start(id) {
      begin(id).catch(tellOf(id));
    },
    try({ config, secret, sessionToken, depth }) {
      const access = { config, secret, sessionToken };
      const getSession = openSessions(access) ?? undefined;
      return track(
        run(config, depth, (known) => openObjectStore({ ...access, known }, { random, getSession })),
      );
    },
    async stop() {
      ending.abort(new AppError('cancelled', 'CAOS is closing.'));
      // A store that hangs now must not keep the app open; what stays of the probe goes with the next one.
      await Promise.race([Promise.all(running), sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

/** How sentences name a store. */
function storeName(config: ConnectionConfig): string {
  switch (config.kind) {
    case 'local':
      return config.root;
    case 's3':
      return config.endpoint === '' ? `s3.${config.region}.amazonaws.com` : new URL(config.endpoint).host;
    case 'swift':
      return new URL(config.authUrl).host;
  }
}
