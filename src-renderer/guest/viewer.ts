/** One photo at a time, filling the screen: swipe, keys, zoom, and what the guest says about it. */
import type { ShareItem, ShareManifest } from '../../src-shared/domain/share-page';
import { h, icon, setAttribute } from './dom';
import { drawFilm } from './film';
import { trapFocus } from './focus-trap';
import { labelOf } from './item-words';
import { drawPickControls } from './pick-controls';
import type { PicksDraft } from './picks-draft';
import type { Pictures } from './pictures';
import type { PageContext } from './screen';
import { pressedKey } from './viewer-keys';
import { followGestures } from './zoom-gestures';

export interface ViewerInput {
  context: PageContext;
  manifest: ShareManifest;
  /** In the order they are shown now. */
  items: ShareItem[];
  first: ShareItem;
  pictures: Pictures;
  draft: PicksDraft;
  /** Null where nothing may be downloaded. */
  download: ((item: ShareItem, tell: (text: string) => void) => void) | null;
  closed: (last: ShareItem) => void;
}

export interface Viewer {
  element: HTMLElement;
  close(): void;
}

export function openViewer(input: ViewerInput): Viewer {
  const { context, manifest, items, pictures, draft } = input;
  const { words } = context.locale;
  let index = Math.max(0, items.indexOf(input.first));
  let film: ReturnType<typeof drawFilm> | undefined;
  const controls = drawPickControls(context.locale, manifest.allow, draft);
  const slides = [-1, 0, 1].map((place) =>
    h('div', { class: 'slide', 'aria-hidden': place === 0 ? undefined : 'true' }),
  );
  const track = h('div', { class: 'track' }, ...slides);
  const stage = h('div', { class: 'stage' }, track);
  const count = h('p', { class: 'count' });
  const status = h('p', { class: 'visually-hidden', role: 'status' });
  const caption = h('div', { class: 'caption' });
  const saveLine = h('p', { class: 'save-line', role: 'status' });
  const round = (name: Parameters<typeof icon>[0], label: string, act: () => void, more = '') =>
    h(
      'button',
      { type: 'button', class: `round ${more}`, 'aria-label': label, title: label, onclick: act },
      icon(name),
    );
  const zoomButton = round('zoom', words.zoomIn, () => gestures.toggleZoom());
  const { download } = input;
  const element = h(
    'div',
    {
      class: 'viewer',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-label': words.gallery,
      'data-surface': 'dark',
    },
    stage,
    h(
      'div',
      { class: 'viewer-top' },
      round('close', words.close, () => close()),
      count,
      zoomButton,
      download ? round('download', words.saveOne, () => downloadThis()) : null,
    ),
    round('back', words.previous, () => go(-1), 'side previous'),
    round('forward', words.next, () => go(1), 'side next'),
    h('div', { class: 'viewer-foot' }, caption, saveLine, controls.element),
    status,
  );

  const gestures = followGestures({
    stage,
    picture: () =>
      current()?.kind === 'video' ? null : (slides[1]?.querySelector<HTMLElement>('.picture') ?? null),
    onSlide: (byPx) => {
      track.classList.remove('gliding');
      const atEdge = (byPx > 0 && index === 0) || (byPx < 0 && index === items.length - 1);
      track.style.transform = `translateX(${atEdge ? byPx / 3 : byPx}px)`;
    },
    onSlideEnd: (step) => (step === 0 ? settle() : go(step, true)),
    onPull: (byPx) => {
      const down = Math.max(0, byPx);
      track.classList.remove('gliding');
      track.style.transform = `translateY(${down}px) scale(${1 - Math.min(0.2, down / 1600)})`;
      element.style.setProperty('--pulled', String(Math.min(0.8, down / 500)));
    },
    onPullEnd: (closes) => {
      element.style.removeProperty('--pulled');
      if (closes) close();
      else settle();
    },
    onTap: () => element.classList.toggle('bare'),
    onZoom: (scale) => {
      const label = scale > 1 ? words.zoomOut : words.zoomIn;
      setAttribute(zoomButton, 'aria-label', label);
      setAttribute(zoomButton, 'title', label);
    },
  });

  const current = () => items[index];
  const settle = () => {
    track.classList.add('gliding');
    track.style.transform = '';
  };

  function go(step: -1 | 1, isSwipe = false): void {
    if (!items[index + step]) {
      if (isSwipe) settle();
      return;
    }
    const show = () => {
      index += step;
      track.classList.remove('gliding');
      track.style.transform = '';
      draw();
    };
    if (!isSwipe) {
      show();
      return;
    }
    track.classList.add('gliding');
    track.style.transform = `translateX(${-step * 100}%)`;
    setTimeout(show, matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 180);
  }

  function draw(): void {
    const item = current();
    if (!item) return;
    film?.stop();
    film = undefined;
    gestures.reset();
    slides.forEach((slide, place) => {
      const shown = items[index + place - 1];
      slide.replaceChildren(...(shown ? [drawPicture(shown)] : []));
    });
    zoomButton.hidden = item.kind === 'video';
    if (item.kind === 'video' && item.web) {
      film = drawFilm(context, item);
      slides[1]?.append(film.element);
    }
    element.querySelectorAll<HTMLElement>('.previous').forEach((one) => {
      one.hidden = index === 0;
    });
    element.querySelectorAll<HTMLElement>('.next').forEach((one) => {
      one.hidden = index === items.length - 1;
    });
    count.textContent = `${index + 1} / ${items.length}`;
    status.textContent = labelOf(context.locale, item, index, items.length, draft.of(item.id));
    const names = [item.title, item.caption, manifest.showFileNames ? item.fileName : ''].filter(Boolean);
    caption.replaceChildren(
      ...names.map((text, place) => h('p', { class: place === 0 ? 'first' : '' }, text)),
    );
    saveLine.textContent = '';
    controls.show(item);
  }

  /** The thumbnail at once, the large picture over it as soon as it is there. */
  function drawPicture(item: ShareItem): HTMLElement {
    const small = h('img', { class: 'small', alt: '', draggable: 'false' });
    const large = h('img', {
      class: 'large',
      alt: item.title || item.caption || item.fileName,
      draggable: 'false',
    });
    const picture = h('div', { class: 'picture' }, small, large);
    picture.style.setProperty('--ratio', String(item.width / item.height || 1.5));
    void (async () => {
      try {
        const thumb = await pictures.thumb(item);
        if (thumb) small.src = thumb;
      } catch {
        // The large one will say what is wrong.
      }
    })();
    void (async () => {
      try {
        const address = await pictures.large(item);
        if (address) large.src = address;
        await large.decode();
        picture.classList.add('loaded');
      } catch {
        if (current() === item) saveLine.textContent = words.notShown;
      }
    })();
    return picture;
  }

  function downloadThis(): void {
    const item = current();
    if (item)
      download?.(item, (text) => {
        if (current() === item) saveLine.textContent = text;
      });
  }

  const onKey = (event: KeyboardEvent) => {
    const key = pressedKey(event);
    if (key === undefined) return trapFocus(event, element);
    event.preventDefault();
    if (key === 'close' && !controls.closeNote()) close();
    if (key === 'next') go(1);
    if (key === 'previous') go(-1);
    if (key === 'heart') controls.toggleHeart();
    if (key === 'note') controls.openNote();
    if (key === 'zoom' && current()?.kind === 'photo') gestures.toggleZoom();
    if (key === 'download') downloadThis();
    if (key.startsWith('colour-')) controls.chooseColour(Number(key.slice(7)));
  };
  // On the document: a click on the photo leaves the focus nowhere.
  document.addEventListener('keydown', onKey);

  function close(): void {
    document.removeEventListener('keydown', onKey);
    film?.stop();
    const item = current();
    if (item) input.closed(item);
  }

  draw();
  return { element, close };
}
