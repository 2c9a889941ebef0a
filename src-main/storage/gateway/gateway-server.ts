/** The http server of the gateway: one port on this computer, few connections, no patience for stalled clients. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../../src-shared/app-error';
import { type GatewayDeps, serve } from './serve-object';

export interface GatewayServer {
  readonly port: number;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

export interface GatewayServerOptions extends GatewayDeps {
  /** `127.0.0.1` or `0.0.0.0`. */
  host: string;
  /** 0: any that is free. */
  port: number;
  /** A connection that moves less than `STALL_BYTES` in this time ends. Default: 30 s. */
  stallMs?: number;
}

/** More than a page of thumbnails opens, for several guests at once. */
const MAX_CONNECTIONS = 128;
const HEADERS_MS = 10_000;
/** Held longer than promised: who asks again at the last moment must not meet a connection that just closed. */
const KEEP_ALIVE_MS = 8_000;
const PROMISED_S = 5;
const DEFAULT_STALL_MS = 30_000;
/** 2 KiB/s: below that a link is broken, or someone only holds it open. */
const STALL_BYTES = 64 * 1024;

/** Rejects with AppError `already-exists` when the port is taken, `io` when it cannot be had. */
export async function startGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  const server = createServer({
    headersTimeout: HEADERS_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Every 30 s by default: connections that say nothing would take all places for that long.
    connectionsCheckingInterval: HEADERS_MS / 2,
  });
  // Uploads take as long as they take; whoever stalls is ended by its progress.
  server.requestTimeout = 0;
  server.maxConnections = MAX_CONNECTIONS;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (response.shouldKeepAlive) {
      response.setHeader('connection', 'keep-alive');
      response.setHeader('keep-alive', `timeout=${PROMISED_S}`);
    }
    endWhenStalled(request.socket, response, options.stallMs ?? DEFAULT_STALL_MS);
    // What fails before the object is known (the vault cannot be read) says nothing to a stranger.
    serve(request, response, options).catch(() => response.destroy());
  };
  server.on('request', handle);
  // Asked before the body is sent: serve() says when it may come.
  server.on('checkContinue', handle);
  server.on('clientError', (_error, socket) => socket.destroy());
  await listen(server, options);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { host, port }: GatewayServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        new AppError(
          taken ? 'already-exists' : 'io',
          taken
            ? `Port ${port} of this computer is in use by another program.`
            : 'Links to photos on this computer cannot be served: no port could be opened. Restart CAOS, then try again.',
          { cause: error, details: error.code ?? '' },
        ),
      );
    });
    server.listen({ host, port, exclusive: true }, resolve);
  });
}

/** Looks every now and then how many bytes moved since the last time. */
function endWhenStalled(socket: Socket, response: ServerResponse, stallMs: number): void {
  const moved = (): number => socket.bytesRead + socket.bytesWritten;
  let before = moved();
  const timer = setInterval(() => {
    const now = moved();
    if (now - before < STALL_BYTES) socket.destroy();
    before = now;
  }, stallMs);
  timer.unref();
  response.once('close', () => clearInterval(timer));
}
