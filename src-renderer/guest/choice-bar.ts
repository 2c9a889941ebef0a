/** The bar at the foot of the gallery: how many are chosen, and "Send my choice". */
import { MAX_CHOICE_MESSAGE_LENGTH } from '../../src-shared/domain/share-page';
import { h } from './dom';
import { faultOf } from './engine-client';
import type { PicksDraft } from './picks-draft';
import type { PageContext } from './screen';
import { openSheet } from './sheet';

export function drawChoiceBar(
  context: PageContext,
  draft: PicksDraft,
): { element: HTMLElement; refresh(): void } {
  const { words, time } = context.locale;
  const count = h('strong');
  const state = h('span', { class: 'quiet-text', role: 'status' });
  const button = h('button', {
    type: 'button',
    class: 'main small',
    onclick: () => openSendSheet(context, draft),
  });
  const element = h('div', { class: 'choice-bar' }, h('p', {}, count, state), button);
  const refresh = () => {
    const chosen = draft.chosen().length;
    count.textContent = words.chosenCount(chosen);
    state.textContent = draft.unsent
      ? words.unsent
      : draft.sentAtMs === null
        ? ''
        : words.sent(time(draft.sentAtMs));
    button.textContent = draft.sentAtMs === null ? words.send : words.sendAgain;
    button.hidden = !draft.unsent;
    element.hidden = chosen === 0 && draft.sentAtMs === null;
  };
  refresh();
  return { element, refresh };
}

function openSendSheet({ locale: { words }, photographer }: PageContext, draft: PicksDraft): void {
  const message = h('textarea', { id: 'message', rows: 4, maxlength: MAX_CHOICE_MESSAGE_LENGTH });
  const line = h('p', { class: 'part-line', role: 'status' });
  const button = h('button', { type: 'submit', class: 'main' }, words.send);
  const form = h(
    'form',
    { class: 'send-sheet' },
    h('p', {}, words.sendTo(photographer.name)),
    h('p', {}, h('strong', {}, words.chosenCount(draft.chosen().length))),
    h('label', { for: 'message' }, words.message),
    message,
    button,
    line,
  );
  const sheet = openSheet(words, { title: words.sendTitle, content: form, mayClose: () => !button.disabled });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    line.classList.remove('wrong');
    line.textContent = words.sending;
    try {
      await draft.send(message.value.trim());
      sheet.close();
    } catch (error) {
      const { fault } = faultOf(error);
      line.textContent = fault === 'full' ? words.sendFull : words.faults[fault];
      line.classList.add('wrong');
      button.disabled = false;
    }
  });
}
