/** What every screen of the page is given, and the frame that most of them share. */
import type { Photographer } from '../../src-shared/domain/share-page';
import { h } from './dom';
import type { Engine } from './engine-client';
import type { Locale } from './locale';

export interface PageContext {
  engine: Engine;
  locale: Locale;
  /** Draws the current screen anew in the other language. */
  switchLanguage: () => void;
  photographer: Photographer;
}

export function languageButton({ locale, switchLanguage }: Pick<PageContext, 'locale' | 'switchLanguage'>) {
  const other = locale.language === 'ko' ? 'en' : 'ko';
  return h(
    'button',
    { type: 'button', class: 'quiet language', lang: other, onclick: switchLanguage },
    locale.words.switchLanguage,
  );
}

/** Ours, in one small line. */
export function ourLine({ words }: Locale, asksForPhotos = false) {
  return h('p', { class: 'ours' }, asksForPhotos ? words.request.ours : words.ours);
}

export function mailLink({ words }: Locale, { email, name }: Photographer) {
  if (email === '' || !/^[^\s@<>"?&]+@[^\s@<>"?&]+$/.test(email)) return null;
  return h('a', { class: 'mail', href: `mailto:${email}` }, words.writeTo(name || email));
}

/** Facts in one line that breaks between them only. */
export function factLine(...facts: Array<string | false>) {
  return h('p', { class: 'facts' }, ...facts.filter(Boolean).map((fact) => h('span', {}, fact)));
}
