/** An S3 server on loopback that plays given answers and writes down what it was asked, byte for byte, for tests of the wire. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface Asked {
  /** `PUT /bucket/key?policy`, without what the SDK adds for its own statistics. */
  what: string;
  headers: Record<string, string>;
  body: string;
}
export interface Played {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}
export interface RecordedS3 {
  endpoint: string;
  /** In the order in which they came. */
  asked: Asked[];
  stop(): void;
}

export const errorAnswer = (status: number, code: string, more = ''): Played => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code} message.</Message>${more}<RequestId>tx1</RequestId></Error>`,
});

/** What no answer is given for is 501, as servers say to what they do not know. */
export async function playS3(
  answer: (asked: Asked, earlier: number) => Played | undefined,
): Promise<RecordedS3> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    const query = (request.url ?? '')
      .replace(/([?&])x-id=\w+&?/, '$1')
      .replace(/[?&]$/, '')
      .replace(/=(?=&|$)/g, '');
    const one: Asked = {
      what: `${request.method} ${query}`,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body,
    };
    const earlier = asked.filter(({ what }) => what === one.what).length;
    asked.push(one);
    const played = answer(one, earlier) ?? errorAnswer(501, 'NotImplemented');
    response.writeHead(played.status ?? 200, { 'x-amz-request-id': 'tx1', ...played.headers });
    response.end(request.method === 'HEAD' ? undefined : played.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Sockets that lead every address to that server; `hosts` tells which ones were meant. */
export class ReroutedSockets extends NodeHttpHandler {
  readonly hosts: string[] = [];
  readonly #target: URL;

  constructor(endpoint: string) {
    super();
    this.#target = new URL(endpoint);
  }

  override handle(
    ...[request, options]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    this.hosts.push(request.hostname);
    request.protocol = 'http:';
    request.hostname = this.#target.hostname;
    request.port = Number(this.#target.port);
    return super.handle(request, options);
  }
}
