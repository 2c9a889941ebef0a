/** The Swift driver: any OpenStack Swift (or Ceph's gateway) by its native API. */
import type { SwiftConnectionConfig } from '../../../../src-shared/domain/connection';
import type { Capabilities } from '../../../../src-shared/domain/store-capabilities';
import type { ObjectStore } from '../../object-store';
import type { GetSession, StoreSession } from '../../session';
import { createSwiftAdmin } from './admin';
import { createContainers } from './containers';
import { createCopy } from './copy';
import { createHttpClient } from './http-client';
import { capabilitiesOf, linkDigest, readInfo, type SwiftInfo, swiftCapabilities } from './info';
import { createLargeObjects, LANES } from './large-objects';
import { createLinks } from './links';
import { createSwiftMultipart } from './multipart';
import { createPut } from './put';
import { createReading } from './read';
import { createSwiftRequests, inParallel, isCode } from './requests';
import { isStaticLarge } from './wire';

/**
 * Opens no connection before the first call. `now`: Unix milliseconds, for the life of signed addresses.
 *
 * `capabilities` is one object for the life of the store: what a probe saw (`known`), else what holds for every Swift until the first
 * call, which asks the store's own description (`/info`) and puts what that tells into the same object.
 */
export function createSwiftStore(
  config: SwiftConnectionConfig,
  deps: { getSession: GetSession; known?: Capabilities | undefined; now?: () => number },
): ObjectStore {
  const now = deps.now ?? Date.now;
  const capabilities: Capabilities = { ...(deps.known ?? swiftCapabilities) };
  const http = createHttpClient(config.caPem);

  let info: Promise<SwiftInfo | null> | null = null;
  /** Asked once; a store that does not answer at all is asked again by the next call. */
  function infoOf({ url }: StoreSession): Promise<SwiftInfo | null> {
    info ??= readInfo(http, url).then(
      (told) => {
        if (told && !deps.known) Object.assign(capabilities, capabilitiesOf(told));
        return told;
      },
      () => {
        info = null;
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
  const large = createLargeObjects(requests);
  const containers = createContainers(requests, config.tier, now);
  const reading = createReading(requests, large, containers);
  const multipart = createSwiftMultipart(requests, large, containers.places, capabilities, now);
  const { put, replacing } = createPut(requests, large, containers, multipart, capabilities);
  const links = createLinks(requests, async () => linkDigest(await infoOf(await requests.session())), now);

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
    admin: createSwiftAdmin(requests, { large, containers, reading, links, capabilities }),
    multipart,
    close: http.close,
  };
}
