/** How each filter is called on its chip. */
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore } from '../../stores/albums-store';
import { formatCount, formatDate } from '../../ui/format';
import { atLeast, type Chip, type RangeField, SHARP_FROM, SOFT_BELOW } from './chips-of';

export function useChipWords(): (chip: Chip) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  const albums = useAlbumsStore((state) => state.albums);

  function rangeWords({ field, range: { from, to } }: Extract<Chip, { field: RangeField }>): string {
    if (field === 'sharpness' && from === undefined && to === SOFT_BELOW) return t('search.sharp.soft');
    if (field === 'sharpness' && to === undefined && from === SHARP_FROM) return t('search.sharp.sharp');
    const words = (value: number | undefined): string => {
      if (value === undefined) return '';
      return field === 'takenAtMs' ? formatDate(value, locale, 'UTC') : formatCount(value, locale);
    };
    const given = { name: t(`search.parts.${field}`), from: words(from), to: words(to) };
    if (from === undefined) return t('search.range.to', given);
    if (to === undefined) return t('search.range.from', given);
    return t(given.from === given.to ? 'search.range.one' : 'search.range.between', given);
  }

  return (chip) => {
    switch (chip.field) {
      case 'text':
        return chip.text;
      case 'ratings': {
        const lowest = atLeast(chip.ratings);
        if (lowest !== null && lowest < 5) return t('search.stars.atLeast', { stars: lowest });
        return chip.ratings
          .map((stars) => (stars === 0 ? t('search.stars.none') : t('search.stars.many', { stars })))
          .join(', ');
      }
      case 'flags':
        return t(`search.flag.${chip.flag}`);
      case 'colours':
        return t(`search.colour.${chip.colour}`);
      case 'cameras':
      case 'lenses':
        return chip.name;
      case 'albumIds':
        return albums.find(({ id }) => id === chip.albumId)?.title ?? t('search.parts.albumIds');
      case 'orientation':
        return t(`search.orientation.${chip.orientation}`);
      case 'kinds':
        return t(`search.kind.${chip.kind}`);
      case 'stored':
        return t(chip.is ? 'search.stored.yes' : 'search.stored.no');
      case 'hasPlace':
        return t(chip.is ? 'search.place.yes' : 'search.place.no');
      case 'duplicates':
        return t(`search.duplicates.${chip.which}`);
      default:
        return rangeWords(chip);
    }
  };
}
