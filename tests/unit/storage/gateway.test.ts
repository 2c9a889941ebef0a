/** Links to objects on this computer, asked for over real connections. */
import { request } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture';

let on: GatewayFixture;
beforeEach(async () => {
  on = await openGatewayFixture({
    interfaces: () => ({
      lo: [{ address: '127.0.0.1', family: 'IPv4', internal: true } as never],
      vpn: [{ address: '100.64.0.7', family: 'IPv4', internal: false } as never],
      // Also on this computer, so that a test may ask it.
      wifi: [
        { address: '169.254.3.3', family: 'IPv4', internal: false } as never,
        { address: '192.168.1.20', family: 'IPv4', internal: false } as never,
        { address: 'fe80::1', family: 'IPv6', internal: false } as never,
      ],
    }),
  });
  await on.store.createBucket('album');
  await on.store.put('album', 'Tag 1/Ä 1%41.txt', Buffer.from('0123456789'), { contentType: 'text/plain' });
});
afterEach(() => on.close());

const refusal = 'This link is not valid, or its time is over. Ask for a new one.\n';
const link = (options = {}) => on.store.presignGet('album', 'Tag 1/Ä 1%41.txt', 60, options);
/** As it is written, without the tidying of paths that fetch does. */
function rawStatus(address: string, path: string, method = 'GET', headers = {}): Promise<number> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.on('error', reject);
    asking.end();
  });
}

