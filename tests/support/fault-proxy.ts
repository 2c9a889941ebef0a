/** An HTTP server between a client and a real one that lets requests fail as networks and servers do, chosen by a seed. */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  /** A token that was good a moment ago is refused. */
  | 'unauthorized-401'
  /** The answer ends in the middle of its body. */
  | 'truncated'
  /** The server tells an ETag that is not of these bytes. */
  | 'wrong-etag'
  /** The answer comes in small pieces, each late. */
  | 'slow';

export interface FaultProxy {
  origin: string;
  /** How often each was made. */
  made: Map<Fault, number>;
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
  /** A fault that this request cannot be saved from by trying again. */
  spares?: (fault: Fault, request: { method: string; url: URL }) => boolean;
}

const SLOW_PIECES = 8;
const SLOW_PIECE_MS = 5;
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
  let calm = 0;
  let sinceFault = options.gap;
  /** Requests that failed the last time they came. */
  const failed = new Set<string>();

  function choose(asked: { method: string; url: URL }): Fault | null {
    sinceFault += 1;
    const [dice, pick] = [random(), random()];
    const name = `${asked.method} ${asked.url.href}`;
    if (failed.delete(name)) return null;
    if (calm > 0 || sinceFault <= options.gap || dice >= options.rate) return null;
    const possible = options.faults.filter(
      (fault) => fits(fault, asked) && options.spares?.(fault, asked) !== true,
    );
    // The rarest so far: in a run of a thousand requests every kind comes.
    const fewest = Math.min(...possible.map((fault) => made.get(fault) ?? 0));
    const rarest = possible.filter((fault) => (made.get(fault) ?? 0) === fewest);
    const fault = rarest[Math.floor(pick * rarest.length)] ?? null;
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
    const fault = choose({ method, url: new URL(incoming.url ?? '/', target) });
    if (fault === 'reset-before') return void incoming.socket.destroy();
    if (fault === 'error-500' || fault === 'busy-503' || fault === 'unauthorized-401') {
      await incoming.resume().toArray();
      const status = { 'error-500': 500, 'busy-503': 503, 'unauthorized-401': 401 }[fault];
      const headers = fault === 'busy-503' ? { 'retry-after': '1' } : {};
      return void outgoing.writeHead(status, { ...headers, 'content-length': 0 }).end();
    }
    const answer = await forward(incoming, method);
    if (fault === 'answer-lost') return void incoming.socket.destroy();
    if (fault === 'error-500-after') return void outgoing.writeHead(500, { 'content-length': 0 }).end();
    await reply(outgoing, answer, method, fault);
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

/** A fault that would not show is none. */
function fits(fault: Fault, { method, url }: { method: string; url: URL }): boolean {
  const isKey = url.pathname.split('/').filter(Boolean).length > 1;
  if (fault === 'truncated' || fault === 'slow') return method === 'GET';
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

function listening(server: ReturnType<typeof createServer>): Promise<string> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );
}
