/** A page that says plainly why there is no gallery, and what to do. */
import type { Photographer } from '../../src-shared/domain/share-page';
import { h } from './dom';
import type { Locale } from './locale';
import { languageButton, mailLink, ourLine } from './screen';
import type { Words } from './words/en';

export type Trouble = keyof Words['troubles'];

export function drawTrouble(
  trouble: Trouble,
  {
    locale,
    switchLanguage,
    photographer,
  }: { locale: Locale; switchLanguage: () => void; photographer: Photographer | null },
): HTMLElement {
  const { title, text } = locale.words.troubles[trouble];
  return h(
    'main',
    { class: 'door' },
    h('div', { class: 'corner' }, languageButton({ locale, switchLanguage })),
    h(
      'div',
      { class: 'door-card', role: 'alert' },
      photographer?.name ? h('p', { class: 'from' }, photographer.name) : null,
      h('h1', {}, title),
      h('div', { class: 'rule' }),
      h('p', { class: 'facts' }, text),
      photographer ? mailLink(locale, photographer) : null,
    ),
    ourLine(locale),
  );
}