describe('a link', () => {
  it('gives the object with everything a browser should know, and nothing it should do', async () => {
    const answer = await fetch(await link());
    const head = await on.store.head('album', 'Tag 1/Ä 1%41.txt');
    const headers = Object.fromEntries(answer.headers);
    delete headers.date;
    expect({ status: answer.status, text: await answer.text(), headers }).toEqual({
      status: 200,
      text: '0123456789',
      headers: {
        'accept-ranges': 'bytes',
        'cache-control': 'private, no-cache',
        connection: 'keep-alive',
        'content-disposition': `attachment; filename="_ 1_41.txt"; filename*=UTF-8''%C3%84%201%2541.txt`,
        'content-length': '10',
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; sandbox",
        'content-type': 'text/plain',
        etag: `"${head?.etag}"`,
        'keep-alive': 'timeout=5',
        'last-modified': new Date(head?.modifiedAtMs ?? 0).toUTCString(),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      },
    });
  });

  it('answers HEAD, ranges and a browser that has it already', async () => {
    const address = await link();
    const etag = (await fetch(address, { method: 'HEAD' })).headers.get('etag') ?? '';
    const ask = async (headers: Record<string, string>, method = 'GET') => {
      const answer = await fetch(address, { headers, method });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    expect({
      head: await ask({}, 'HEAD'),
      middle: await ask({ range: 'bytes=2-4' }),
      open: await ask({ range: 'bytes=7-' }),
      tail: await ask({ range: 'bytes=-2' }),
      beyond: await ask({ range: 'bytes=8-100' }),
      outside: await ask({ range: 'bytes=10-12' }),
      several: await ask({ range: 'bytes=0-1,3-4' }),
      nonsense: await ask({ range: 'lines=1-2' }),
      sameStill: await ask({ range: 'bytes=2-4', 'if-range': etag }),
      changed: await ask({ range: 'bytes=2-4', 'if-range': '"other"' }),
      known: await ask({ 'if-none-match': `"x", W/${etag}` }),
      unknown: (await ask({ 'if-none-match': '"x"' }))[0],
    }).toEqual({
      head: [200, null, ''],
      middle: [206, 'bytes 2-4/10', '234'],
      open: [206, 'bytes 7-9/10', '789'],
      tail: [206, 'bytes 8-9/10', '89'],
      beyond: [206, 'bytes 8-9/10', '89'],
      outside: [416, 'bytes */10', 'The part that was asked for is not in the file.\n'],
      several: [200, null, '0123456789'],
      nonsense: [200, null, '0123456789'],
      sameStill: [206, 'bytes 2-4/10', '234'],
      changed: [200, null, '0123456789'],
      known: [304, null, ''],
      unknown: 200,
    });
  });

  it('is refused with the same sentence whatever was changed in it', async () => {
    await on.store.put('album', 'other.txt', Buffer.from('secret'));
    const address = await link({ inline: true, fileName: 'a.txt' });
    const url = (change: (url: URL) => void): string => {
      const changed = new URL(address);
      change(changed);
      return changed.href;
    };
    const changed = {
      key: url((it) => (it.pathname = `/${on.id}/album/other.txt`)),
      bucket: url((it) => (it.pathname = it.pathname.replace('/album/', '/album2/'))),
      connection: url((it) => (it.pathname = it.pathname.replace(on.id, on.id.replace('6', '7')))),
      noConnection: url((it) => (it.pathname = it.pathname.replace(on.id, '../key'))),
      later: url((it) => it.searchParams.set('expires', String(Number(it.searchParams.get('expires')) + 1))),
      notInline: url((it) => it.searchParams.delete('inline')),
      otherName: url((it) => it.searchParams.set('filename', 'b.txt')),
      shortSignature: url((it) => it.searchParams.set('sig', 'a')),
      noSignature: url((it) => it.searchParams.delete('sig')),
      noQuery: url((it) => (it.search = '')),
      listing: new URL('/', address).href,
      bucketListing: url((it) => (it.pathname = `/${on.id}/album/`)),
      missing: url((it) => (it.pathname = `/${on.id}/album/none.txt`)),
    };
    const seen = await Promise.all(
      Object.entries(changed).map(async ([name, href]) => {
        const answer = await fetch(href);
        return [name, answer.status, await answer.text(), answer.headers.get('access-control-allow-origin')];
      }),
    );
    expect(seen).toEqual(Object.keys(changed).map((name) => [name, 403, refusal, null]));
    expect((await fetch(address)).status).toBe(200);
  });

  it('leads out of no folder, and takes no other method', async () => {
    const address = await link();
    const query = address.split('?')[1];
    const path = (inner: string) => `/${on.id}/${inner}?${query}`;
    const statuses = await Promise.all([
      rawStatus(address, path('album/../album/Tag 1/%C3%84%201%2541.txt'.replace(' ', '%20'))),
      rawStatus(address, path('album/%2e%2e/album/Tag%201/%C3%84%201%2541.txt')),
      rawStatus(address, path('album/Tag%201/%FF.txt')),
      rawStatus(address, `//${on.id}/album/Tag%201/%C3%84%201%2541.txt?${query}`),
      rawStatus(address, `http://elsewhere.example${path('album/Tag%201/%C3%84%201%2541.txt')}`),
      rawStatus(address, path('album/Tag%201/%C3%84%201%2541.txt'), 'DELETE'),
      rawStatus(address, path('album/Tag%201/%C3%84%201%2541.txt'), 'OPTIONS'),
      rawStatus(address, path('album/Tag%201/%C3%84%201%2541.txt'), 'POST'),
      rawStatus(address, path('album/Tag%201/%C3%84%201%2541.txt')),
    ]);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 403, 403, 403, 200]);
  });

  it('ends at its time, and with its key', async () => {
    const [first, second] = [await link(), await link()];
    on.clock.nowMs += 59_000;
    const before = (await fetch(first)).status;
    on.clock.nowMs += 2000;
    const after = (await fetch(first)).status;
    on.clock.nowMs -= 30_000;
    await on.store.admin.rotateLinkKey();
    expect([before, after, (await fetch(second)).status, (await fetch(await link())).status]).toEqual([
      200, 403, 403, 200,
    ]);
  });

  it('says what is gone, but not why something cannot be read', async () => {
    const address = await link();
    await on.store.delete('album', 'Tag 1/Ä 1%41.txt');
    const gone = await fetch(address);
    expect([gone.status, await gone.text(), on.logged.at(-1)]).toEqual([
      404,
      'What this link showed is not there any more.\n',
      JSON.stringify(['gateway', { method: 'GET', status: 404 }]),
    ]);
  });

  it('is never written to the log', async () => {
    const address = await link();
    await fetch(address);
    await fetch(`${address}0`);
    expect(on.logged.filter((line) => line.includes('sig') || line.includes('Tag 1'))).toEqual([]);
  });
});

