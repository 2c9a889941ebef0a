/**
 * The guest page inside the composer: its own screens, styles and words over an engine that only knows what the composer tells.
 * It runs in a sandboxed frame of no origin, without network, bridge or keys; all it can do is ask the composer for pictures.
 */
import type { FromPreview, PreviewPart, ToPreview } from '../../../src-shared/domain/share-preview';
import { drawDoor } from '../door';
import { guestFaults } from '../engine-protocol';
import { drawGallery, type Gallery } from '../gallery';
import { type Locale, localeOf } from '../locale';
import { applyColour } from '../photographer-colour';
import { openDraft, type PicksDraft } from '../picks-draft';
import { openPictures, type Pictures } from '../pictures';
import { drawTrouble } from '../trouble';
import '../guest.css';
import './preview.css';
import { startPreviewEngine, type Told } from './preview-engine';
import { greetingOf, shareOf } from './preview-share';
import { explained } from './preview-words';
import { quietPage } from './quiet-page';

const root = document.documentElement;
const app = document.getElementById('app') as HTMLElement;
/** The composer may be in any place that frames us; it checks in turn that what it hears comes from this frame. */
const tell = (message: FromPreview) => window.parent.postMessage(message, '*');

let told: Told | undefined;
let locale: Locale = localeOf('en');
let part: PreviewPart = 'gallery';
/** The one that fills the screen, as it was told last. */
let photo: number | null = null;
let typed = '';
let gallery: Gallery | undefined;
let pictures: Pictures | undefined;
let draft: Promise<PicksDraft> | undefined;
/** What `pictures` and `draft` were opened for. */
let picturesOf = '';
let draftOf: readonly unknown[] = [];
let drawing = 0;

const waiting = new Map<number, (picture: Blob | null) => void>();
const { forgetAddresses, explain } = quietPage(() => explained[locale.language]);
const engine = startPreviewEngine(
  () => told as Told,
  ({ id: photo }, size) =>
    new Promise((resolve) => {
      const ask = waiting.size === 0 ? 1 : Math.max(...waiting.keys()) + 1;
      waiting.set(ask, resolve);
      tell({ say: 'picture', ask, photo, size });
    }),
);

window.addEventListener('message', ({ source, data }: MessageEvent<ToPreview>) => {
  if (source !== window.parent) return;
  if (data.say === 'picture') {
    waiting.get(data.ask)?.(data.picture);
    waiting.delete(data.ask);
    return;
  }
  if (data.say === 'part') part = data.part;
  if (data.say === 'photos') told = told && { ...told, photos: data.photos };
  if (data.say === 'words') {
    if (told?.words.language !== data.words.language) setLanguage(data.words.language);
    told = { photos: told?.photos ?? [], words: data.words };
  }
  drawSoon();
});

function setLanguage(language: Locale['language']): void {
  const { words, ...rest } = localeOf(language);
  const faults = Object.fromEntries(guestFaults.map((fault) => [fault, explained[language]]));
  locale = { ...rest, words: { ...words, faults: { ...words.faults, ...faults } } };
}

/** Many changes within a moment are one drawing; a large gallery waits for a pause in the typing. */
function drawSoon(): void {
  clearTimeout(drawing);
  drawing = window.setTimeout(() => void draw(), (told?.photos.length ?? 0) > 300 ? 250 : 16);
}

async function draw(): Promise<void> {
  if (!told) return;
  const { words, photos } = told;
  applyColour(root, words.photographer.colour);
  root.lang = locale.language;
  root.dataset.width = words.desktop ? 'desktop' : 'phone';
  const scrolled = window.scrollY;
  const index = part === 'photo' ? shownIndex() : 0;
  gallery?.closeViewer();
  gallery = undefined;
  // As a person closes it: what it shows would be of before.
  document.querySelector<HTMLElement>('.backdrop .sheet > header button')?.click();
  typed = document.querySelector<HTMLInputElement>('#code')?.value ?? typed;
  const before = JSON.stringify([words.watermark, words.logo, photos.map(({ id }) => id)]);
  if (pictures === undefined || picturesOf !== before) {
    forgetAddresses();
    [pictures, picturesOf] = [openPictures(engine), before];
  }
  const context = {
    engine,
    locale,
    photographer: words.photographer,
    switchLanguage: () => {
      setLanguage(locale.language === 'ko' ? 'en' : 'ko');
      void draw();
    },
  };
  if (Date.now() > words.endsAtMs) return show(drawTrouble('expired', context));
  if (part === 'code') {
    return show(
      drawDoor({
        context,
        greeting: greetingOf(words),
        typed,
        // Any code opens it: what it opens stands beside it anyway.
        unlock: async () => shareOf(words, photos),
        openInCaos: words.desktop ? explain : null,
        opened: () => go('gallery'),
      }),
    );
  }
  const share = shareOf(words, photos);
  const ids = share.manifest.items.map(({ id }) => id);
  if (draft === undefined || draftOf.join() !== ids.join()) {
    draftOf = ids;
    draft = openDraft(engine, { storageKey: 'preview', items: share.manifest.items, takesPicks: false });
    (await draft).onChange((itemId) => gallery?.refresh(itemId));
  }
  const drawn = drawGallery({ context, share, pictures, draft: await draft });
  gallery = drawn;
  show(drawn.element);
  window.scrollTo(0, scrolled);
  if (part === 'photo') openPhoto(index);
}

function show(screen: HTMLElement): void {
  app.replaceChildren(screen);
}

function go(next: PreviewPart): void {
  part = next;
  tellPart();
  drawSoon();
}

function tellPart(): void {
  photo = part === 'photo' ? shownPhoto() : null;
  tell({ say: 'part', part, photo });
}

/** As a guest would: by a press on its frame. */
function openPhoto(index: number): void {
  const frames = app.querySelectorAll<HTMLElement>('.grid .frame');
  (frames[index] ?? frames[0])?.click();
}

/** Of the photo that fills the screen, as its own counter says; the second one when none does yet, as the first is the cover. */
function shownIndex(): number {
  const count = document.querySelector('.viewer .count')?.textContent;
  return count ? Number.parseInt(count, 10) - 1 : 1;
}

/** null also among the chosen ones alone, where the counter counts others. */
function shownPhoto(): number | null {
  const isPart = app.querySelector('.tab:last-child[aria-pressed="true"]') !== null;
  return isPart ? null : (told?.photos[shownIndex()]?.id ?? null);
}

// Photos that the person opens, turns and closes by themselves: the composer follows.
new MutationObserver(() => {
  if (part === 'code' || gallery === undefined) return;
  const isOpen = document.querySelector('body > .viewer') !== null;
  const next: PreviewPart = isOpen ? 'photo' : 'gallery';
  const shown = isOpen ? shownPhoto() : null;
  if (next === part && shown === photo) return;
  part = next;
  tellPart();
}).observe(document.body, { childList: true, subtree: true });

const light = matchMedia('(prefers-color-scheme: light)');
const follow = () => {
  root.dataset.theme = light.matches ? 'light' : 'dark';
  if (told) applyColour(root, told.words.photographer.colour);
};
light.addEventListener('change', follow);
follow();
document.getElementById('wait')?.remove();
tell({ say: 'ready' });
