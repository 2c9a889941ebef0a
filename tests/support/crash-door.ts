/**
 * An HTTP door between the command and a real store that writes down every request, and tells a test the moment it waits for: then the
 * command is killed while this very request begins, is half through, is done and nobody was told, or was just answered.
 */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a request is for the one who sends it. */
export type Act =
  /** An object in one request. */
  | 'whole'
  | 'part'
  /** An upload in parts begins. */
  | 'begin'
  /** Its parts become one object. */
  | 'join'
  /** The store is asked what it holds. */
  | 'look'
  /** Bytes of an object come back. */
  | 'fetch'
  /** What CAOS keeps beside the photos. */
  | 'own'
  | 'other';
export const phases = ['begins', 'half', 'done', 'told'] as const;
export type Phase = (typeof phases)[number];

export interface Passed {
  act: Act;
  /** Decoded key of the object; '' where the request has none. */
  key: string;
  /** Of the part; 0 for others. */
  number: number;
  /** Bytes asked for; null: all. Half-open. */
  range: [start: number, end: number] | null;
  beganAtMs: number;
  /** Bytes of the body so far, of whichever direction carries it. */
  bytes: number;
  /** null until the server answered. */
  status: number | null;
  /** When the server had answered; null: not yet. */
  doneAtMs: number | null;
  /** When the answer was given out as a whole; null: not yet, or never. */
  toldAtMs: number | null;
}

export interface Moment {
  acts: readonly Act[];
  phase: Phase;
  /** The nth such request from now, from 1. */
  nth: number;
}

export interface CrashDoor {
  origin: string;
  /** All requests, in the order in which they came. */
  passed: Passed[];
  /** Calls once, in the very turn of the moment. The answer takes the watch away. */
  when(moment: Moment, then: (passed: Passed) => void): () => void;
  /** From now on nobody is let in, as when a server is restarted: what is under way is cut, what comes is refused. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'proxy-connection', 'upgrade']);

/** `target`: `http://host:port` of the real server. `now`: milliseconds. */
export async function openCrashDoor(
  target: string,
  now: () => number = () => performance.now(),
): Promise<CrashDoor> {
  const server = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const passed: Passed[] = [];
  const watches = new Set<{ moment: Moment; left: number; then: (passed: Passed) => void }>();
  const sockets = new Set<Socket>();
  let isShut = false;

  const at = (phase: Phase, entry: Passed): void => {
    for (const watch of [...watches]) {
      if (watch.moment.phase !== phase || !watch.moment.acts.includes(entry.act)) continue;
      watch.left -= 1;
      if (watch.left > 0) continue;
      watches.delete(watch);
      watch.then(entry);
    }
  };
  /** Counts what goes through; `half` once. */
  const counting = (entry: Passed, wholeBytes: number): ((chunk: Buffer) => void) => {
    let isHalf = false;
    return (chunk) => {
      entry.bytes += chunk.length;
      if (isHalf || entry.bytes * 2 < wholeBytes) return;
      isHalf = true;
      at('half', entry);
    };
  };

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const method = incoming.method ?? 'GET';
    const entry = requestSeen(incoming, now());
    passed.push(entry);
    at('begins', entry);
    const asking = request({
      host: server.hostname,
      port: server.port,
      // Swift's S3 API sends a body after some answers to HEAD: nobody may use that connection again.
      agent: method === 'HEAD' ? false : agent,
      method,
      path: incoming.url,
      // The Host header stays: signatures are made over it, and Swift tells its addresses by it.
      headers: Object.fromEntries(
        Object.entries(incoming.headers).filter(([name]) => !['connection', 'keep-alive'].includes(name)),
      ),
    });
    const sends = method === 'PUT' || method === 'POST';
    if (sends) incoming.on('data', counting(entry, Number(incoming.headers['content-length'] ?? 0)));
    asking.on('continue', () => undefined);
    // With the 404 of a HEAD Swift sends a body: a broken end, after the whole answer.
    asking.on('error', () => {
      if (entry.status === null || method !== 'HEAD') outgoing.destroy();
    });
    asking.on('response', (answer) => {
      entry.status = answer.statusCode ?? 502;
      const done = (): void => {
        entry.doneAtMs = now();
        at('done', entry);
      };
      outgoing.on('finish', () => {
        entry.toldAtMs = now();
        at('told', entry);
      });
      const headers = rawHeadersOf(answer);
      if (method === 'HEAD' || entry.status === 204 || entry.status === 304) {
        answer.resume();
        done();
        outgoing.writeHead(entry.status, headers).end();
        return;
      }
      if (method !== 'GET') {
        // Held until it is whole, so that "done, and nobody told" is a moment of its own.
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('end', () => {
          done();
          outgoing.writeHead(entry.status ?? 502, headers).end(Buffer.concat(pieces));
        });
      } else {
        answer.on('data', counting(entry, Number(answer.headers['content-length'] ?? 0)));
        answer.on('end', done);
        outgoing.writeHead(entry.status, headers);
        answer.pipe(outgoing);
      }
      if (method !== 'HEAD') answer.on('error', () => outgoing.destroy());
    });
    // Whoever is gone takes the request along, as a broken connection does.
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) asking.destroy();
    });
    incoming.on('error', () => asking.destroy());
    incoming.pipe(asking);
  }

  const door = createServer(pass);
  door.on('connection', (socket) => {
    if (isShut) return void socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    passed,
    when(moment, then) {
      const watch = { moment, left: moment.nth, then };
      watches.add(watch);
      return () => void watches.delete(watch);
    },
    shut() {
      isShut = true;
      for (const socket of sockets) socket.destroy();
    },
    open() {
      isShut = false;
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        door.close(() => resolve());
        door.closeAllConnections();
      }),
  };
}

