/** How the driver asks: with the client of the bucket's own region, every failure in our words, and a reason found where a HEAD has none. */
import { HeadBucketCommand, ListObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { AppError } from '../../../../src-shared/app-error';
import type { S3ConnectionConfig } from '../../../../src-shared/domain/connection';
import { isAbort, throwIfCancelled } from '../../cancellation';
import { awsHost, isAwsEndpoint, legalRegion } from './addresses';
import { createS3Client, createSockets } from './client';
import { keySource } from './credentials';
import {
  foreignCode,
  isCode,
  lacksCode,
  type S3Call,
  translateS3Error,
  unreadableCertificate,
} from './errors';
import { isReadableCertificate } from './readable-certificate';
import { requestOptions } from './wire';

export interface S3Requests {
  /** AWS itself: each region has its own address, and a bucket is reached only by that of its own. */
  readonly isAws: boolean;
  callOf(bucket?: string, key?: string): S3Call;
  /**
   * Runs one request; whatever it throws is AppError. Run a second time when the store says that the bucket is in another region,
   * unless `once` (a stream cannot be sent twice).
   */
  ask<T>(
    call: S3Call,
    signal: AbortSignal | undefined,
    run: (client: S3Client) => Promise<T>,
    how?: { once?: boolean },
  ): Promise<T>;
  /** A HEAD is answered without a reason. When it fails, a small listing is asked, which tells why. */
  askHead<T>(
    bucket: string,
    key: string | undefined,
    signal: AbortSignal | undefined,
    run: (client: S3Client) => Promise<T>,
  ): Promise<T>;
  /** Finds out where a bucket is before what cannot be run twice. */
  settleRegion(bucket: string, signal: AbortSignal | undefined): Promise<void>;
  rememberRegion(bucket: string, region: string | undefined): void;
  /** For signed addresses. */
  signingClient(bucket: string): S3Client;
  close(): void;
}

const illegalRegion = (region: string): AppError =>
  new AppError(
    'wrong-region',
    `“${region}” cannot be the name of a region. Look it up at your provider and change it in the connection.`,
    { params: { region } },
  );

export function createS3Requests(
  config: S3ConnectionConfig,
  secret: string,
  deps: {
    clockOffsetMs: number;
    sessionToken: string | undefined;
    sockets: NodeHttpHandler | undefined;
  },
): S3Requests {
  const isAws = isAwsEndpoint(config.endpoint);
  const keys = keySource(config, secret, deps.sessionToken);
  const trustsNobody = config.caPem !== undefined && !isReadableCertificate(config.caPem);
  const sockets = deps.sockets ?? createSockets(config.caPem);
  /** By region, and whether for signed addresses. */
  const clients = new Map<string, S3Client>();
  /** Buckets that live elsewhere than the connection says, or that were looked up. */
  const regions = new Map<string, string>();

  const regionOf = (bucket: string | undefined): string =>
    (bucket !== undefined && regions.get(bucket)) || config.region;
  const hostIn = (region: string): string => (isAws ? awsHost(region) : new URL(config.endpoint).host);

  function clientIn(region: string, plain: boolean): S3Client {
    const name = `${region} ${plain}`;
    const known = clients.get(name);
    if (known) return known;
    const made = createS3Client({
      endpoint: isAws ? '' : config.endpoint,
      region,
      pathStyle: config.pathStyle,
      keys,
      sockets,
      clockOffsetMs: deps.clockOffsetMs,
      plain,
    });
    clients.set(name, made);
    return made;
  }

  function callOf(bucket?: string, key?: string): S3Call {
    const region = regionOf(bucket);
    return {
      host: hostIn(region),
      region,
      ...(bucket && { bucket }),
      ...(key && { key }),
      ...(typeof keys === 'function' && config.profile && { profile: config.profile }),
    };
  }

  function rememberRegion(bucket: string, region: string | undefined): void {
    if (region && legalRegion.test(region)) regions.set(bucket, region);
  }

  /** True when the error told where the bucket is. */
  function learnRegion(call: S3Call, error: unknown): boolean {
    const region = isCode(error, 'wrong-region') && error.params?.region;
    if (!call.bucket || typeof region !== 'string' || region === regionOf(call.bucket)) return false;
    if (!legalRegion.test(region)) return false;
    // Elsewhere than at AWS this code means the whole store: the region of the connection is wrong, and a person has to know.
    if (!isAws && foreignCode(error) === 'AuthorizationHeaderMalformed') return false;
    regions.set(call.bucket, region);
    return true;
  }

  function mayAsk(call: S3Call, signal: AbortSignal | undefined): void {
    throwIfCancelled(signal);
    if (trustsNobody) throw unreadableCertificate(call);
    if (!legalRegion.test(config.region)) throw illegalRegion(config.region);
  }

  const ask: S3Requests['ask'] = async (call, signal, run, how = {}) => {
    mayAsk(call, signal);
    try {
      return await run(clientIn(regionOf(call.bucket), false));
    } catch (error) {
      throwIfCancelled(signal);
      const translated = translateS3Error(error, call);
      if (!learnRegion(call, translated) || how.once) throw translated;
      return ask(callOf(call.bucket, call.key), signal, run, { once: true });
    }
  };

  const askHead: S3Requests['askHead'] = async (bucket, key, signal, run) => {
    const call = callOf(bucket, key);
    mayAsk(call, signal);
    try {
      return await run(clientIn(call.region, false));
    } catch (error) {
      throwIfCancelled(signal);
      const translated = translateS3Error(error, call);
      if (!learnRegion(call, translated) && !isAbort(error) && lacksCode(error)) {
        // In the first version of the listing, which every store has.
        await ask(callOf(bucket), signal, (client) =>
          client.send(new ListObjectsCommand({ Bucket: bucket, MaxKeys: 1 }), requestOptions(signal)),
        );
      }
      if (regionOf(bucket) === call.region) throw translated;
      return ask(callOf(bucket, key), signal, run, { once: true });
    }
  };

  return {
    isAws,
    callOf,
    ask,
    askHead,
    async settleRegion(bucket, signal) {
      if (!isAws || regions.has(bucket)) return;
      const call = callOf(bucket);
      try {
        const answer = await ask(call, signal, (client) =>
          client.send(new HeadBucketCommand({ Bucket: bucket }), requestOptions(signal)),
        );
        rememberRegion(bucket, answer.BucketRegion ?? call.region);
      } catch (error) {
        if (isCode(error, 'cancelled')) throw error;
        // Whatever else is wrong, the request that this one prepares tells better. A refusal names the region, too.
        const region = error instanceof AppError && error.params?.region;
        if (typeof region === 'string') rememberRegion(bucket, region);
      }
    },
    rememberRegion,
    signingClient: (bucket) => clientIn(regionOf(bucket), true),
    close() {
      for (const client of clients.values()) client.destroy();
      sockets.destroy();
    },
  };
}
