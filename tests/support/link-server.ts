/** Gives a store without addresses of its own signed ones: a small web server on loopback, with the faults that real ones have. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LinkOptions, ObjectStore } from '../../src-main/storage/object-store';
import { AppError } from '../../src-shared/app-error';

export interface LinkFaults {
  /** Serves whatever is asked for, whatever the signature. */
  open?: boolean;
  /** Signing for longer is refused. */
  longestS?: number;
  /** The store signs for longer, and then does not serve it. */
  servesAtMostS?: number;
  headers?: Record<string, string>;
  noCorsHeader?: boolean;
  notPublic?: boolean;
  /** Nobody listens. */
  deaf?: boolean;
}

export interface LinkServer {
  presignGet: ObjectStore['presignGet'];
  close(): Promise<void>;
}

export async function startLinkServer(
  store: ObjectStore,
  now: () => number,
  faults: LinkFaults = {},
): Promise<LinkServer> {
  const sign = (path: string, until: string, inline: string): string =>
    createHmac('sha256', 'test').update(`${path}\n${until}\n${inline}`).digest('hex');

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const [until = '', inline = '', signature = ''] = ['until', 'inline', 'signature'].map(
      (name) => url.searchParams.get(name) ?? '',
    );
    const facts = await store.admin.bucketFacts(bucket);
    const leftS = (Number(until) - now()) / 1000;
    const signed = signature === sign(url.pathname, until, inline) && leftS > 0;
    const served = signed && leftS <= (faults.servesAtMostS ?? Number.POSITIVE_INFINITY);
    const isPublic = facts.access?.publicRead === true && !faults.notPublic;
    if (!(served || isPublic || faults.open)) {
      response.writeHead(403).end('refused');
      return;
    }
    const { info, body } = await store.get(bucket, key);
    const origin = request.headers.origin ?? '';
    const cors = !faults.noCorsHeader && facts.corsOrigins?.includes(origin);
    response.writeHead(200, {
      'content-type': info.contentType ?? 'application/octet-stream',
      ...(inline !== '1' && { 'content-disposition': 'attachment' }),
      ...(cors && { 'access-control-allow-origin': origin }),
      ...faults.headers,
    });
    body.pipe(response);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(404).end('not found'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  if (faults.deaf) await close();
  return {
    async presignGet(bucket, key, expiresInS, options: LinkOptions = {}) {
      if (expiresInS > (faults.longestS ?? Number.POSITIVE_INFINITY))
        throw new AppError('bad-input', 'A link may not last that long here.');
      const path = new URL(
        `http://127.0.0.1:${port}/${[bucket, ...key.split('/')].map(encodeURIComponent).join('/')}`,
      );
      const until = String(now() + expiresInS * 1000);
      const inline = options.inline ? '1' : '0';
      path.search = new URLSearchParams({
        until,
        inline,
        signature: sign(path.pathname, until, inline),
      }).toString();
      return path.href;
    },
    close: faults.deaf ? async () => undefined : close,
  };
}
