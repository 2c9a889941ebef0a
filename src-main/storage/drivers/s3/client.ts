/** Makes the SDK's client the way real S3 servers need it: no default checksums, MD5 always, sockets kept alive, no retries of its own. */
import { createHash } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { trustedCertificates } from '../../trusted-certificates';
import type { S3KeySource } from './credentials';

/** Above the requests the limit layer lets run, so that a body being read never starves a new request. */
const MAX_SOCKETS = 64;
const CONNECT_TIMEOUT_MS = 10_000;
/** No byte in either direction for so long: the other side is gone. Joining many parts can take a store a minute of silence. */
const SILENCE_TIMEOUT_MS = 120_000;

/** The log layer tells of every request; what the SDK would print besides goes to the terminal of a person. */
const silent = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface HttpRequestLike {
  headers: Record<string, string>;
  body?: unknown;
}
const isRequest = (value: unknown): value is HttpRequestLike =>
  typeof value === 'object' && value !== null && 'headers' in value;

/** The sockets of one connection, whichever region its buckets are in. `caPem` is trusted besides what this computer trusts. */
export function createSockets(caPem: string | undefined): NodeHttpHandler {
  const agentOptions = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const ca = trustedCertificates(caPem);
  return new NodeHttpHandler({
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent({ ...agentOptions, ...(ca && { ca }) }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  });
}

export interface ClientSetting {
  /** '' for AWS itself, which has one per region. */
  endpoint: string;
  region: string;
  pathStyle: boolean;
  keys: S3KeySource;
  sockets: NodeHttpHandler;
  clockOffsetMs: number;
  /** Without what our middleware adds, for signed addresses: a browser cannot be asked for those headers. */
  plain: boolean;
}

export function createS3Client(setting: ClientSetting): S3Client {
  const { clockOffsetMs } = setting;
  const client = new S3Client({
    region: setting.region,
    ...(setting.endpoint && { endpoint: setting.endpoint }),
    // The connection says where and how, not this computer's environment (AWS_*).
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    authSchemePreference: [],
    forcePathStyle: setting.pathStyle,
    credentials: setting.keys,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    followRegionRedirects: false,
    maxAttempts: 1,
    logger: silent,
    systemClockOffset: clockOffsetMs,
    requestHandler: setting.sockets,
  });
  // The SDK would quietly set its clock by a refusal, and only the first call would tell of the wrong clock; every call shall tell.
  Object.defineProperty(client.config, 'systemClockOffset', {
    get: () => clockOffsetMs,
    set: () => undefined,
  });
  if (!setting.plain) {
    addMd5(client);
    signWithoutHashing(client);
  }
  return client;
}

/** Content-MD5 on every body at hand: stores verify it, while some accept a wrong x-amz-checksum-* without a word. */
function addMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const { request } = args;
      if (isRequest(request) && request.headers['content-md5'] === undefined) {
        const { body } = request;
        if ((typeof body === 'string' && body !== '') || body instanceof Uint8Array) {
          request.headers['content-md5'] = createHash('md5').update(body).digest('base64');
        }
      }
      return next(args);
    },
    { step: 'build', priority: 'low', name: 'contentMd5' },
  );
}

/** The signature covers Content-MD5, so hashing the body a second time (SHA-256) would protect nothing more. */
function signWithoutHashing(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const uploads =
        context.commandName === 'PutObjectCommand' || context.commandName === 'UploadPartCommand';
      if (uploads && isRequest(args.request))
        args.request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build', priority: 'low', name: 'unsignedPayload' },
  );
}