describe('what is shown in the page', () => {
  const policyOf = async (key: string, contentType: string, inline: boolean) => {
    await on.store.put('album', key, Buffer.from('<p>'), { contentType });
    const { headers } = await fetch(await on.store.presignGet('album', key, 60, { inline }));
    return {
      type: headers.get('content-type'),
      shown: headers.get('content-disposition')?.split(';')[0],
      policy: headers.get('content-security-policy') ?? '',
    };
  };

  it('may run its own script when it is a page of ours, read what lies beside it, and talk to nobody else', async () => {
    const page = await policyOf('wedding/.caos/shares/1/index.html', 'text/html; charset=utf-8', true);
    expect([page.type, page.shown]).toEqual(['text/html; charset=utf-8', 'inline']);
    expect(page.policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:",
      "style-src 'unsafe-inline'",
      "connect-src 'self' blob: data:",
      "img-src 'self' blob: data:",
      "media-src 'self' blob: data:",
      'font-src data:',
      'worker-src blob:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      'sandbox allow-scripts allow-downloads allow-forms allow-modals allow-same-origin',
    ]);
  });

  it('shares nothing with other links when it is somebody else’s page', async () => {
    for (const key of ['page.html', 'a.caos/page.html', 'x/caos-probe/page.html']) {
      const { policy } = await policyOf(key, 'text/html', true);
      expect(policy.split('; ').at(-1)).toBe(
        'sandbox allow-scripts allow-downloads allow-forms allow-modals',
      );
    }
  });

  it.each([
    ['page.html', 'text/html', false],
    ['drawing.svg', 'image/svg+xml', true],
    ['page.xhtml', 'application/xhtml+xml', true],
    ['photo.jpg', 'image/jpeg', true],
    ['film.webm', 'video/webm', true],
  ] as const)('runs nothing in %s', async (key, contentType, inline) => {
    const { shown, policy } = await policyOf(key, contentType, inline);
    // A sandboxed player could not ask for its film.
    const isFilm = contentType === 'video/webm';
    expect([
      shown,
      policy.startsWith("default-src 'none'; "),
      policy.includes('script-src'),
      policy.endsWith('; sandbox'),
    ]).toEqual([inline ? 'inline' : 'attachment', true, false, !isFilm]);
  });

  it('is named as it was asked, safe in a header', async () => {
    const { headers } = await fetch(await link({ fileName: 'Grüße "1"\r\nx: y;.txt' }));
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="Gr__e _1___x: y;.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22%0D%0Ax%3A%20y%3B.txt`,
    );
  });
});

describe('an upload by link', () => {
  it('becomes the object, whole', async () => {
    const address = await on.store.presignPut('album', 'picks/1.json', 60);
    const answer = await fetch(address, {
      method: 'PUT',
      body: '{"picks":[]}',
      headers: { 'content-type': 'application/json' },
    });
    const head = await on.store.head('album', 'picks/1.json');
    expect([answer.status, answer.headers.get('etag'), head?.sizeBytes, head?.contentType]).toEqual([
      201,
      `"${head?.etag}"`,
      12,
      'application/json',
    ]);
    expect([
      (await fetch(address)).status,
      (await fetch(await link(), { method: 'PUT', body: 'x' })).status,
    ]).toEqual([403, 403]);
  });

  it('says its length, and is not taken when it ends before', async () => {
    const address = await on.store.presignPut('album', 'picks/1.json', 60);
    const { pathname, search } = new URL(address);
    const chunked = await rawStatus(address, pathname + search, 'PUT', { 'transfer-encoding': 'chunked' });
    const huge = await rawStatus(address, pathname + search, 'PUT', { 'content-length': 6 * 1024 ** 3 });
    const { hostname, port } = new URL(address);
    const cut = await new Promise<string>((resolve) => {
      const asking = request({
        hostname,
        port,
        path: pathname + search,
        method: 'PUT',
        headers: { 'content-length': 100 },
      });
      asking.on('error', () => resolve('ended'));
      asking.write('half', () => asking.destroy());
      asking.on('close', () => resolve('ended'));
    });
    await expect.poll(() => on.logged.filter((line) => line.includes('PUT')).length).toBe(3);
    expect({ chunked, huge, cut, stored: await on.store.head('album', 'picks/1.json') }).toEqual({
      chunked: 411,
      huge: 413,
      cut: 'ended',
      stored: null,
    });
  });
});

