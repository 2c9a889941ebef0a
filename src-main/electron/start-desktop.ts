/** The desktop app from its first line to its last: claims the profile, opens the core beside the window, ends both cleanly. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, Menu, session } from 'electron';
import { toWire } from '../../src-shared/app-error';
import type { Settings } from '../../src-shared/ipc-contract';
import { type CaosApp, createApp } from '../app';
import {
  defaultLocalStore,
  defaultProfile,
  type OwnedProfile,
  packagedResources,
  readTestBuild,
  resolveAppPaths,
} from '../profile';
import { type ProfileServer, serveProfile } from '../profile-socket';
import { readArguments, type StartArguments } from './arguments';
import { followNetwork } from './follow-network';
import { type FollowedTransfers, followTransfers } from './follow-transfers';
import { openTransport, type Transport } from './ipc-transport';
import { handedLinks, type LinkDesk, openLinkDesk, registerLinks } from './links';
import { setMenu } from './menu';
import { menuWords } from './menu-words';
import { noteWords } from './note-words';
import { StartTrace, takeScreenshot } from './observe-start';
import { type MediaActivity, registerSchemes, serveProtocols } from './protocols';
import { openSecondDisplay, type SecondDisplayWindow } from './second-display';
import { lockDown, lockSession } from './security';
import { waitForProfile } from './wait-for-profile';
import { applyTheme, createWindow, focusWindow, rememberWindow } from './window';
import { openWindowState, type WindowState } from './window-state';

/** Closing finishes within this time or the process ends without it; every state on disk survives that. */
const CLOSE_LIMIT_MS = 8000;

interface Start {
  mainDir: string;
  profile: string;
  given: StartArguments;
  /** `resources` of an installed app, null in a source tree. */
  resources: string | null;
  testBuild: boolean;
  trace: StartTrace;
  links: LinkDesk;
}

/** What is open and must be closed, in this order. */
interface Open {
  server?: ProfileServer;
  app?: CaosApp;
  profile?: OwnedProfile;
}

/** `mainDir`: folder of the running main.js. Returns at once; everything else happens when Electron is ready. */
export function startDesktop(mainDir: string): void {
  registerSchemes();
  lockDown();
  const resources = packagedResources(mainDir, process.platform);
  const appFolder = app.getAppPath();
  const given = readArguments(process.argv, process.env, {
    packaged: resources !== null,
    workingFolder: process.cwd(),
    appFolder,
  });
  const profile = given.profile ?? defaultProfile(process.env, process.platform, homedir());
  const start: Start = {
    mainDir,
    profile,
    given,
    resources,
    testBuild: readTestBuild(resources),
    trace: new StartTrace(process.getCreationTime() ?? Date.now(), Date.now),
    links: openLinkDesk(given.links),
  };
  const stateFolder = join(profile, 'electron');
  if (makeFolder(stateFolder)) app.setPath('userData', stateFolder);
  // One window per profile: a second start hands its folders over and ends.
  if (!app.requestSingleInstanceLock({ paths: given.paths, links: given.links })) {
    console.error('CAOS is open already with this profile. Its window comes to the front.');
    app.exit(0);
    return;
  }
  app.setName('CAOS');
  process.on('uncaughtException', (error) => {
    console.error(error);
    app.quit();
  });
  void app.whenReady().then(() => run(start, stateFolder));
}

async function run(start: Start, stateFolder: string): Promise<void> {
  start.trace.mark('appReadyMs');
  const open: Open = {};
  const state = openWindowState(stateFolder);
  const systemLocale = app.getPreferredSystemLanguages()[0] ?? app.getLocale();
  let window: BrowserWindow | null = null;
  let transfers: FollowedTransfers | null = null;

  const core = openCore(start, open, () => menuWords(state.get('language'), systemLocale));
  const transport = openTransport(core, () => window);
  lockSession(session.defaultSession);
  const activity = serveProtocols({
    app: core,
    pageFolder: join(start.mainDir, '..', 'renderer'),
    cacheFolder: join(start.profile, 'cache'),
    now: Date.now,
  });
  const showMenu = (language: Settings['language']): void =>
    setMenu({
      language,
      systemLocale,
      platform: process.platform,
      development: start.resources === null,
      onAddPhotos: () => void pickPhotos(window, transport),
      onSecondDisplay: second.state().available ? () => void second.toggle() : null,
    });
  const second: SecondDisplayWindow = openSecondDisplay({
    mainWindow: () => window,
    preloadPath: preloadPathOf(start),
    locale: () => (state.get('language') === 'system' ? systemLocale : state.get('language')),
    development: start.resources === null,
    onChanged: () => showMenu(state.get('language')),
  });
  const showWindow = (): void => {
    if (window) {
      focusWindow(window);
      return;
    }
    window = openMainWindow(start, { state, systemLocale, transport, activity });
    window.on('focus', () => transfers?.seen());
    window.on('closed', () => {
      window = null;
      second.close();
      transport.pageGone();
    });
  };

  endCleanly(open, () => {
    if (start.given.startTracePath) void start.trace.write(start.given.startTracePath).catch(console.error);
    transfers?.quitting();
    if (!window) return;
    rememberWindow(window, state);
    window.hide();
  });
  app.on('second-instance', (_event, _argv, _folder, handedOver) => {
    showWindow();
    transport.openPaths(handedPaths(handedOver));
    for (const link of handedLinks(handedOver)) start.links.open(link);
  });
  start.links.follow((link) => {
    showWindow();
    transport.openLink(link);
  });
  app.on('activate', showWindow);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    transport.openPaths([path]);
  });
  setAbout(start, menuWords(state.get('language'), systemLocale).testBuild);
  Menu.setApplicationMenu(null);
  showWindow();
  showMenu(state.get('language'));

  try {
    const caos = await core;
    start.trace.mark('coreReadyMs');
    caos.watchCards();
    caos.watchLibrary();
    followNetwork(() => caos.networkChanged());
    followSettings(caos, { state, transport, showMenu, currentWindow: () => window });
    transfers = await followTransfers(caos, {
      currentWindow: () => window,
      words: () => noteWords(state.get('language'), systemLocale),
      showWindow,
      showAlbum: transport.showAlbum,
    });
    if (start.resources !== null) registerLinks();
    await importGiven(caos, start.given.paths, transport);
  } catch (error) {
    await sayAndExit(error);
  }
}

