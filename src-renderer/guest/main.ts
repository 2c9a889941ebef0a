/** The guest page: reads its sealed data, wipes the link from the address bar, and leads from the door into the gallery. */
import './old-browsers';
import { caosLinkOf } from '../../src-shared/domain/received-link';
import type { GuestPageData, ShareGreeting } from '../../src-shared/domain/share-page';
import { fromBase64Url, toBase64Url } from '../../src-shared/sealing/bytes';
import { checkHeader } from '../../src-shared/sealing/envelope';
import { SealError } from '../../src-shared/sealing/primitives';
import { linkFragment, readLinkFragment } from '../../src-shared/sealing/share-link';
import { drawDoor } from './door';
import { type Engine, startEngine } from './engine-client';
import type { OpenedRequest, OpenedShare } from './engine-protocol';
import { drawGallery, type Gallery } from './gallery';
import { browserLanguage, type Locale, localeOf } from './locale';
import { applyColour } from './photographer-colour';
import { openDraft, type PicksDraft } from './picks-draft';
import { openPictures, type Pictures } from './pictures';
import { drawRequest } from './request/request-screen';
import { openSending, type Sending } from './request/sending';
import type { PageContext } from './screen';
import { drawTrouble, type Trouble } from './trouble';
import './guest.css';

const root = document.documentElement;
const app = document.getElementById('app') as HTMLElement;

let locale: Locale = localeOf(browserLanguage());
let greeting: ShareGreeting | null = null;
let engine: Engine | undefined;
let entered: { share: OpenedShare; pictures: Pictures; draft: PicksDraft } | undefined;
let gallery: Gallery | undefined;
let sending: Sending | undefined;
let draw: () => void = () => undefined;

function switchLanguage(): void {
  locale = localeOf(locale.language === 'ko' ? 'en' : 'ko');
  draw();
  app.querySelector<HTMLElement>('.language')?.focus();
}

function show(screen: HTMLElement, title: string): void {
  root.lang = locale.language;
  document.title = title;
  app.replaceChildren(screen);
}

function fail(trouble: Trouble): void {
  draw = () => {
    const photographer = greeting?.photographer ?? null;
    show(
      drawTrouble(trouble, { locale, switchLanguage, photographer }),
      locale.words.troubles[trouble].title,
    );
  };
  draw();
}

function contextOf(greetingShown: ShareGreeting, running: Engine): PageContext {
  return { engine: running, locale, switchLanguage, photographer: greetingShown.photographer };
}

function readData(): GuestPageData | null {
  try {
    return JSON.parse(document.getElementById('share')?.textContent ?? '') as GuestPageData;
  } catch {
    return null;
  }
}

/**
 * From the fragment, which is then wiped, so that it is in no screenshot and no copied address. The entry of this tab's history keeps
 * it: loading the page again must not lock its reader out.
 */
function takeLinkSecret(): Uint8Array<ArrayBuffer> | null {
  const given = readLinkFragment(location.hash);
  const state = history.state as { link?: string } | null;
  const kept = state?.link ? readLinkFragment(state.link) : null;
  const secret = given ?? kept;
  history.replaceState(
    secret ? { link: toBase64Url(secret) } : null,
    '',
    location.pathname + location.search,
  );
  return secret;
}

function isFramed(): boolean {
  return window.top !== window.self;
}

function isAbleBrowser(): boolean {
  return (
    'Worker' in window &&
    'WebAssembly' in window &&
    'IntersectionObserver' in window &&
    'replaceChildren' in app
  );
}

