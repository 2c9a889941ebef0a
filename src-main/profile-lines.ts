/** Splits a byte stream into lines of UTF-8 text: the framing of the profile socket. */
import type { Socket } from 'node:net';

/** Calls `onLine` for each full line. A longer line than `maxBytes` ends the connection. */
export function readLines(socket: Socket, maxBytes: number, onLine: (line: string) => void): void {
  let pieces: Buffer[] = [];
  let pendingBytes = 0;
  socket.on('data', (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      pieces.push(chunk.subarray(start, end));
      const line = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      pendingBytes = 0;
      start = end + 1;
      if (line !== '') onLine(line);
      if (socket.destroyed) return;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
    pendingBytes += chunk.length - start;
    if (pendingBytes > maxBytes) socket.destroy();
  });
}
