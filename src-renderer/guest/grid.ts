/** The grid: rows of photos in their own shapes, laid out by CSS alone; pictures load when they come near. */
import type { ShareItem } from '../../src-shared/domain/share-page';
import { h, icon, setAttribute, setVariables } from './dom';
import { durationText, labelOf } from './item-words';
import type { Locale } from './locale';
import type { PicksDraft } from './picks-draft';
import type { Pictures } from './pictures';

export interface GridInput {
  locale: Locale;
  items: ShareItem[];
  pictures: Pictures;
  draft: PicksDraft;
  open: (item: ShareItem) => void;
}

export interface Grid {
  element: HTMLElement;
  /** Resolves when a picture is on the screen, or none will be. */
  firstShown: Promise<void>;
  /** Hides what does not match. */
  filter(matches: (item: ShareItem) => boolean): number;
  refresh(itemId: string): void;
  focus(itemId: string): void;
}

export function drawGrid({ locale, items, pictures, draft, open }: GridInput): Grid {
  const frames = new Map<string, HTMLButtonElement>();
  const element = h('div', { class: 'grid', role: 'list', 'aria-label': locale.words.gallery });
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        const item = byElement.get(target);
        if (!item) continue;
        // Drawing all of these before the first photo would keep a slow phone busy.
        const blur = pictures.blur(item);
        if (blur !== '') (target as HTMLElement).style.backgroundImage = `url("${blur}")`;
        void load(target as HTMLElement, item).then(shown);
      }
    },
    { rootMargin: '700px 0px' },
  );
  let shown: () => void = () => undefined;
  const firstShown = new Promise<void>((resolve) => {
    shown = resolve;
  });
  if (items.length === 0) shown();
  const byElement = new WeakMap<Element, ShareItem>();

  const load = async (frame: HTMLElement, item: ShareItem) => {
    const picture = frame.querySelector('img');
    try {
      const address = await pictures.thumb(item);
      if (address === null || !picture) return;
      picture.src = address;
      await picture.decode().catch(() => undefined);
      frame.classList.add('loaded');
    } catch {
      frame.classList.add('failed');
      // Offline for a moment: it is tried again when the person scrolls here once more.
      setTimeout(() => near.observe(frame), 4000);
    }
  };

  items.forEach((item, index) => {
    const frame = h(
      'button',
      { type: 'button', class: 'frame', onclick: () => open(item) },
      h('img', { alt: '', draggable: 'false' }),
      item.thumb ? null : h('span', { class: 'frame-name' }, item.title || item.fileName),
      item.kind === 'video'
        ? h('span', { class: 'film' }, icon('play'), item.durationMs ? durationText(item.durationMs) : '')
        : null,
      h('span', { class: 'marks' }),
    );
    const ratio = Math.min(3, Math.max(0.5, item.width / item.height || 1.5));
    setVariables(frame, { '--ratio': ratio.toFixed(4) });
    byElement.set(frame, item);
    frames.set(item.id, frame);
    mark(frame, item, index);
    const cell = h('div', { class: 'cell', role: 'listitem' }, frame);
    setVariables(cell, { '--ratio': ratio.toFixed(4) });
    element.append(cell);
    near.observe(frame);
  });

  function mark(frame: HTMLElement, item: ShareItem, index: number): void {
    const pick = draft.of(item.id);
    setAttribute(frame, 'aria-label', labelOf(locale, item, index, items.length, pick));
    frame
      .querySelector('.marks')
      ?.replaceChildren(
        ...[
          pick.heart ? icon('heart') : null,
          pick.colour === 'none' ? null : h('span', { class: `dot ${pick.colour}` }),
          pick.note === '' ? null : icon('note'),
        ].filter((one) => one !== null),
      );
  }

  const indexOf = new Map(items.map((item, index) => [item.id, index]));
  return {
    element,
    firstShown,
    filter: (matches) => {
      let shown = 0;
      for (const item of items) {
        const isShown = matches(item);
        const cell = frames.get(item.id)?.parentElement;
        if (cell) cell.hidden = !isShown;
        if (isShown) shown += 1;
      }
      return shown;
    },
    refresh: (itemId) => {
      const [frame, index] = [frames.get(itemId), indexOf.get(itemId)];
      const item = index === undefined ? undefined : items[index];
      if (frame && item && index !== undefined) mark(frame, item, index);
    },
    focus: (itemId) => {
      const frame = frames.get(itemId);
      frame?.scrollIntoView({ block: 'nearest' });
      frame?.focus({ preventScroll: true });
    },
  };
}
