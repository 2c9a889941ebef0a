/** Requests of one account: token, one new token on a 401, every failure in our words. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppError } from '../../../../src-shared/app-error';
import { throwIfCancelled } from '../../cancellation';
import type { HttpAnswer, HttpClient } from '../../http-client';
import type { Pace } from '../../object-store';
import { patiently, type RetryRules } from '../../patience';
import type { GetSession, StoreSession } from '../../session';
import {
  type AnswerFacts,
  noSwiftThere,
  type SwiftCall,
  sessionEnded,
  translateSwiftAnswer,
  translateSwiftError,
} from './errors';
import { headerOf, pathOf, queryOf } from './wire';

export interface SwiftRequest {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  bucket?: string | undefined;
  key?: string | undefined;
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  body?: Uint8Array | Readable;
  bodyBytes?: number | undefined;
  onProgress?: ((sentBytes: number) => void) | undefined;
  pace?: Pace | undefined;
  silenceMs?: number;
  /** Statuses that are answers too, besides successes. */
  accepts?: readonly number[];
  signal?: AbortSignal | undefined;
}
export interface SwiftRequests {
  /** Successes only; the body is not read yet. */
  open(request: SwiftRequest): Promise<HttpAnswer>;
  /** The body read to its end. */
  send(request: SwiftRequest): Promise<{ status: number; headers: HttpAnswer['headers']; text: string }>;
  /** A success in JSON; 204 is `null`. */
  json<T>(request: SwiftRequest): Promise<T | null>;
  /** For what is made without a request: signed addresses. */
  session(signal?: AbortSignal): Promise<StoreSession>;
  callOf(bucket?: string, key?: string): SwiftCall;
}

/** Most of an error's body that is looked at. */
const REASON_CHARACTERS = 200;

/** `prepare` runs before the first request, with the session it will use. */
export function createSwiftRequests(
  http: HttpClient,
  getSession: GetSession,
  fallbackHost: string,
  prepare: (session: StoreSession) => Promise<void>,
): SwiftRequests {
  let host = fallbackHost;
  const callOf = (bucket?: string, key?: string): SwiftCall => ({
    host,
    ...(bucket !== undefined && { bucket }),
    ...(key !== undefined && { key }),
  });

  async function session(signal?: AbortSignal, refused?: string): Promise<StoreSession> {
    throwIfCancelled(signal);
    const answer = await getSession({ signal, refused });
    host = new URL(answer.url).host;
    return answer;
  }

  async function sendWith({ token, url }: StoreSession, request: SwiftRequest): Promise<HttpAnswer> {
    throwIfCancelled(request.signal);
    const { bucket, key, query = {} } = request;
    const account = new URL(url);
    const path = `${account.pathname.replace(/\/+$/, '')}${bucket === undefined ? '' : pathOf(bucket, key)}${queryOf(query)}`;
    try {
      return await http.request({
        method: request.method,
        origin: account,
        path,
        headers: { 'X-Auth-Token': token, ...request.headers },
        body: request.body,
        bodyBytes: request.bodyBytes,
        onProgress: request.onProgress,
        pace: request.pace,
        signal: request.signal,
        ...(request.silenceMs && { silenceMs: request.silenceMs }),
      });
    } catch (error) {
      throwIfCancelled(request.signal);
      throw translateSwiftError(error, callOf(bucket, key));
    }
  }

  async function open(request: SwiftRequest): Promise<HttpAnswer> {
    const call = () => callOf(request.bucket, request.key);
    const first = await session(request.signal);
    await prepare(first);
    let answer = await sendWith(first, request);
    if (answer.status === 401) {
      answer.body.resume();
      const second = await session(request.signal, first.token);
      // A stream is read by now; who sent it sends it again, with the new token.
      if (request.body !== undefined && !(request.body instanceof Uint8Array)) throw sessionEnded(call());
      answer = await sendWith(second, request);
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    if (request.accepts?.includes(answer.status)) return answer;
    throw translateSwiftAnswer(await factsOf(answer, request), call());
  }

  async function read(answer: HttpAnswer, request: SwiftRequest): Promise<string> {
    try {
      return await text(answer.body);
    } catch (error) {
      throwIfCancelled(request.signal);
      throw translateSwiftError(error, callOf(request.bucket, request.key));
    }
  }

  const send: SwiftRequests['send'] = async (request) => {
    const answer = await open(request);
    return { status: answer.status, headers: answer.headers, text: await read(answer, request) };
  };

  return {
    open,
    send,
    async json<T>(request: SwiftRequest): Promise<T | null> {
      const answer = await send({
        ...request,
        headers: { Accept: 'application/json', ...request.headers },
      });
      if (answer.status === 204 || answer.text.trim() === '') return null;
      try {
        return JSON.parse(answer.text) as T;
      } catch {
        throw noSwiftThere(callOf(request.bucket, request.key));
      }
    },
    session: (signal) => session(signal),
    callOf,
  };
}

/** Of one step within a call of many: the call as a whole is tried again as well. */
const STEP_ATTEMPTS = 3;
/** Made twice they do no harm; that what is deleted was gone already is no failure to any of these calls. */
const STEPS: ReadonlySet<SwiftRequest['method']> = new Set(['GET', 'HEAD', 'DELETE']);

/**
 * For calls that are made of many requests: a step that only looks, or deletes what may be gone already, is tried again by itself. Begun
 * anew for each that fails, such a call would never end in front of a busy store, and what it sent before would be sent again.
 */
export function withSteadySteps(requests: SwiftRequests, rules: RetryRules): SwiftRequests {
  const steps = { ...rules, maxAttempts: Math.min(rules.maxAttempts, STEP_ATTEMPTS) };
  const steady = <T>(request: SwiftRequest, run: () => Promise<T>): Promise<T> =>
    STEPS.has(request.method) ? patiently(steps, run, request.signal) : run();
  return {
    ...requests,
    open: (request) => steady(request, () => requests.open(request)),
    send: (request) => steady(request, () => requests.send(request)),
    json: (request) => steady(request, () => requests.json(request)),
  };
}

async function factsOf(answer: HttpAnswer, request: SwiftRequest): Promise<AnswerFacts> {
  const { headers, status } = answer;
  const retryAfter = headerOf(headers, 'retry-after');
  // Seconds; a date (RFC 9110 allows one) counts as a minute.
  const retryAfterS =
    retryAfter === undefined ? undefined : /^\d+$/.test(retryAfter) ? Number(retryAfter) : 60;
  return {
    status,
    method: request.method,
    conditional: Object.keys(request.headers ?? {}).some((name) => /^if-(none-)?match$/i.test(name)),
    reason: await reasonOf(answer.body),
    requestId: headerOf(headers, 'x-trans-id') ?? headerOf(headers, 'x-openstack-request-id'),
    retryAfterS,
  };
}

/** The sentence within the small page of HTML that Swift sends with an error; '' when there is none. */
async function reasonOf(body: IncomingMessage): Promise<string> {
  let page = '';
  try {
    for await (const chunk of body) {
      page += (chunk as Buffer).toString('utf8');
      if (page.length > 10_000) break;
    }
  } catch {
    // The status says enough.
  }
  const sentence = /<p>([\s\S]*?)<\/p>/.exec(page)?.[1] ?? page.replace(/<[^>]*>/g, ' ');
  return sentence.replace(/\s+/g, ' ').trim().slice(0, REASON_CHARACTERS);
}

export const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof AppError && codes.includes(error.code);

/** Runs `work` over all items, at most `lanes` at once; results in the order of the items. The first failure ends it. */
export async function inParallel<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  return results;
}
