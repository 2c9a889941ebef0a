/** Hooks to speak: typed `t`, the locale for formatters, and errors as sentences. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AppError, WireError } from '../../src-shared/app-error';
import { desktop } from '../bridge/client';
import { type Language, localeFor } from '.';

export { useTranslation } from 'react-i18next';

/** BCP 47 tag to give to every formatter of ui/format.ts. */
export function useLocale(): string {
  const { i18n } = useTranslation();
  return localeFor(i18n.language as Language, desktop().systemLocale);
}

/**
 * What happened and what to do next, in the person's language. English is the message that main wrote (it knows most);
 * other languages are made from the code and its params.
 */
export function errorSentence(error: AppError | WireError, t: TFunction, language: string): string {
  if (language === 'en' && error.message !== '') return error.message;
  const sentence = t(`errors.${error.code}`);
  const params = error.params ?? {};
  // The store said where the bucket really is: that is the whole remedy.
  if (error.code === 'wrong-region' && params.bucket !== undefined && params.region !== undefined)
    return `${params.bucket}: ${t('connections.bucketRegion', { region: params.region })}`;
  // A photo that cannot be brought without its place: why, not what the code says of stores.
  if (params.place !== undefined && params.key !== undefined)
    return `${params.key}: ${t(`downloads.cannotStrip.${params.place as 'kind'}`)}`;
  const subject = params.name ?? params.path ?? params.key ?? params.bucket ?? params.host;
  return subject === undefined ? sentence : `${subject}: ${sentence}`;
}

export function useErrorSentence(): (error: AppError | WireError) => string {
  const { t, i18n } = useTranslation();
  return (error) => errorSentence(error, t, i18n.language);
}