function requestSeen({ method = 'GET', url = '/', headers }: IncomingMessage, nowMs: number): Passed {
  const { pathname, searchParams: query } = new URL(url, 'http://door');
  const [, ...path] = pathname.replace(/^\/v1\/[^/]+/, '').split('/');
  const key = path.slice(1).map(decodeURIComponent).join('/');
  const segment = /^\.caos\/segments\/[^/]+\/(\d+)$/.exec(key);
  const told = headers['x-object-meta-caos-object'];
  const [, start, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  return {
    act: actOf(method, key, query),
    key: segment && typeof told === 'string' ? decodeURIComponent(told) : key,
    number: segment ? Number(segment[1]) : Number(query.get('partNumber') ?? 0),
    range: start === undefined ? null : [Number(start), Number(last) + 1],
    beganAtMs: nowMs,
    bytes: 0,
    status: null,
    doneAtMs: null,
    toldAtMs: null,
  };
}

function actOf(method: string, key: string, query: URLSearchParams): Act {
  const isOwn = key.startsWith('.caos/');
  if (method === 'PUT' && key.startsWith('.caos/segments/')) return 'part';
  if (method === 'PUT' && key.startsWith('.caos/uploads/')) return 'begin';
  if (isOwn) return 'own';
  if (key === '') return method === 'GET' ? 'look' : 'other';
  if (method === 'PUT' && query.has('partNumber')) return 'part';
  if (method === 'PUT' && query.get('multipart-manifest') === 'put') return 'join';
  if (method === 'PUT') return 'whole';
  if (method === 'POST' && query.has('uploads')) return 'begin';
  if (method === 'POST' && query.has('uploadId')) return 'join';
  if (method === 'HEAD' || query.has('uploadId')) return 'look';
  return method === 'GET' ? 'fetch' : 'other';
}

/** As the server wrote them, but for those of one hop: the door has its own. */
function rawHeadersOf({ rawHeaders }: IncomingMessage): string[] {
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!hopByHop.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
