/** The choices of an ingest in one line, for when they are folded away. */
import type { IngestOptions } from '../../../src-shared/domain/ingest';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { formatCount, formatList } from '../../ui/format';

export function useOptionWords(): (options: IngestOptions) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  return (options) => {
    const words = [
      ...(options.nameTemplate === null ? [] : [t('ingest.summary.names')]),
      ...(options.splitBy === 'none' ? [] : [t(`ingest.summary.${options.splitBy}`)]),
      ...(options.copies.length === 0
        ? []
        : [
            t('ingest.summary.copies', {
              count: options.copies.length,
              n: formatCount(options.copies.length, locale),
            }),
          ]),
      ...(options.skipKnown ? [t('ingest.summary.skipKnown')] : []),
      ...(options.eject ? [t('ingest.summary.eject')] : []),
    ];
    return words.length === 0 ? t('ingest.plain') : formatList(words, locale);
  };
}
