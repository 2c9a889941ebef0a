/** Heart, colours and the note of one photo. */
import {
  MAX_NOTE_LENGTH,
  pickColours,
  type ShareAllow,
  type ShareItem,
} from '../../src-shared/domain/share-page';
import { h, icon, setAttribute } from './dom';
import type { Locale } from './locale';
import type { PicksDraft } from './picks-draft';

export interface PickControls {
  element: HTMLElement;
  show(item: ShareItem): void;
  toggleHeart(): void;
  chooseColour(number: number): void;
  openNote(): void;
  /** False when there was none open. */
  closeNote(): boolean;
}

export function drawPickControls(locale: Locale, allow: ShareAllow, draft: PicksDraft): PickControls {
  const { words } = locale;
  let item: ShareItem | undefined;
  const heart = h(
    'button',
    {
      type: 'button',
      class: 'round heart',
      'aria-label': words.heart,
      title: words.heart,
      onclick: () => toggleHeart(),
    },
    icon('heart'),
  );
  const colours = pickColours.slice(1).map((colour, index) =>
    h(
      'button',
      {
        type: 'button',
        class: 'round colour',
        'aria-label': words.colours[colour],
        title: words.colours[colour],
        onclick: () => chooseColour(index),
      },
      h('span', { class: `dot ${colour}` }),
    ),
  );
  const noteButton = h(
    'button',
    { type: 'button', class: 'round', 'aria-label': words.note, title: words.note, 'aria-expanded': 'false' },
    icon('note'),
  );
  const field = h('textarea', {
    id: 'note',
    rows: 3,
    maxlength: MAX_NOTE_LENGTH,
    placeholder: words.notePlace,
    'aria-label': words.note,
  });
  const note = h(
    'div',
    { class: 'note-panel', hidden: true },
    field,
    h('button', { type: 'button', class: 'main small', onclick: () => closeNote() }, words.noteDone),
  );
  noteButton.addEventListener('click', () => (note.hidden ? openNote() : closeNote()));
  field.addEventListener('input', () => item && draft.change(item.id, { note: field.value }));

  function refresh(): void {
    if (!item) return;
    const pick = draft.of(item.id);
    setAttribute(heart, 'aria-pressed', String(pick.heart));
    colours.forEach((button, index) => {
      setAttribute(button, 'aria-pressed', String(pickColours[index + 1] === pick.colour));
    });
    noteButton.classList.toggle('filled', pick.note !== '');
  }
  function toggleHeart(): void {
    if (item && allow.pick) draft.change(item.id, { heart: !draft.of(item.id).heart });
    refresh();
  }
  /** The same colour again takes it away. */
  function chooseColour(number: number): void {
    const colour = pickColours[number + 1];
    if (item && colour && allow.pick) {
      draft.change(item.id, { colour: draft.of(item.id).colour === colour ? 'none' : colour });
    }
    refresh();
  }
  function openNote(): void {
    if (!allow.comment) return;
    note.hidden = false;
    setAttribute(noteButton, 'aria-expanded', 'true');
    field.focus();
  }
  function closeNote(): boolean {
    if (note.hidden) return false;
    note.hidden = true;
    setAttribute(noteButton, 'aria-expanded', 'false');
    noteButton.focus();
    refresh();
    return true;
  }
  return {
    element: h(
      'div',
      { class: 'pick-controls' },
      note,
      h(
        'div',
        { class: 'pick-row' },
        ...(allow.pick ? [heart, h('span', { class: 'divider' }), ...colours] : []),
        ...(allow.comment ? [h('span', { class: 'divider' }), noteButton] : []),
      ),
    ),
    show: (shown) => {
      item = shown;
      field.value = draft.of(shown.id).note;
      refresh();
    },
    toggleHeart,
    chooseColour,
    openNote,
    closeNote,
  };
}
