/** One HTTP request to a store: sockets kept alive, bodies streamed both ways, time limits. */
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { countedSlices, pacedSlices } from './bodies';
import type { Pace } from './object-store';
import { trustedCertificates } from './trusted-certificates';

/** Above the requests the limit layer lets run, so that a body being read never starves a new request. */
const MAX_SOCKETS = 64;
const CONNECT_TIMEOUT_MS = 10_000;
/** No byte in either direction for so long: the other side is gone. Checking a manifest of many segments can take a minute of silence. */
const SILENCE_TIMEOUT_MS = 120_000;

export interface HttpRequest {
  method: string;
  origin: URL;
  /** Percent-encoded path and query; sent as it is, since names may hold `..` and `//`. */
  path: string;
  headers: Record<string, string>;
  body?: Uint8Array | Readable | undefined;
  /** Content-Length of a stream; without it the stream is sent in chunks. */
  bodyBytes?: number | undefined;
  onProgress?: ((sentBytes: number) => void) | undefined;
  /** What each piece of the body waits for. */
  pace?: Pace | undefined;
  signal?: AbortSignal | undefined;
  /** For answers that take long to begin. */
  silenceMs?: number | undefined;
}
export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Has to be read or destroyed, so that its socket is free again. */
  body: IncomingMessage;
}
export interface HttpClient {
  /** Answers as soon as the head of the answer is there. Rejects with what Node says. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Closes idle sockets; what is under way ends by itself. */
  close(): void;
}

/** A stream that gave another number of bytes than was said. */
export class BodyLengthError extends Error {
  override readonly name = 'BodyLengthError';
}

export function createHttpClient(caPem: string | undefined): HttpClient {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo' as const };
  const httpAgent = new HttpAgent(options);
  const ca = trustedCertificates(caPem);
  const httpsAgent = new HttpsAgent({ ...options, ...(ca && { ca }) });

  function begin(request: HttpRequest): ClientRequest {
    const secure = request.origin.protocol === 'https:';
    const outgoing = (secure ? httpsRequest : httpRequest)({
      agent: secure ? httpsAgent : httpAgent,
      host: request.origin.hostname.replace(/^\[|\]$/g, ''),
      ...(request.origin.port && { port: request.origin.port }),
      method: request.method,
      path: request.path,
      headers: { ...request.headers, ...lengthHeader(request) },
      ...(request.signal && { signal: request.signal }),
    });
    const silenceMs = request.silenceMs ?? SILENCE_TIMEOUT_MS;
    outgoing.setTimeout(silenceMs, () => outgoing.destroy(timedOut()));
    outgoing.once('socket', (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(() => outgoing.destroy(timedOut()), CONNECT_TIMEOUT_MS);
      const clear = () => clearTimeout(timer);
      socket.once(secure ? 'secureConnect' : 'connect', clear);
      socket.once('close', clear);
    });
    return outgoing;
  }

  function once(request: HttpRequest): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = begin(request);
      outgoing.once('response', (body) => {
        // Whoever destroys it unread must not meet its end as an error of the process.
        body.on('error', () => undefined);
        resolve({ status: body.statusCode ?? 0, headers: body.headers, body });
      });
      outgoing.on('error', (error) => {
        reject(Object.assign(error, { reusedSocket: outgoing.reusedSocket }));
      });
      sendBody(outgoing, request);
    });
  }

  return {
    async request(request) {
      try {
        return await once(request);
      } catch (error) {
        // The other side closed a socket that was kept for later just as it was used again. A write may have arrived all the same: only
        // the retry layer can tell what came of it.
        const { code, reusedSocket } = error as NodeJS.ErrnoException & { reusedSocket?: boolean };
        const stale = reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
        const reads = request.method === 'GET' || request.method === 'HEAD';
        if (!stale || !reads || request.signal?.aborted) throw error;
        return once(request);
      }
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

const timedOut = (): Error => Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });

function lengthHeader({ method, body, bodyBytes }: HttpRequest): Record<string, string> {
  if (body instanceof Uint8Array) return { 'Content-Length': `${body.byteLength}` };
  if (body !== undefined)
    return bodyBytes === undefined
      ? { 'Transfer-Encoding': 'chunked' }
      : { 'Content-Length': `${bodyBytes}` };
  return method === 'GET' || method === 'HEAD' ? {} : { 'Content-Length': '0' };
}

function sendBody(outgoing: ClientRequest, request: HttpRequest): void {
  const { body, bodyBytes, onProgress, pace, signal } = request;
  if (body === undefined || (body instanceof Uint8Array && body.byteLength === 0)) {
    outgoing.end();
    return;
  }
  if (body instanceof Uint8Array && !onProgress && !pace) {
    outgoing.end(body);
    return;
  }
  const stream = pace
    ? pacedSlices(body, pace, { signal, ...(body instanceof Uint8Array && { onProgress }) })
    : body instanceof Uint8Array
      ? countedSlices(body, onProgress ?? (() => undefined))
      : body;
  if (stream.destroyed) {
    outgoing.destroy(stream.errored ?? new BodyLengthError('the body ended before it was sent'));
    return;
  }
  const wanted = body instanceof Uint8Array ? body.byteLength : bodyBytes;
  let sent = 0;
  const checkLength = (ended: boolean) => {
    if (wanted === undefined || (ended ? sent === wanted : sent <= wanted)) return;
    outgoing.destroy(new BodyLengthError(`${sent} bytes came where ${wanted} were said`));
  };
  stream.on('data', (chunk: Uint8Array) => {
    sent += chunk.byteLength;
    checkLength(false);
  });
  let ended = false;
  stream.once('end', () => {
    ended = true;
    checkLength(true);
  });
  // Given up by whoever owns it, after an early refusal for instance: the other side would wait for the rest.
  stream.once('close', () => {
    if (!ended) outgoing.destroy();
  });
  stream.on('error', (error) => outgoing.destroy(error));
  outgoing.once('close', () => stream.destroy());
  stream.pipe(outgoing);
}
