/** A link to a server that counts what goes over it, and on request is as long and as narrow as a line to a data centre. */
import { connect, createServer, type Socket } from 'node:net';

export interface Link extends AsyncDisposable {
  port: number;
  /** Bytes that came from the server so far, heads of answers included. */
  downBytes(): number;
  /** Requests whose first line begins with this, e.g. `GET /auth/`. */
  requests(start: string): number;
}

/** Above it the sender waits, as on a real line. */
const MAX_UNDERWAY_BYTES = 512 * 1024;

/** `shape`: there and back takes `roundTripMs`, and all connections share `bytesPerSecond` of download. */
export async function openLink(
  target: { host: string; port: number },
  shape?: { roundTripMs: number; bytesPerSecond: number },
): Promise<Link> {
  let down = 0;
  let freeAtMs = 0;
  const heads: string[] = [];
  const sockets = new Set<Socket>();

  /** `dueAtMs`: when a chunk that came now has reached the other end. */
  const pass = (from: Socket, to: Socket, dueAtMs: (chunk: Buffer) => number): void => {
    const underWay: Array<{ chunk: Buffer; atMs: number }> = [];
    let bytes = 0;
    let ended = false;
    let _timer: NodeJS.Timeout | undefined;
    const deliver = (): void => {
      _timer = undefined;
      for (let first = underWay[0]; first && first.atMs <= performance.now(); first = underWay[0]) {
        underWay.shift();
        bytes -= first.chunk.length;
        if (!to.destroyed) to.write(first.chunk);
      }
      if (bytes <= MAX_UNDERWAY_BYTES) from.resume();
      if (underWay[0]) _timer = setTimeout(deliver, Math.max(1, underWay[0].atMs - performance.now()));
      else if (ended) to.end();
    };
    from.on('data', (chunk) => {
      underWay.push({ chunk, atMs: dueAtMs(chunk) });
      bytes += chunk.length;
      if (bytes > MAX_UNDERWAY_BYTES) from.pause();
      if (!shape) deliver();
      else _timer ??= setTimeout(deliver, Math.max(1, (underWay[0]?.atMs ?? 0) - performance.now()));
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      ended = true;
      if (underWay.length === 0) to.end();
    });
  };

  const server = createServer((client) => {
    const remote = connect(target.port, target.host);
    for (const socket of [client, remote]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    const halfWayMs = (shape?.roundTripMs ?? 0) / 2;
    pass(client, remote, (chunk) => {
      const line = chunk.toString('latin1', 0, 120);
      if (/^[A-Z]+ \//.test(line)) heads.push(line);
      return shape ? performance.now() + halfWayMs : 0;
    });
    pass(remote, client, (chunk) => {
      down += chunk.length;
      if (!shape) return 0;
      freeAtMs = Math.max(freeAtMs, performance.now()) + (chunk.length / shape.bytesPerSecond) * 1000;
      return freeAtMs + halfWayMs;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    downBytes: () => down,
    requests: (start) => heads.filter((line) => line.startsWith(start)).length,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
