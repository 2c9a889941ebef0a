/** What the window may not do, tried from inside it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '../support/launch-app';

test('the page has the bridge and nothing of Node or Electron', async ({ launch }) => {
  const { page } = await launch();
  const globals = await page.evaluate(() => {
    const names = [
      'require',
      'process',
      'module',
      'Buffer',
      'global',
      '__dirname',
      'ipcRenderer',
      'electron',
    ];
    return { found: names.filter((name) => name in globalThis), bridge: Object.keys(window.caos).sort() };
  });
  expect(globals).toEqual({
    found: [],
    bridge: [
      'call',
      'dragOut',
      'onEvent',
      'onMirrored',
      'onSecondDisplay',
      'pathForFile',
      'pickFolder',
      'pickPaths',
      'pickSavePath',
      'platform',
      'revealPath',
      'secondDisplay',
      'showOnSecond',
      'systemLocale',
    ],
  });
});

test('the window is sandboxed and isolated', async ({ launch }) => {
  const { electron } = await launch();
  const preferences = await electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    if (!window) throw new Error('no window');
    // Undocumented, but the only way to read what the window was really made with.
    const contents = window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  });
});

test('navigation and new windows are denied', async ({ launch }) => {
  const { electron, page } = await launch();
  const url = page.url();
  const opened = await page.evaluate(() => window.open('https://example.com/') === null);
  await page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await page.evaluate(() => {
    location.href = 'file:///etc/passwd';
  });
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.com/';
    link.target = '_blank';
    document.body.append(link);
    link.click();
  });
  const windows = await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  expect({ opened, url: page.url(), windows }).toEqual({ opened: true, url, windows: 1 });
});

test('nothing remote is loaded, not even from this computer', async ({ launch }) => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end('x');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    const { electron, page } = await launch();
    const outcomes = await page.evaluate(async (target) => {
      const image = new Promise<string>((resolve) => {
        const element = new Image();
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('refused');
        element.src = target;
      });
      const fetched = fetch(target).then(
        () => 'loaded',
        () => 'refused',
      );
      const script = new Promise<string>((resolve) => {
        const element = document.createElement('script');
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('refused');
        element.src = target;
        document.head.append(element);
      });
      return Promise.all([image, fetched, script]);
    }, address);
    // And without the page's policy in the way: the session itself refuses.
    const bySession = await electron.evaluate(
      ({ session }, target) =>
        session.defaultSession.fetch(target).then(
          () => 'loaded',
          () => 'refused',
        ),
      address,
    );
    expect({ outcomes, bySession, requests }).toEqual({
      outcomes: ['refused', 'refused', 'refused'],
      bySession: 'refused',
      requests: 0,
    });
  } finally {
    server.close();
  }
});

test('no inline script and no eval runs', async ({ launch }) => {
  const { page } = await launch();
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    const image = document.createElement('img');
    image.setAttribute('onerror', 'window.handlerRan = true');
    image.src = 'media://thumb/0';
    document.body.append(image);
    await new Promise((resolve) => image.addEventListener('error', resolve));
    return { inline: 'inlineRan' in window, handler: 'handlerRan' in window };
  });
  expect(ran).toEqual({ inline: false, handler: false });
});

test('pictures come by number only, whatever address is tried', async ({ launch }) => {
  const { page } = await launch();
  const addresses = [
    'media://thumb/../../../../etc/passwd',
    'media://thumb/..%2f..%2f..%2fcatalogue.db',
    'media://thumb/%2e%2e/%2e%2e/vault.json',
    'media://thumb//etc/passwd',
    'media://preview/1/../../catalogue.db',
    'media://thumb/999999',
    'media://thumb/1%00.webp',
    'media://etc/passwd',
  ];
  const statuses = await page.evaluate(
    (urls) =>
      Promise.all(
        urls.map((url) =>
          fetch(url).then(
            (answer) => answer.status,
            () => 'refused',
          ),
        ),
      ),
    addresses,
  );
  expect(statuses.filter((status) => status !== 'refused' && status !== 400 && status !== 404)).toEqual([]);
  const pageFiles = [
    'app://caos/../main/main.js',
    'app://caos/%2e%2e/main/main.js',
    'app://caos/..%2fmain%2fmain.js',
    'app://caos/package.json',
  ];
  const pageStatuses = await page.evaluate(
    (urls) =>
      Promise.all(
        urls.map((url) =>
          fetch(url).then(
            (answer) => answer.status,
            () => 'refused',
          ),
        ),
      ),
    pageFiles,
  );
  expect(pageStatuses).toEqual([404, 404, 404, 404]);
});

test('commands with bad input or unknown names answer an error and do nothing', async ({ launch }) => {
  const { page } = await launch();
  const codes = await page.evaluate(async () => {
    const call = window.caos.call as (
      name: string,
      input: unknown,
    ) => Promise<{ ok: boolean; error?: { code: string } }>;
    const calls: Array<[string, unknown]> = [
      ['albums.get', { id: '../../etc/passwd' }],
      ['albums.create', { title: '' }],
      ['albums.create', null],
      ['imports.start', { albumId: 7, paths: 'x' }],
      ['settings.set', { theme: 'pink' }],
      ['no.such-command', {}],
      ['__proto__', {}],
      ['constructor', {}],
    ];
    const codes: Array<string | undefined> = [];
    for (const [name, input] of calls) codes.push((await call(name, input)).error?.code);
    return codes;
  });
  expect(codes).toEqual(calls8('bad-input'));
});

function calls8(code: string): string[] {
  return new Array<string>(8).fill(code);
}

test('a frame of somebody else may not send commands', async ({ launch }) => {
  const { electron, page } = await launch();
  const answer = await electron.evaluate(
    async ({ BrowserWindow }, preload) => {
      const stranger = new BrowserWindow({
        show: false,
        webPreferences: { preload, sandbox: true, contextIsolation: true },
      });
      await stranger.loadURL('data:text/html,<p>stranger');
      const result = await stranger.webContents.executeJavaScript("window.caos.call('albums.list', {})");
      stranger.destroy();
      return result;
    },
    join(process.cwd(), 'out', 'preload', 'preload.cjs'),
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'access-denied' } });
  const own = await page.evaluate(() => window.caos.call('albums.list', {}));
  expect(own).toEqual({ ok: true, value: [] });
});

test('permissions are refused', async ({ launch }) => {
  const { page } = await launch();
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi'];
    const states = await Promise.all(
      names.map((name) => navigator.permissions.query({ name: name as PermissionName })),
    );
    const place = await new Promise<string>((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('told'),
        () => resolve('refused'),
      );
    });
    return { states: states.map((status) => status.state), place };
  });
  expect(states).toEqual({ states: ['denied', 'denied', 'denied', 'denied', 'denied'], place: 'refused' });
});
