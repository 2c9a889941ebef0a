/**
 * The S3 driver: any service that speaks the S3 API. What transfers consist of is asked directly (direct-requests.ts); all else, and
 * whatever is out of the ordinary, by the official SDK, which costs 35 MB and 0.1 s in every thread and so is loaded when it is needed.
 */
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { S3ConnectionConfig } from '../../../../src-shared/domain/connection';
import { createHttpClient } from '../../http-client';
import { multipartEtag } from '../../multipart-etag';
import type { Capabilities, Multipart, ObjectStore, PutResult } from '../../object-store';
import { awsHost, isAwsEndpoint, legalRegion } from './addresses';
import type { LargeCopy } from './copying';
import { createDirectRequests, type DirectAnswer } from './direct-requests';
import { damagedOnTheWay } from './errors';
import { s3Capabilities } from './limits';
import { newObjectRules } from './new-objects';
import { createEtagReader, infoOf } from './object-facts';
import { isReadableCertificate } from './readable-certificate';
import { plainEtag } from './wire';

/**
 * `known` is what a probe saw this store do; without it only what the protocol promises is used. `sessionToken` belongs to temporary
 * keys. Tests use the others: `clockOffsetMs` is added to this computer's clock, `largeCopy` bounds what is copied at once, `sockets` carry
 * the requests (all of them by the SDK), `versionSilenceMs` is how long the deletion of a version may take.
 */
export interface S3StoreDeps {
  clockOffsetMs?: number;
  known?: Capabilities | undefined;
  sessionToken?: string | undefined;
  largeCopy?: LargeCopy;
  sockets?: NodeHttpHandler;
  versionSilenceMs?: number;
}

