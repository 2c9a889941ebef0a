/** Answers one request: a signed address gives its object or takes one, anything else is refused in one sentence. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type ErrorCode, toWire } from '../../../src-shared/app-error';
import type { ObjectStore } from '../object-store';
import { commonHeaders, isKnownEtag, objectHeaders, rangeOf } from './answer-headers';
import { type GatewayLink, isSigned, parseLink } from './link-address';

export interface GatewayDeps {
  /** Signs the links of one connection; null when none was ever made for it. */
  signingKey: (connectionId: string) => Promise<Buffer | null>;
  /** Rejects with AppError. */
  openStore: (connectionId: string) => Promise<ObjectStore>;
  /** Unix milliseconds. */
  now: () => number;
  /** Told of each request that was signed. Never an address: it would open the object. */
  log: (entry: { method: string; status: number; code?: ErrorCode }) => void;
}

/** What a single put may have at most, as on the stores that links are made for elsewhere (Amazon S3: 5 GB). */
const MAX_PUT_BYTES = 5 * 1024 ** 3;
/** Checked with when a connection has no key, so that a refusal takes the same time. */
const nobody = Buffer.alloc(32);

const statusOf: Partial<Record<ErrorCode, number>> = {
  'not-found': 404,
  'bucket-missing': 404,
  'bad-input': 400,
  'bucket-name': 400,
  'already-exists': 409,
  precondition: 412,
  integrity: 400,
  'disk-full': 507,
  quota: 507,
  cancelled: 400,
};

function say(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = `${sentence}\n`;
  response.writeHead(status, {
    ...commonHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    // What was not read of a refused upload would be taken for the next request.
    connection: 'close',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
const refuse = (response: ServerResponse): void =>
  say(response, 403, 'This link is not valid, or its time is over. Ask for a new one.');

export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  deps: GatewayDeps,
): Promise<void> {
  const parsed = parseLink(request.method, request.url ?? '');
  const signingKey = parsed && (await deps.signingKey(parsed.link.connectionId));
  const isOurs = parsed !== null && isSigned(parsed.link, parsed.signature, signingKey ?? nobody);
  if (!parsed || !signingKey || !isOurs || parsed.link.expiresAtMs <= deps.now()) return refuse(response);

  const method = request.method ?? '';
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const store = await deps.openStore(parsed.link.connectionId);
    if (parsed.link.method === 'PUT') await take(request, response, store, parsed.link, gone.signal);
    else await give(request, response, store, parsed.link, gone.signal);
    deps.log({ method, status: response.statusCode });
  } catch (error) {
    const { code } = toWire(error);
    const status = statusOf[code] ?? 503;
    deps.log({ method, status, code });
    say(
      response,
      status,
      status === 404 ? 'What this link showed is not there any more.' : 'That did not work. Try again later.',
    );
  }
}

async function give(
  request: IncomingMessage,
  response: ServerResponse,
  store: ObjectStore,
  { bucket, key, ...rest }: GatewayLink,
  signal: AbortSignal,
): Promise<void> {
  const info = await store.head(bucket, key, { signal });
  if (!info) return say(response, 404, 'What this link showed is not there any more.');
  const headers = objectHeaders({ bucket, key, ...rest }, info);
  if (isKnownEtag(request.headers['if-none-match'], info.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const ifRange = request.headers['if-range'];
  const mayBePart = ifRange === undefined || ifRange === `"${info.etag}"`;
  const range = rangeOf(mayBePart ? request.headers.range : undefined, info.sizeBytes);
  if (range === 'outside') {
    response.setHeader('content-range', `bytes */${info.sizeBytes}`);
    return say(response, 416, 'The part that was asked for is not in the file.');
  }
  const [start, end] = range === 'whole' ? [0, info.sizeBytes] : [range.start, range.end];
  const part = range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${info.sizeBytes}` };
  const status = range === 'whole' ? 200 : 206;
  const begin = (): void => {
    response.writeHead(status, { ...headers, ...part, 'content-length': end - start });
  };
  if (request.method === 'HEAD') {
    begin();
    response.end();
    return;
  }
  const got = await store.get(bucket, key, { signal, ...(range !== 'whole' && { start, end }) });
  // Replaced since it was looked at: nothing was sent yet that would belong to the other one.
  if (got.info.etag !== info.etag) {
    got.body.destroy();
    return say(response, 503, 'The file was changed just now. Try again.');
  }
  begin();
  // A client that goes away ends the reading; nobody is left to tell.
  await pipeline(got.body, response).catch(() => response.destroy());
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  store: ObjectStore,
  { bucket, key, sizeBytes: signedBytes }: GatewayLink,
  signal: AbortSignal,
): Promise<void> {
  const length = request.headers['content-length'];
  if (length === undefined || !/^\d{1,15}$/.test(length))
    return say(response, 411, 'The upload has to say how long it is.');
  const sizeBytes = Number(length);
  if (sizeBytes > (signedBytes ?? MAX_PUT_BYTES))
    return say(response, 413, 'The upload is too large for a link.');
  if (signedBytes !== undefined && sizeBytes !== signedBytes)
    return say(response, 400, 'The upload is not as long as the link says.');
  if (/100-continue/i.test(request.headers.expect ?? '')) response.writeContinue();
  const contentType = request.headers['content-type'];
  const { etag } = await store.put(bucket, key, request, {
    sizeBytes,
    signal,
    ...(contentType && { contentType }),
    ...(request.headers['if-none-match'] === '*' && { ifAbsent: true }),
  });
  response.writeHead(201, { ...commonHeaders, etag: `"${etag}"`, 'content-length': 0 }).end();
}