describe('the gateway', () => {
  it('starts with the first link, and opens it again after a restart', async () => {
    const before = on.gateway.status();
    const address = await link();
    const running = on.gateway.status();
    await on.gateway.close();
    const closed = await fetch(address).then(
      () => 'open',
      () => 'closed',
    );
    await on.restart();
    await on.gateway.resume();
    const again = await fetch(address);
    const port = Number(new URL(address).port);
    expect({ before, running, closed, again: await again.text(), after: on.gateway.status() }).toEqual({
      before: { running: false, reach: 'loopback', port: null, addresses: [] },
      running: { running: true, reach: 'loopback', port, addresses: [`http://127.0.0.1:${port}`] },
      closed: 'closed',
      again: '0123456789',
      after: { running: true, reach: 'loopback', port, addresses: [`http://127.0.0.1:${port}`] },
    });
  });

  it('stays closed at a start when every link is over', async () => {
    await link();
    await on.restart();
    on.clock.nowMs += 61_000;
    await on.gateway.resume();
    expect(on.gateway.status().running).toBe(false);
  });

  it('takes another port when its own is in use, and says so', async () => {
    await link();
    const port = on.gateway.status().port as number;
    await on.gateway.close();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    await on.restart();
    const opened = (await fetch(await link())).status;
    const status = on.gateway.status();
    await new Promise((resolve) => other.close(resolve));
    expect([opened, status.previousPort, status.port === port, on.values.get('gateway/port')]).toEqual([
      200,
      port,
      false,
      String(status.port),
    ]);
    expect(on.logged).toContain(JSON.stringify(['gateway-port-taken', { kept: port, now: status.port }]));
  });

  it('reaches the network only when that is chosen, and leaves it at once', async () => {
    const local = await link();
    const onLan = await on.gateway.setReach('lan');
    const port = onLan.port;
    const shared = await link();
    // Every address of the loopback net answers when all of them are listened to.
    const elsewhere = (address: string) => address.replace(/\/\/[\d.]+:/, '//127.0.0.2:');
    const status = (address: string) =>
      fetch(address).then(
        (answer) => answer.status,
        () => 'closed',
      );
    const reached = [await status(local), await status(elsewhere(shared))];
    await on.restart();
    await on.gateway.resume();
    const kept = [on.gateway.status().reach, await status(elsewhere(shared))];
    const back = await on.gateway.setReach('loopback');
    expect({
      onLan,
      starts: new URL(shared).host,
      reached,
      kept,
      back,
      after: [await status(local), await status(elsewhere(shared))],
    }).toEqual({
      onLan: {
        running: true,
        reach: 'lan',
        port,
        addresses: ['192.168.1.20', '100.64.0.7', '127.0.0.1'].map((host) => `http://${host}:${port}`),
      },
      starts: `192.168.1.20:${port}`,
      reached: [200, 200],
      kept: ['lan', 200],
      back: { running: true, reach: 'loopback', port, addresses: [`http://127.0.0.1:${port}`] },
      after: [200, 'closed'],
    });
  });

  it('forgets the key of a connection that is removed', async () => {
    const address = await link();
    await on.gateway.forget(on.id);
    expect([(await fetch(address)).status, [...on.secrets.keys()]]).toEqual([403, []]);
  });

  it('makes one key however many links are asked for at once', async () => {
    const addresses = await Promise.all(Array.from({ length: 20 }, () => link()));
    const statuses = await Promise.all(addresses.map(async (address) => (await fetch(address)).status));
    expect([...new Set(statuses)]).toEqual([200]);
  });
});
