/** A real S3 server seen through a door that a test can hold shut: then uploads hang in the middle for as long as it wants. */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HeldStore {
  endpoint: string;
  /** Keys of photos whose upload the server took, in order; a key twice was sent twice. */
  taken: string[];
  /** Lets `n` photos pass from now on; the next ones wait. */
  letPass(n: number): void;
  /** Resolves when all that may pass have been taken and at least one more waits. */
  blocked(): Promise<void>;
  open(): void;
  close(): Promise<void>;
}

export async function holdStore(upstream: string): Promise<HeldStore> {
  const target = new URL(upstream);
  const taken: string[] = [];
  let passing = Number.POSITIVE_INFINITY;
  let underWay = 0;
  let held: Array<() => void> = [];
  let watchers: Array<() => void> = [];
  const isBlocked = (): boolean => held.length > 0 && underWay === 0;
  const tell = (): void => {
    if (isBlocked()) watchers.splice(0).forEach((watcher) => void watcher());
  };

  const forward = (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    onDone: (status: number) => void,
  ): void => {
    const { method, url, headers } = incoming;
    // The Host header is signed and must stay as the client wrote it.
    const passed = request(
      { host: target.hostname, port: target.port, method, path: url, headers, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        answer.on('end', () => onDone(answer.statusCode ?? 502));
      },
    );
    // Swift sends a body with the 404 of a HEAD: a broken end, after the whole answer.
    passed.on('error', () => {
      if (!outgoing.headersSent) outgoing.destroy();
    });
    incoming.on('error', () => passed.destroy());
    incoming.pipe(passed);
  };

  const server: Server = createServer((incoming, outgoing) => {
    const key = photoKey(incoming);
    if (key === null) return forward(incoming, outgoing, () => undefined);
    const pass = (): void => {
      passing -= 1;
      underWay += 1;
      forward(incoming, outgoing, (status) => {
        underWay -= 1;
        if (status === 200) taken.push(key);
        tell();
      });
    };
    if (passing > 0) return pass();
    held.push(pass);
    outgoing.on('close', () => {
      held = held.filter((waiting) => waiting !== pass);
    });
    tell();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    letPass(n) {
      passing = n;
    },
    blocked: () => (isBlocked() ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve))),
    open() {
      passing = Number.POSITIVE_INFINITY;
      watchers = [];
      for (const pass of held.splice(0)) pass();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Null unless this request stores a photo of an album (its own `.caos/` files pass freely). */
function photoKey(incoming: IncomingMessage): string | null {
  if (incoming.method !== 'PUT') return null;
  const path = decodeURIComponent(new URL(incoming.url ?? '/', 'http://host').pathname);
  return path.endsWith('.jpg') ? path.slice(path.indexOf('/', 1) + 1) : null;
}
