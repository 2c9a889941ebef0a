/** A sheet over the gallery: from below on a phone, in the middle on a desk. Esc and a tap beside it close it. */
import { h, icon } from './dom';
import { trapFocus } from './focus-trap';
import type { Words } from './words/en';

export interface Sheet {
  close(): void;
}

export function openSheet(
  words: Words,
  {
    title,
    content,
    mayClose,
    closed,
  }: {
    title: string;
    content: HTMLElement;
    /** Asked before Esc or a tap beside it closes. */
    mayClose?: () => boolean;
    closed?: () => void;
  },
): Sheet {
  const app = document.getElementById('app');
  const before = document.activeElement as HTMLElement | null;
  const panel = h(
    'section',
    { class: 'sheet', role: 'dialog', 'aria-modal': 'true', 'aria-label': title },
    h(
      'header',
      {},
      h('h2', {}, title),
      h(
        'button',
        { type: 'button', class: 'round', 'aria-label': words.close, onclick: () => dismiss() },
        icon('close'),
      ),
    ),
    content,
  );
  const backdrop = h('div', { class: 'backdrop' }, panel);
  const close = () => {
    document.removeEventListener('keydown', onKey);
    backdrop.remove();
    if (app) app.inert = false;
    before?.focus();
    closed?.();
  };
  const dismiss = () => {
    if (mayClose?.() ?? true) close();
  };
  backdrop.addEventListener('pointerdown', (event) => {
    if (event.target === backdrop) dismiss();
  });
  // On the document: a button that is gone leaves the focus nowhere.
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.isComposing) dismiss();
    else trapFocus(event, panel);
  };
  document.addEventListener('keydown', onKey);
  document.body.append(backdrop);
  if (app) app.inert = true;
  panel.querySelector<HTMLElement>('textarea, input:checked, .main, button')?.focus();
  return { close };
}
