/** Sets up i18next with English and Korean; keys are typed by English, and Korean must have every one of them. */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Settings } from '../../src-shared/ipc-contract';
import { en } from './en';
import { ko } from './ko';
import { koreanParticles } from './korean-particles';

export type Language = 'en' | 'ko';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** The language to speak: what the person chose, else the system's when we speak it, else English. */
export const languageFor = (setting: Settings['language'], systemLocale: string): Language =>
  setting === 'system' ? (systemLocale.toLowerCase().startsWith('ko') ? 'ko' : 'en') : setting;

/**
 * The locale for numbers and dates: the system's own (en-GB, en-DE …) when it speaks the same language, else the language's.
 */
export const localeFor = (language: Language, systemLocale: string): string =>
  systemLocale.toLowerCase().split('-')[0] === language
    ? systemLocale
    : language === 'ko'
      ? 'ko-KR'
      : 'en-US';

/** Ready when it returns: both languages are part of the bundle. */
export function startI18n(language: Language): i18n {
  void i18next
    .use(initReactI18next)
    .use(koreanParticles)
    .init({
      lng: language,
      fallbackLng: 'en',
      resources: { en: { translation: en }, ko: { translation: ko } },
      interpolation: { escapeValue: false }, // React escapes
      initAsync: false,
      postProcess: koreanParticles.name,
    });
  return i18next;
}