/** Opens no connection before the first call. */
export function createS3Store(
  config: S3ConnectionConfig,
  secret: string,
  deps: S3StoreDeps = {},
): ObjectStore {
  const capabilities = deps.known ?? s3Capabilities;
  const etags = createEtagReader(config.encryption === 'aws:kms');
  const describeNew = newObjectRules(config, deps.known);

  let loading: Promise<ObjectStore> | undefined;
  const all = (): Promise<ObjectStore> => {
    loading ??= import('./sdk-store').then(({ createSdkStore }) =>
      createSdkStore(config, secret, { ...deps, etags }),
    );
    return loading;
  };

  const isAws = isAwsEndpoint(config.endpoint);
  const host = isAws ? awsHost(config.region) : new URL(config.endpoint).host;
  // What is wrong with these, the SDK's path tells.
  const usable =
    deps.sockets === undefined &&
    config.accessKey !== '' &&
    legalRegion.test(config.region) &&
    (config.caPem === undefined || isReadableCertificate(config.caPem));
  const direct = usable
    ? createDirectRequests(createHttpClient(config.caPem), {
        endpoint: isAws ? `https://${host}` : config.endpoint,
        host,
        region: config.region,
        pathStyle: config.pathStyle,
        keys: {
          accessKeyId: config.accessKey,
          secretAccessKey: secret,
          ...(deps.sessionToken && { sessionToken: deps.sessionToken }),
        },
        now: () => Date.now() + (deps.clockOffsetMs ?? 0),
      })
    : null;

  /** Where the ETag is an MD5 it has to be that of what was sent, also where the store verifies nothing. */
  function taken(bucket: string, told: DirectAnswer, md5Hex: string, sizeBytes: number): PutResult | null {
    const etag = plainEtag(told.ETag);
    const kind = etags.kindOf(bucket, etag, told);
    const comparable = capabilities.etagIsMd5 && kind.etagKind === undefined;
    if (!capabilities.verifiesMd5 && comparable && etag !== md5Hex) return null;
    return { etag, sizeBytes, ...kind };
  }
  const damaged = (bucket: string, key: string) =>
    damagedOnTheWay({ host, region: config.region, bucket, key });

  const head: ObjectStore['head'] = async (bucket, key, options = {}) => {
    const told = await direct?.head(bucket, key, options.signal);
    if (told === 'absent') return null;
    if (told) return infoOf({ bucket, key }, told.ContentLength, told, etags);
    return (await all()).head(bucket, key, options);
  };

  const put: ObjectStore['put'] = async (bucket, key, body, options = {}) => {
    const { md5Hex, ifAbsent, keepOther, ifMatch } = options;
    // A promise that cannot be kept, and bodies whose MD5 is not known yet.
    const ordinary = body instanceof Uint8Array && md5Hex && (!ifAbsent || capabilities.conditionalPut);
    if (direct && ordinary) {
      const about = {
        Bucket: bucket,
        Key: key,
        ...describeNew(options),
        ...((ifAbsent || (keepOther && capabilities.keepsOther)) && { IfNoneMatch: '*' }),
        ...(ifMatch !== undefined && capabilities.keepsOther && { IfMatch: ifMatch }),
      };
      const told = await direct.put(about, { ...options, bytes: body, md5Hex });
      const result = told && taken(bucket, told, md5Hex, body.byteLength);
      if (result) return result;
      if (told) {
        const { VersionId: version } = told;
        const store = await all();
        await (version ? store.admin.deleteVersion(bucket, key, version) : store.delete(bucket, key));
        throw damaged(bucket, key);
      }
    }
    return (await all()).put(bucket, key, body, options);
  };

  const putPart: Multipart['putPart'] = async (upload, part, options = {}) => {
    const { body: bytes, md5Hex, number } = part;
    const told = await direct?.putPart({ ...upload, number }, { ...options, bytes, md5Hex });
    if (!told) return (await all()).multipart.putPart(upload, part, options);
    const result = taken(upload.bucket, told, md5Hex, bytes.byteLength);
    if (!result) throw damaged(upload.bucket, upload.key);
    return { number, ...result };
  };

  return {
    capabilities,
    head,
    put,
    listBuckets: async (...given) => (await all()).listBuckets(...given),
    createBucket: async (...given) => (await all()).createBucket(...given),
    deleteBucket: async (...given) => (await all()).deleteBucket(...given),
    bucketExists: async (...given) => (await all()).bucketExists(...given),
    get: async (...given) => (await all()).get(...given),
    async *list(...given) {
      yield* (await all()).list(...given);
    },
    listFolder: async (...given) => (await all()).listFolder(...given),
    copy: async (...given) => (await all()).copy(...given),
    delete: async (...given) => (await all()).delete(...given),
    deleteMany: async (...given) => (await all()).deleteMany(...given),
    presignGet: async (...given) => (await all()).presignGet(...given),
    presignPut: async (...given) => (await all()).presignPut(...given),
    presignPrefix: async (...given) => (await all()).presignPrefix(...given),
    presignSlots: async (...given) => (await all()).presignSlots(...given),
    admin: {
      usage: async (...given) => (await all()).admin.usage(...given),
      bucketFacts: async (...given) => (await all()).admin.bucketFacts(...given),
      updateBucket: async (...given) => (await all()).admin.updateBucket(...given),
      updateObject: async (...given) => (await all()).admin.updateObject(...given),
      restore: async (...given) => (await all()).admin.restore(...given),
      async *versions(...given) {
        yield* (await all()).admin.versions(...given);
      },
      deleteVersion: async (...given) => (await all()).admin.deleteVersion(...given),
      rotateLinkKey: async (...given) => (await all()).admin.rotateLinkKey(...given),
    },
    multipart: {
      begin: async (...given) => (await all()).multipart.begin(...given),
      putPart,
      listParts: async (...given) => (await all()).multipart.listParts(...given),
      complete: async (...given) => (await all()).multipart.complete(...given),
      etagOf: (partEtags) => (etags.mayBeOpaque() ? null : multipartEtag(partEtags)),
      partsOf: async (...given) => (await all()).multipart.partsOf(...given),
      isWhole: async () => true,
      abort: async (...given) => (await all()).multipart.abort(...given),
      async *list(...given) {
        yield* (await all()).multipart.list(...given);
      },
    },
    close() {
      direct?.close();
      void loading?.then((store) => store.close());
    },
  };
}