async function start(): Promise<void> {
  document.getElementById('wait')?.remove();
  if (isFramed()) return fail('framed');
  followTheme();
  const linkSecret = takeLinkSecret();
  if (!isAbleBrowser()) return fail('browser');
  const data = readData();
  if (data === null) return fail('page');
  try {
    checkHeader(data.header);
    fromBase64Url(data.sealed);
  } catch (error) {
    return fail(error instanceof SealError && error.fault === 'unsupported' ? 'browser' : 'page');
  }
  if (linkSecret === null) return fail('link');
  const running = startEngine(__GUEST_WORKER__, location.href);
  engine = running;
  const { header, sealed } = data;
  greeting = await running.greet({ header, greeting: data.greeting, linkSecret });
  if (greeting === null) return fail('link');
  locale = localeOf(greeting.language === 'ko' ? 'ko' : 'en');
  applyColour(root, greeting.photographer.colour);
  if (Date.now() > greeting.endsAtMs) return fail('expired');
  const shown = greeting;
  draw = () => {
    const typed = document.querySelector<HTMLInputElement>('#code')?.value ?? '';
    const door = drawDoor({
      context: contextOf(shown, running),
      greeting: shown,
      typed,
      unlock: (code, onProgress) => running.unlock({ header, sealed, linkSecret, code }, { onProgress }),
      // Only on a click: the link with L is then made, and handed to the system, and nowhere written.
      openInCaos: matchMedia('(pointer: fine)').matches
        ? () => location.assign(caosLinkOf(location.href.replace(/#.*/, '') + linkFragment(linkSecret)))
        : null,
      opened: (share) => {
        const storageKey = `caos-${header.shareId}-${header.recipientId}`;
        void ('kind' in share ? enterRequest(share, storageKey) : enter(share, storageKey));
      },
    });
    show(door, shown.title || locale.words.photosFrom(shown.photographer.name));
  };
  draw();
  app.querySelector<HTMLInputElement>('#code')?.focus({ preventScroll: true });
}

async function enter(share: OpenedShare, storageKey: string): Promise<void> {
  if (!engine || !greeting) return;
  const running = engine;
  const { photographer } = share.manifest;
  const context = () => ({ engine: running, locale, switchLanguage, photographer });
  applyColour(root, photographer.colour);
  const pictures = openPictures(running);
  const draft = await openDraft(running, {
    storageKey,
    items: share.manifest.items,
    takesPicks: share.takesPicks,
  });
  entered = { share, pictures, draft };
  draft.onChange((itemId) => gallery?.refresh(itemId));
  draw = () => {
    gallery = drawGallery({ context: context(), share, pictures, draft });
    show(gallery.element, share.manifest.title || locale.words.photosFrom(photographer.name));
  };
  draw();
  window.scrollTo(0, 0);
  app.querySelector<HTMLElement>('h1')?.setAttribute('tabindex', '-1');
  app.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}

async function enterRequest(request: OpenedRequest, storageKey: string): Promise<void> {
  if (!engine) return;
  const running = engine;
  applyColour(root, request.photographer.colour);
  const opened = await openSending(running, { storageKey, request });
  sending = opened;
  const context = () => ({ engine: running, locale, switchLanguage, photographer: request.photographer });
  draw = () => show(drawRequest(context(), request, opened), request.title);
  draw();
  window.scrollTo(0, 0);
  app.querySelector<HTMLElement>('h1')?.setAttribute('tabindex', '-1');
  app.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}

/** Light or dark as the person's device is; photos themselves are always shown on dark. */
function followTheme(): void {
  const light = matchMedia('(prefers-color-scheme: light)');
  const follow = () => {
    root.dataset.theme = light.matches ? 'light' : 'dark';
    if (greeting) applyColour(root, greeting.photographer.colour);
  };
  light.addEventListener('change', follow);
  follow();
}

window.addEventListener('popstate', () => gallery?.closeViewer());
// The whole link pasted into this tab's address bar changes the fragment only.
window.addEventListener('hashchange', () => {
  if (readLinkFragment(location.hash)) location.reload();
});
window.addEventListener('beforeunload', (event) => {
  if (sending?.state === 'sending') event.preventDefault();
  if (entered?.draft.unsent && entered.share.takesPicks && entered.draft.chosen().length > 0)
    event.preventDefault();
});

void start();
