/** An HTTP server between a client and a real one that lets requests fail as networks and servers do, chosen by a seed. */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

export type Fault =
  /** The connection ends before the server hears of it. */
  | 'reset-before'
  /** The server did it, and nobody is told. */
  | 'answer-lost'
  | 'error-500'
  /** The server did it, and then says 500. */
  | 'error-500-after'
  | 'busy-503'
  | 'throttled-429'
  /** Nothing comes back, and at last the connection ends, as when a router has forgotten it. */
  | 'stall'
  /** A token that was good a moment ago is refused. */
  | 'unauthorized-401'
  /** The answer ends in the middle of its body. */
  | 'truncated'
  /** The server tells an ETag that is not of these bytes. */
  | 'wrong-etag'
  /** The answer comes in small pieces, each late. */
  | 'slow'
  /** The same of its head, letter by letter. */
  | 'slow-loris';

export interface FaultProxy {
  origin: string;
  /** How often each was made. */
  made: Map<Fault, number>;
  /** The next so many requests that it fits fail so, whatever the dice say. */
  burst(fault: Fault, count: number): void;
  /** Every token that was given out so far is refused from now on, as when its time is over. Needs `tokens`. */
  expireTokens(): void;
  /** No fault while `run` runs. */
  undisturbed<T>(run: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** `http://host:port` of the real server. */
  target: string;
  faults: readonly Fault[];
  seed: number;
  /** Of all requests, those that fail. */
  rate: number;
  /** Requests that pass between two that fail. The same request never fails twice in a row. */
  gap: number;
  /** Stands between the client and the tokens of the server (Swift's auth v1), so that they can end. */
  tokens?: boolean;
  /** A fault that this request cannot be saved from by trying again. */
  spares?: (fault: Fault, request: { method: string; url: URL }) => boolean;
}

const SLOW_PIECES = 8;
const SLOW_PIECE_MS = 5;
const LORIS_PIECES = 40;
const STALL_MS = 400;
/** Headers of one hop: the proxy has its own. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'proxy-connection', 'upgrade']);

/** [0, 1), always the same ones for a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Answer {
  status: number;
  rawHeaders: string[];
  body: Buffer;
}

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const random = seededRandom(options.seed);
  const agent = new Agent({ keepAlive: true });
  const target = new URL(options.target);
  const made = new Map<Fault, number>();
  /** Requests that each could have been made of. */
  const offered = new Map<Fault, number>();
  let calm = 0;
  let sinceFault = options.gap;
  /** Requests that failed the last time they came. */
  const failed = new Set<string>();
  const bursts: Array<{ fault: Fault; left: number }> = [];
  /** Of the server, by the one that is good now. */
  const tokens = new Map<string, string>();
  let tokenNumber = 0;

  function inBurst(asked: { method: string; url: URL }): Fault | null {
    const burst = bursts.find(({ fault, left }) => left > 0 && fits(fault, asked));
    if (!burst || calm > 0) return null;
    burst.left -= 1;
    made.set(burst.fault, (made.get(burst.fault) ?? 0) + 1);
    return burst.fault;
  }

  function choose(asked: { method: string; url: URL }): Fault | null {
    sinceFault += 1;
    const [dice, pick] = [random(), random()];
    const name = `${asked.method} ${asked.url.href}`;
    if (failed.delete(name)) return null;
    if (calm > 0 || sinceFault <= options.gap || dice >= options.rate) return null;
    const possible = options.faults.filter(
      (fault) => fits(fault, asked) && options.spares?.(fault, asked) !== true,
    );
    // The rarest so far, and of those the one with the fewest chances: in a run of a thousand requests every kind comes.
    const fewest = (of: readonly Fault[], counts: ReadonlyMap<Fault, number>): Fault[] => {
      const least = Math.min(...of.map((fault) => counts.get(fault) ?? 0));
      return of.filter((fault) => (counts.get(fault) ?? 0) === least);
    };
    const rarest = fewest(fewest(possible, made), offered);
    const fault = rarest[Math.floor(pick * rarest.length)] ?? null;
    for (const kind of possible) offered.set(kind, (offered.get(kind) ?? 0) + 1);
    if (fault) {
      sinceFault = 0;
      failed.add(name);
      made.set(fault, (made.get(fault) ?? 0) + 1);
    }
    return fault;
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const method = incoming.method ?? 'GET';
    const asked = { method, url: new URL(incoming.url ?? '/', target) };
    const hasEnded = options.tokens === true && !isKnownToken(incoming);
    const fault = hasEnded ? 'unauthorized-401' : (inBurst(asked) ?? choose(asked));
    if (fault === 'reset-before') return void incoming.socket.destroy();
    if (fault === 'stall') {
      await pause(STALL_MS);
      return void incoming.socket.destroy();
    }
    const refused = refusals.get(fault);
    if (refused) {
      await incoming.resume().toArray();
      return void outgoing.writeHead(refused.status, { ...refused.headers, 'content-length': 0 }).end();
    }
    const answer = await forward(incoming, method);
    if (fault === 'answer-lost') return void incoming.socket.destroy();
    if (fault === 'error-500-after') return void outgoing.writeHead(500, { 'content-length': 0 }).end();
    if (options.tokens) giveToken(answer);
    if (fault === 'slow-loris') await replySlowly(incoming.socket, answer, method);
    else await reply(outgoing, answer, method, fault);
  }

