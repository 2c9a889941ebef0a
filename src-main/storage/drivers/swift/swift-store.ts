/** The Swift driver: any OpenStack Swift (or Ceph's gateway) by its native API. */
import type { SwiftConnectionConfig } from '../../../../src-shared/domain/connection';
import type { Capabilities } from '../../../../src-shared/domain/store-capabilities';
import { isAbort } from '../../cancellation';
import { createHttpClient } from '../../http-client';
import type { CallOptions, ObjectStore } from '../../object-store';
import type { RetryRules } from '../../patience';
import type { GetSession, StoreSession } from '../../session';
import { createSwiftAdmin } from './admin';
import { createContainers } from './containers';
import { createCopy } from './copy';
import { capabilitiesOf, readInfo, type SwiftInfo, swiftCapabilities } from './info';
import { createLargeObjects, LANES } from './large-objects';
import { createLinks } from './links';
import { createSwiftMultipart } from './multipart';
import { createPut } from './put';
import { createReading } from './read';
import { createReferences } from './references';
import { createSwiftRequests, inParallel, isCode, withSteadySteps } from './requests';
import { createUnfinishedUploads } from './unfinished';
import { isStaticLarge } from './wire';

/** Else each call would wait ten seconds for nothing. */
const QUIET_MS = 60_000;
const isTimeout = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'TimeoutError') || isAbort(error);

/**
 * Opens no connection before the first call. `now`: Unix milliseconds. `infoPatienceMs`: how long `/info` is waited for, for tests.
 *
 * `capabilities` is one object for the life of the store: what a probe saw (`known`), else what holds for every Swift until the first
 * call, which asks the store's own description (`/info`) and puts what that tells into the same object.
 */
export function createSwiftStore(
  config: SwiftConnectionConfig,
  deps: {
    getSession: GetSession;
    known?: Capabilities | undefined;
    /** For the steps of calls that are made of many requests; without it each is made once. */
    retry?: RetryRules;
    now?: () => number;
    infoPatienceMs?: number;
  },
): ObjectStore {
  const now = deps.now ?? Date.now;
  const capabilities: Capabilities = { ...(deps.known ?? swiftCapabilities) };
  const http = createHttpClient(config.caPem);

  let info: Promise<SwiftInfo | null> | null = null;
  /** Until when a store that swallows the question is not asked it again. */
  let quietUntilMs = 0;
  /** Asked once; a store that cannot be reached is asked again by the next call, one that lets the question hang a while later. */
  function infoOf({ url }: StoreSession): Promise<SwiftInfo | null> {
    if (now() < quietUntilMs) return Promise.resolve(null);
    info ??= readInfo(http, url, deps.infoPatienceMs).then(
      (told) => {
        if (told && !deps.known) Object.assign(capabilities, capabilitiesOf(told));
        return told;
      },
      (error) => {
        info = null;
        if (isTimeout(error)) quietUntilMs = now() + QUIET_MS;
        return null;
      },
    );
    return info;
  }

  const requests = createSwiftRequests(
    http,
    deps.getSession,
    new URL(config.authUrl).host,
    async (session) => {
      if (!deps.known) await infoOf(session);
    },
  );
  const toldInfo = async ({ signal }: CallOptions = {}): Promise<SwiftInfo | null> =>
    infoOf(await requests.session(signal));
  const deletesPerRequest = async (): Promise<number> =>
    (await toldInfo())?.bulk_delete?.max_deletes_per_request ?? Number.POSITIVE_INFINITY;
  const steady = deps.retry ? withSteadySteps(requests, deps.retry) : requests;
  const large = createLargeObjects(steady, deletesPerRequest);
  const containers = createContainers(requests, config.tier, now);
  const reading = createReading(requests, large, containers);
  const references = createReferences(steady, large, toldInfo);
  const { places } = containers;
  const unfinished = createUnfinishedUploads(steady, large, places, references, now);
  const multipart = createSwiftMultipart(steady, large, { places, unfinished }, capabilities, now);
  const { put, replacing } = createPut(requests, large, containers, multipart, capabilities);
  const links = createLinks(requests, toldInfo, now);

  /** What is large goes with its segments, one by one; all others in as few requests as the store allows. */
  const deleteMany: ObjectStore['deleteMany'] = async (bucket, keys, options = {}) => {
    const failed: Array<{ key: string; error: unknown }> = [];
    const plain: Array<{ bucket: string; key: string }> = [];
    await inParallel(keys, LANES, async (key) => {
      try {
        const head = await large.headOf(bucket, key, options);
        if (head && isStaticLarge(head)) await large.remove(bucket, key, options);
        else plain.push({ bucket, key }); // also what is gone: what ended by itself stands in listings until it is deleted
      } catch (error) {
        if (isCode(error, 'cancelled', 'key-refused')) throw error;
        failed.push({ key, error });
      }
    });
    failed.push(...(await large.removePlain(plain, { ...options, bulk: capabilities.bulkDelete })));
    return failed.map(({ key, error }) => ({ key, error }));
  };

  return {
    capabilities,
    listBuckets: containers.list,
    createBucket: containers.create,
    deleteBucket: containers.remove,
    bucketExists: containers.exists,
    head: reading.head,
    get: reading.get,
    list: reading.list,
    listFolder: reading.listFolder,
    put,
    copy: createCopy(requests, reading, multipart, replacing, capabilities),
    delete: large.remove,
    deleteMany,
    presignGet: (bucket, key, expiresInS, options) => links.sign('GET', bucket, key, expiresInS, options),
    presignPut: (bucket, key, expiresInS) => links.sign('PUT', bucket, key, expiresInS),
    presignPrefix: links.signPrefix,
    presignSlots: links.signSlots,
    admin: createSwiftAdmin(requests, { large, containers, reading, links, capabilities }),
    multipart,
    close: http.close,
  };
}
