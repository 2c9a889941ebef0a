/** Shuts every door of Chromium that the app does not use: navigation, windows, permissions, webviews, the network. */
import { app, type Session, shell, type WebContents } from 'electron';
import { isAllowedOutside, isPageUrl, MEDIA_SCHEME, PAGE_SCHEME, PAGE_URL, PREVIEW_URL } from './addresses';

/** The page loads nothing from elsewhere: object stores are spoken to by main and its workers only. */
const localSchemes = new Set([`${PAGE_SCHEME}:`, `${MEDIA_SCHEME}:`, 'devtools:', 'data:', 'blob:']);

/** What our own page may do without asking: copy a text on a click, show a photo on the whole screen. */
const harmlessPermissions = new Set(['clipboard-sanitized-write', 'fullscreen']);

/**
 * Must run before the first window is made. The sandbox is asked for by each window (`app.enableSandbox()` would refuse to start
 * at all where the system has none, as for root on Linux).
 */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
}

function lockContents(contents: WebContents): void {
  contents.on('will-frame-navigate', (event) => {
    // Loading itself again is all the page may do, and frame the preview of a share; no frame goes anywhere else.
    if (event.url !== (event.isMainFrame ? PAGE_URL : PREVIEW_URL)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedOutside(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

export function lockSession(session: Session): void {
  const isHarmless = (permission: string, url: string | undefined): boolean =>
    harmlessPermissions.has(permission) && url !== undefined && isPageUrl(url);
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(details.isMainFrame && isHarmless(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, _origin, details) => {
    return details.isMainFrame && isHarmless(permission, details.requestingUrl);
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((request, answer) => {
    answer({ cancel: !URL.canParse(request.url) || !localSchemes.has(new URL(request.url).protocol) });
  });
}
