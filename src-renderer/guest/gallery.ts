/** The gallery: the photographer's cover and words, the grid, what is chosen, and the viewer over it. */
import type { ShareItem } from '../../src-shared/domain/share-page';
import { drawChoiceBar } from './choice-bar';
import { h, icon, setAttribute } from './dom';
import type { OpenedShare } from './engine-protocol';
import { drawGrid } from './grid';
import type { PicksDraft } from './picks-draft';
import type { Pictures } from './pictures';
import { sizesToSave } from './save-plan';
import { countsOf, openSaveSheet, saveOne } from './save-sheet';
import { factLine, languageButton, mailLink, ourLine, type PageContext } from './screen';
import { openViewer, type Viewer } from './viewer';

export interface GalleryInput {
  context: PageContext;
  share: OpenedShare;
  pictures: Pictures;
  draft: PicksDraft;
}

export interface Gallery {
  element: HTMLElement;
  refresh(itemId: string | null): void;
  /** The browser's own Back. */
  closeViewer(): void;
}

export function drawGallery({ context, share, pictures, draft }: GalleryInput): Gallery {
  const { locale, photographer } = context;
  const { words } = locale;
  const { manifest } = share;
  const maySave = sizesToSave(manifest).length > 0;
  const takesPicks = share.takesPicks && (manifest.allow.pick || manifest.allow.comment);
  let viewer: Viewer | undefined;
  let isChosenOnly = false;

  const grid = drawGrid({ locale, items: manifest.items, pictures, draft, open: show });
  const nothing = h('p', { class: 'nothing', hidden: true }, words.nothingChosen);
  const choice = drawChoiceBar(context, draft);
  const isChosen = (item: ShareItem) => draft.chosen().some(({ itemId }) => itemId === item.id);
  const shownItems = () => (isChosenOnly ? manifest.items.filter(isChosen) : manifest.items);
  const tabs = [false, true].map((chosenOnly) =>
    h(
      'button',
      {
        type: 'button',
        class: 'tab',
        onclick: () => {
          isChosenOnly = chosenOnly;
          filter();
        },
      },
      chosenOnly ? words.chosen : words.all,
    ),
  );
  const filter = () => {
    const shown = grid.filter((item) => !isChosenOnly || isChosen(item));
    nothing.hidden = shown > 0 || !isChosenOnly;
    tabs.forEach((tab, index) => {
      setAttribute(tab, 'aria-pressed', String((index === 1) === isChosenOnly));
    });
  };
  filter();

  function show(item: ShareItem): void {
    const layer = document.getElementById('app');
    viewer = openViewer({
      context,
      manifest,
      items: shownItems(),
      first: item,
      pictures,
      draft,
      download: maySave ? (one, tell) => void saveOne(context, manifest, one, tell) : null,
      closed: (last) => {
        viewer?.element.remove();
        viewer = undefined;
        document.body.classList.remove('covered');
        if (layer) layer.inert = false;
        filter();
        grid.focus(last.id);
        if (history.state?.viewer) history.back();
      },
    });
    // The browser's Back closes the viewer, as on a phone everybody expects.
    history.pushState({ ...history.state, viewer: true }, '');
    document.body.append(viewer.element);
    document.body.classList.add('covered');
    if (layer) layer.inert = true;
    viewer.element.querySelector<HTMLElement>('button')?.focus();
  }

  const cover = manifest.cover && h('img', { class: 'cover', alt: '' });
  const logo = manifest.logo && h('img', { class: 'logo', alt: photographer.name });
  const place = async (image: HTMLImageElement, where: NonNullable<typeof manifest.cover>) => {
    try {
      image.src = await pictures.place(where);
      await image.decode();
      image.classList.add('loaded');
    } catch {
      image.remove();
    }
  };
  // The cover weighs as much as a screen of photos: on a slow line they come first.
  const afterPhotos = async (image: HTMLImageElement, where: NonNullable<typeof manifest.cover>) => {
    await grid.firstShown;
    await place(image, where);
  };
  if (logo && manifest.logo) void place(logo, manifest.logo);
  if (cover && manifest.cover) void afterPhotos(cover, manifest.cover);

  const element = h(
    'main',
    { class: `gallery${cover ? ' with-cover' : ''}` },
    h(
      'header',
      { class: 'head' },
      cover && h('div', { class: 'cover-frame' }, cover),
      h('div', { class: 'corner' }, languageButton(context)),
      h(
        'div',
        { class: 'head-words' },
        logo ?? (photographer.name ? h('p', { class: 'from' }, photographer.name) : null),
        h('h1', {}, manifest.title || words.gallery),
        h('div', { class: 'rule' }),
        factLine(words.counts(...countsOf(manifest.items)), words.openUntil(locale.date(share.endsAtMs))),
        manifest.message ? h('p', { class: 'message' }, manifest.message) : null,
      ),
    ),
    h(
      'div',
      { class: 'tools' },
      takesPicks ? h('div', { class: 'tabs', role: 'group', 'aria-label': words.show }, ...tabs) : null,
      maySave
        ? h(
            'button',
            {
              type: 'button',
              class: 'quiet save-all',
              onclick: () => void openSaveSheet(context, manifest, draft),
            },
            icon('download'),
            words.download,
          )
        : null,
    ),
    nothing,
    grid.element,
    h(
      'footer',
      { class: 'foot' },
      photographer.name ? h('p', { class: 'from' }, photographer.name) : null,
      mailLink(locale, photographer),
      ourLine(locale),
    ),
    takesPicks ? choice.element : null,
  );
  return {
    element,
    refresh: (itemId) => {
      if (itemId !== null) grid.refresh(itemId);
      choice.refresh();
    },
    closeViewer: () => viewer?.close(),
  };
}
