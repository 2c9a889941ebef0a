/** kill -9 at random moments of a download by the real command: every byte arrives, nothing half is left, little comes twice. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesBelow, noise, sumsOf, unzipped } from '../../support/download-fixture';
import { seededRandom } from '../../support/fault-proxy';
import { type SwiftAddresses, sharedSwift, swiftUnavailableReason } from '../../support/swift-server';
import { Desk } from '../cli/run-cli';

const unavailable = swiftUnavailableReason();
const kills = process.env.CAOS_LONG === '1' ? 60 : 3;
const MiB = 1024 * 1024;

/** Counts the bytes of photos that the store hands out. */
async function countingDoor(
  target: URL,
): Promise<{ server: Server; endpoint: string; handedOut: () => number }> {
  let bytes = 0;
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const passed = request(
      { host: target.hostname, port: target.port, method, path: url, headers, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        if (method === 'GET' && /\.jpg/.test(url ?? ''))
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
          });
        answer.pipe(outgoing);
      },
    );
    // Swift sends a body with the 404 of a HEAD: a broken end, after the whole answer.
    passed.on('error', () => {
      if (!outgoing.headersSent) outgoing.destroy();
    });
    incoming.on('error', () => passed.destroy());
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) passed.destroy();
    });
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    handedOut: () => bytes,
  };
}

describe.skipIf(unavailable !== undefined)(
  `kill -9 during a download${unavailable ? ` (${unavailable})` : ''}`,
  () => {
    let desk: Desk;
    let door: Awaited<ReturnType<typeof countingDoor>>;
    beforeEach(async () => {
      desk = new Desk();
      door = await countingDoor(new URL((sharedSwift() as SwiftAddresses).s3Endpoint));
    });
    afterEach(() => {
      desk[Symbol.dispose]();
      door.server.closeAllConnections();
      door.server.close();
    });

    const files: Record<string, Buffer> = {
      'large.jpg': noise(60 * MiB, 99),
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [
          `day ${index % 3}/${index}.jpg`,
          noise(50_000 + index * 4000, index + 1),
        ]),
      ),
    };
    for (const bytes of Object.values(files)) bytes.set([0xff, 0xd8, 0xff, 0xe0]);
    const allBytes = Object.values(files).reduce((sum, bytes) => sum + bytes.length, 0);

    it.each(['folder', 'zip'] as const)(`${kills} times into a %s`, { timeout: 600_000 }, async (form) => {
      const swift = sharedSwift() as SwiftAddresses;
      for (const [name, bytes] of Object.entries(files)) {
        mkdirSync(dirname(desk.path('card', name)), { recursive: true });
        writeFileSync(desk.path('card', name), bytes);
      }
      await desk.json(
        [
          'connections',
          'add',
          '--name',
          'S',
          '--kind',
          's3',
          '--endpoint',
          door.endpoint,
          '--region',
          swift.region,
          '--access-key',
          swift.accessKey,
          '--path-style',
          '--no-probe',
        ],
        { secret: swift.secretKey },
      );
      await desk.json(['import', 'card', '--album', 'T', '--on', 'S', '--no-pictures']);
      const words = [
        'download',
        '--album',
        'T',
        ...(form === 'zip' ? ['--zip', desk.path('to', 'all.zip')] : ['--to', desk.path('to')]),
      ];
      const random = seededRandom(form === 'zip' ? 11 : 12);
      let killed = 0;
      const begin = door.handedOut();
      for (let round = 0; round < kills; round += 1) {
        const { child, ended } = desk.start(words);
        const until = begin + ((round + random()) * allBytes) / kills;
        const watch = setInterval(() => {
          if (door.handedOut() < until) return;
          clearInterval(watch);
          setTimeout(() => child.kill('SIGKILL'), Math.floor(random() * 40));
        }, 1);
        if ((await ended).code === 'SIGKILL') killed += 1;
        clearInterval(watch);
      }
      expect(killed).toBeGreaterThan(kills / 2);
      const last = await desk.run([...words, '--json']);
      expect(last.code).toBe(0);
      const twice = door.handedOut() - begin - allBytes;
      if (form === 'zip') {
        expect(readdirSync(desk.path('to'))).toEqual(['all.zip']);
        expect(unzipped(desk.path('to', 'all.zip'))).toEqual(sumsOf(files));
        expect(JSON.parse(last.out)).toMatchObject({ ok: true, written: 61, failed: [] });
      } else {
        expect(filesBelow(desk.path('to'))).toEqual(sumsOf(files));
        expect(readFileSync(desk.path('to', 'large.jpg')).length).toBe(60 * MiB);
      }
      // Of each of 16 requests at most what was under way: 1 MiB that is not written down yet, and what the sockets hold.
      expect(twice / killed).toBeLessThan(16 * 2 * MiB);
    });
  },
);