/** Claims the profile, waiting while a `caos` command has it, and opens everything behind the window. */
async function openCore(
  start: Start,
  open: Open,
  words: () => ReturnType<typeof menuWords>,
): Promise<CaosApp> {
  open.profile = await waitForProfile(start.profile, words());
  const paths = resolveAppPaths({
    profile: start.profile,
    localStore: defaultLocalStore(start.profile, process.env, process.platform, homedir()),
    mainDir: start.mainDir,
    platform: process.platform,
    arch: process.arch,
  });
  const platform = {
    version: app.getVersion(),
    testBuild: start.testBuild,
    runtime: `Electron ${process.versions.electron}`,
  };
  open.app = await createApp({ paths, platform });
  open.server = await serveProfile(start.profile, open.app);
  return open.app;
}

const preloadPathOf = ({ mainDir }: Start): string => join(mainDir, '..', 'preload', 'preload.cjs');

function openMainWindow(
  start: Start,
  parts: { state: WindowState; systemLocale: string; transport: Transport; activity: MediaActivity },
): BrowserWindow {
  const { given, trace } = start;
  const window = createWindow({
    state: parts.state,
    preloadPath: preloadPathOf(start),
    systemLocale: parts.systemLocale,
    title: start.testBuild ? 'CAOS (test build)' : 'CAOS',
    development: start.resources === null,
    onVisible() {
      trace.mark('windowVisibleMs');
      if (!given.startTracePath) return;
      trace.watchStalls();
      void trace.write(given.startTracePath).catch(console.error);
    },
    onPageGone: () => parts.transport.pageGone(),
    onPageLost: () => void sayAndExit(new Error('The window ended twice within a minute.')),
  });
  if (given.screenshotPath)
    takeScreenshot(window, parts.activity, Date.now, given.screenshotPath, console.error);
  return window;
}

/** Events go to the page; the native parts follow language and theme, and remember them for the next start's first frame. */
function followSettings(
  caos: CaosApp,
  parts: {
    state: WindowState;
    transport: Transport;
    showMenu: (language: Settings['language']) => void;
    currentWindow: () => BrowserWindow | null;
  },
): void {
  caos.onEvent((event) => {
    parts.transport.send(event);
    if (event.name !== 'settings.changed') return;
    const { theme, language } = event.payload;
    if (theme !== parts.state.get('theme')) applyTheme(theme, parts.currentWindow());
    if (language !== parts.state.get('language')) parts.showMenu(language);
    parts.state.set({ theme, language });
  });
}

/** Folders named at the start are imported at once; if that cannot be, the window offers them and says what is wrong. */
async function importGiven(caos: CaosApp, paths: string[], transport: Transport): Promise<void> {
  if (paths.length === 0) return;
  try {
    transport.showAlbum(await caos.importPaths(paths));
  } catch (error) {
    console.error(toWire(error).message);
    transport.openPaths(paths);
  }
}

async function pickPhotos(window: BrowserWindow | null, transport: Transport): Promise<void> {
  if (!window) return;
  const picked = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'multiSelections'] });
  if (!picked.canceled) transport.openPaths(picked.filePaths);
}

/** `before-quit` is held once, everything is closed in order, then the process ends. */
function endCleanly(open: Open, hide: () => void): void {
  let ending = false;
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    hide();
    const limit = setTimeout(() => app.exit(0), CLOSE_LIMIT_MS);
    void closeAll(open).finally(() => {
      clearTimeout(limit);
      app.exit(0);
    });
  });
}

async function closeAll(open: Open): Promise<void> {
  for (const close of [() => open.server?.close(), () => open.app?.close(), () => open.profile?.release()]) {
    try {
      await close();
    } catch (error) {
      console.error(error);
    }
  }
}

/** A start that cannot go on: one plain sentence in a box and on stderr, exit code 1. */
async function sayAndExit(error: unknown): Promise<void> {
  const { message, details } = toWire(error);
  console.error(details ? `${message} (${details})` : message);
  await dialog.showMessageBox({ type: 'error', title: 'CAOS', message, detail: details ?? '' });
  app.exit(1);
}

function setAbout(start: Start, testBuildWords: string): void {
  app.setAboutPanelOptions({
    applicationName: start.testBuild ? 'CAOS (test build)' : 'CAOS',
    applicationVersion: app.getVersion(),
    version: `Electron ${process.versions.electron}`,
    copyright: start.testBuild ? testBuildWords : 'Cloud Album on Object Storage',
  });
}

function handedPaths(handedOver: unknown): string[] {
  const paths = (handedOver as { paths?: unknown } | null)?.paths;
  return Array.isArray(paths) ? paths.filter((path): path is string => typeof path === 'string') : [];
}

/** False when it cannot be made: opening the profile then fails too, and that says why. */
function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return true;
  } catch {
    return false;
  }
}
