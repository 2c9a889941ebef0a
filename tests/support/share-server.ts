/** A small store on loopback for guest pages: signed addresses, ranges, slots that take what a real store would; and it can fail on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StoredObject {
  bytes: Uint8Array;
  type: string;
}

export interface SeenRequest {
  method: string;
  /** Path and query as they came. */
  target: string;
  status: number;
  referrer: string | undefined;
  range?: string | undefined;
}

export interface ShareServer {
  origin: string;
  /** By path, without the query. A signed address ends with `?sig=ok`. */
  objects: Map<string, StoredObject>;
  /** What was posted or put, by path. */
  received: Map<string, Uint8Array>;
  requests: SeenRequest[];
  /** Answers these paths with this status instead, 0 not at all; removed by whoever set it. */
  refusals: Map<string, number>;
  /** Slots are written once only (If-None-Match), as on stores that have it. */
  neverOverwrites: boolean;
  /** Sends so many bytes of these paths and breaks the connection; once for each number. */
  breaks: Map<string, number[]>;
  /** Ignores Range and sends everything. */
  ignoresRanges: boolean;
  close(): Promise<void>;
}

const SLOT_BYTES = 64 * 1024;

export async function startShareServer(): Promise<ShareServer> {
  const http = createServer((request, response) => {
    answer(server, request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server: ShareServer = {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    objects: new Map(),
    received: new Map(),
    requests: [],
    refusals: new Map(),
    neverOverwrites: false,
    ignoresRanges: false,
    breaks: new Map(),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

async function answer(
  server: ShareServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? '/';
  const url = new URL(target, server.origin);
  const method = request.method ?? 'GET';
  const body = await bodyOf(request);
  const send = (status: number, bytes?: Uint8Array, headers: Record<string, string> = {}) => {
    server.requests.push({
      method,
      target,
      status,
      referrer: request.headers.referer,
      range: request.headers.range,
    });
    response.writeHead(status, { 'content-length': String(bytes?.length ?? 0), ...headers });
    response.end(method === 'HEAD' ? undefined : bytes);
  };
  const refused = server.refusals.get(url.pathname);
  if (refused === 0) return void request.socket.destroy();
  if (refused !== undefined) return send(refused);
  if (method === 'POST') return takeForm(server, url.pathname, request, body, send);
  if (url.searchParams.get('sig') !== 'ok') return send(403);
  if (method === 'PUT') {
    if (!/\/slot-\d\d$/.test(url.pathname) || body.length !== SLOT_BYTES) return send(403);
    if (server.neverOverwrites && server.received.has(url.pathname)) return send(412);
    server.received.set(url.pathname, body);
    return send(200);
  }
  const object = server.objects.get(url.pathname);
  if (!object) return send(404);
  const headers = { 'content-type': object.type, 'accept-ranges': 'bytes' };
  const range = server.ignoresRanges ? null : /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const part = range ? object.bytes.subarray(Number(range[1]), Number(range[2]) + 1) : object.bytes;
  const breaksAfterBytes = server.breaks.get(url.pathname)?.shift();
  if (breaksAfterBytes === undefined) return send(range ? 206 : 200, part, headers);
  server.requests.push({ method, target, status: 0, referrer: undefined });
  response.writeHead(range ? 206 : 200, { ...headers, 'content-length': String(part.length) });
  response.write(part.subarray(0, breaksAfterBytes), () => request.socket.destroy());
}

/** As Swift's FormPost: fields first, then the file; too long is 400. */
async function takeForm(
  server: ShareServer,
  path: string,
  request: IncomingMessage,
  body: Buffer,
  send: (status: number) => void,
): Promise<void> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(body), { headers }).formData();
  const file = form.get('file1');
  if (form.get('signature') !== 'ok' || typeof file === 'string' || file === null) return send(401);
  if (file.size > Number(form.get('max_file_size'))) return send(400);
  server.received.set(path + file.name, new Uint8Array(await file.arrayBuffer()));
  return send(201);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