  /** Exchanges the token for that of the server; false when it is one of ours that has ended. */
  function isKnownToken(incoming: IncomingMessage): boolean {
    const given = incoming.headers['x-auth-token'];
    if (typeof given !== 'string') return true;
    const real = tokens.get(given);
    if (real === undefined) return false;
    incoming.headers['x-auth-token'] = real;
    return true;
  }
  function giveToken({ rawHeaders }: Answer): void {
    for (let index = 0; index < rawHeaders.length; index += 2) {
      if (!/^x-(auth|storage)-token$/i.test(rawHeaders[index] ?? '')) continue;
      const ours = `${options.seed}-${tokenNumber}`;
      tokens.set(ours, rawHeaders[index + 1] ?? '');
      rawHeaders[index + 1] = ours;
    }
  }

  function forward(incoming: IncomingMessage, method: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // The Host header stays: signatures are made over it, and Swift tells its addresses by it.
      const asking = request({
        host: target.hostname,
        port: target.port,
        // Swift's S3 API sends a body after some answers to HEAD: nobody may use that connection again.
        agent: method === 'HEAD' ? false : agent,
        method,
        path: incoming.url,
        headers: Object.fromEntries(
          Object.entries(incoming.headers).filter(([name]) => !['connection', 'keep-alive'].includes(name)),
        ),
      });
      asking.on('response', (answer) => {
        const told = { status: answer.statusCode ?? 502, rawHeaders: answer.rawHeaders };
        if (method === 'HEAD') resolve({ ...told, body: Buffer.alloc(0) });
        else buffer(answer).then((body) => resolve({ ...told, body }), reject);
      });
      asking.on('continue', () => undefined);
      asking.on('error', reject);
      // What the client takes back is not sent on as a whole.
      incoming.on('close', () => incoming.complete || asking.destroy());
      incoming.pipe(asking);
    });
  }

  return {
    origin: await listening(server),
    made,
    burst: (fault, count) => void bursts.push({ fault, left: count }),
    expireTokens() {
      tokens.clear();
      tokenNumber += 1;
    },
    async undisturbed(run) {
      calm += 1;
      try {
        return await run();
      } finally {
        calm -= 1;
      }
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const refusals = new Map<Fault | null, { status: number; headers: Record<string, string> }>([
  ['error-500', { status: 500, headers: {} }],
  ['busy-503', { status: 503, headers: { 'retry-after': '1' } }],
  ['throttled-429', { status: 429, headers: { 'retry-after': '1' } }],
  ['unauthorized-401', { status: 401, headers: {} }],
]);

/** A fault that would not show is none. */
function fits(fault: Fault, { method, url }: { method: string; url: URL }): boolean {
  const isKey = url.pathname.split('/').filter(Boolean).length > 1;
  if (fault === 'truncated' || fault === 'slow') return method === 'GET';
  // Signing in has no token yet: a 401 there says that the password is wrong.
  if (fault === 'unauthorized-401') return !url.pathname.startsWith('/auth/');
  if (fault === 'wrong-etag') return method === 'PUT' && isKey;
  if (fault === 'answer-lost' || fault === 'error-500-after') return method !== 'GET' && method !== 'HEAD';
  return true;
}

async function reply(
  outgoing: ServerResponse,
  answer: Answer,
  method: string,
  fault: Fault | null,
): Promise<void> {
  const headers: string[] = [];
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = answer.rawHeaders.slice(index, index + 2);
    if (hopByHop.has(name.toLowerCase()) || (name.toLowerCase() === 'content-length' && method !== 'HEAD'))
      continue;
    const isEtag = name.toLowerCase() === 'etag' && fault === 'wrong-etag';
    headers.push(name, isEtag ? value.replace(/[0-9a-f]/, (digit) => (digit === '0' ? '1' : '0')) : value);
  }
  const bodiless = method === 'HEAD' || answer.status === 204 || answer.status === 304;
  if (!bodiless) headers.push('Content-Length', String(answer.body.length));
  outgoing.writeHead(answer.status, headers);
  if (fault === 'truncated' && answer.body.length > 1) {
    outgoing.write(answer.body.subarray(0, answer.body.length >> 1), () => outgoing.destroy());
    return;
  }
  if (fault === 'slow') {
    const piece = Math.max(1, Math.ceil(answer.body.length / SLOW_PIECES));
    for (let offset = 0; offset < answer.body.length; offset += piece) {
      await pause(SLOW_PIECE_MS);
      outgoing.write(answer.body.subarray(offset, offset + piece));
    }
    outgoing.end();
    return;
  }
  outgoing.end(bodiless ? undefined : answer.body);
}

/** Past Node's own writing of answers, which gives out a head as a whole. */
async function replySlowly(socket: Socket, answer: Answer, method: string): Promise<void> {
  const lines = [`HTTP/1.1 ${answer.status} Slow`, 'Connection: close'];
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = answer.rawHeaders.slice(index, index + 2);
    const isOfBody = name.toLowerCase() === 'content-length' && method !== 'HEAD';
    if (!hopByHop.has(name.toLowerCase()) && !isOfBody) lines.push(`${name}: ${value}`);
  }
  if (method !== 'HEAD' && answer.status !== 204) lines.push(`Content-Length: ${answer.body.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const piece = Math.ceil(head.length / LORIS_PIECES);
  for (let offset = 0; offset < head.length && !socket.destroyed; offset += piece) {
    socket.write(head.subarray(offset, offset + piece));
    await pause(SLOW_PIECE_MS);
  }
  socket.end(answer.body);
}

function listening(server: ReturnType<typeof createServer>): Promise<string> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );
}
