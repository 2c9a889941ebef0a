/** All filters of a list, with how many photos each choice has. */
import { PhotoColour, PhotoFlag } from '../../../src-shared/domain/cull';
import type { PhotoFacets, PhotoScope } from '../../../src-shared/domain/photo-list';
import type { AlbumId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import { useShownAlbums } from '../../stores/albums-store';
import { useListStore } from '../../stores/list-store';
import { dayBound, dayOf, type RangeField, SHARP_FROM, SOFT_BELOW, toggled } from './chips-of';
import { CheckList, Choices, Part, RangeFields } from './filter-parts';
import styles from './search.module.css';
import { type FacetField, useFacets } from './use-facets';

export function FilterPanel({ scope }: { scope: PhotoScope }) {
  const { t } = useTranslation();
  const { query, narrow } = useListStore();
  const facets = useFacets(scope, query);
  const albums = useShownAlbums();
  const count = <T,>(field: FacetField, read: (of: PhotoFacets) => T): T | undefined =>
    facets === null ? undefined : read(facets.of(field));
  const range = (field: Exclude<RangeField, 'sharpness'>) => ({
    name: t(`search.parts.${field}`),
    range: query[field],
    bounds: facets?.all[field] ?? null,
    onChange: (next: typeof query.iso) => narrow({ [field]: next }),
  });
  const named = (field: 'cameras' | 'lenses') => (
    <Part title={t(`search.parts.${field}`)}>
      <CheckList
        label={t(`search.parts.${field}`)}
        choices={(facets?.of(field)[field] ?? []).map(({ name, count }) => ({
          value: name,
          label: name,
          count,
        }))}
        chosen={query[field] ?? []}
        onToggle={(name) => narrow({ [field]: toggled(query[field], name) })}
      />
    </Part>
  );

  return (
    <div className={styles.panel}>
      <Part title={t('search.parts.ratings')} wide>
        <Choices
          choices={[0, 1, 2, 3, 4, 5].map((stars) => ({
            value: stars,
            label: stars === 0 ? t('search.stars.none') : '★'.repeat(stars),
            count: count('ratings', ({ ratings }) => ratings[stars] ?? 0),
          }))}
          chosen={query.ratings ?? []}
          onToggle={(stars) => narrow({ ratings: toggled(query.ratings, stars) })}
        />
      </Part>
      <Part title={t('search.parts.flags')}>
        <Choices
          choices={(['pick', 'reject', 'none'] as const).map((flag) => ({
            value: flag,
            label: t(`search.flag.${flag}`),
            count: count('flags', ({ flags }) => flags[flag]),
          }))}
          chosen={query.flags ?? []}
          onToggle={(flag) => narrow({ flags: toggled(query.flags, PhotoFlag.parse(flag)) })}
        />
      </Part>
      <Part title={t('search.parts.kinds')}>
        <Choices
          choices={(['photo', 'raw', 'video'] as const).map((kind) => ({
            value: kind,
            label: t(`search.kind.${kind}`),
            count: count('kinds', ({ kinds }) => kinds[kind]),
          }))}
          chosen={query.kinds ?? []}
          onToggle={(kind) => narrow({ kinds: toggled(query.kinds, kind) })}
        />
      </Part>
      <Part title={t('search.parts.colours')} wide>
        <Choices
          choices={[...PhotoColour.options.slice(1), 'none' as const].map((colour) => ({
            value: colour,
            label: t(`search.colour.${colour}`),
            mark: <span className={styles.swatch} data-colour={colour} aria-hidden />,
            count: count('colours', ({ colours }) => colours[colour]),
          }))}
          chosen={query.colours ?? []}
          onToggle={(colour) => narrow({ colours: toggled(query.colours, colour) })}
        />
      </Part>
      {named('cameras')}
      {named('lenses')}
      <Part title={t('search.parts.takenAtMs')}>
        <RangeFields {...range('takenAtMs')} kind="date" textOf={dayOf} valueOf={dayBound} />
      </Part>
      <Part title={t('search.parts.orientation')}>
        <Choices
          choices={(['landscape', 'portrait', 'square'] as const).map((shape) => ({
            value: shape,
            label: t(`search.orientation.${shape}`),
          }))}
          chosen={query.orientation ?? []}
          onToggle={(shape) => narrow({ orientation: toggled(query.orientation, shape) })}
        />
      </Part>
      <Part title={t('search.parts.iso')}>
        <RangeFields {...range('iso')} kind="number" textOf={numberText} valueOf={numberOf} />
      </Part>
      <Part title={t('search.parts.focalLengthMm')}>
        <RangeFields {...range('focalLengthMm')} kind="number" textOf={numberText} valueOf={numberOf} />
      </Part>
      <Part title={t('search.parts.sharpness')}>
        <Choices
          choices={(['soft', 'sharp'] as const).map((which) => ({
            value: which,
            label: t(`search.sharp.${which}`),
          }))}
          chosen={sharpnessOf(query.sharpness)}
          onToggle={(which) =>
            narrow({
              sharpness: sharpnessOf(query.sharpness)[0] === which ? undefined : sharpnessRanges[which],
            })
          }
        />
      </Part>
      <Part title={t('search.parts.stored')}>
        <Either
          yes={t('search.stored.yes')}
          no={t('search.stored.no')}
          noCount={count('stored', ({ notStored }) => notStored)}
          yesCount={count('stored', ({ photoCount, notStored }) => photoCount - notStored)}
          value={query.stored}
          onChange={(stored) => narrow({ stored })}
        />
      </Part>
      <Part title={t('search.parts.hasPlace')}>
        <Either
          yes={t('search.place.yes')}
          no={t('search.place.no')}
          value={query.hasPlace}
          onChange={(hasPlace) => narrow({ hasPlace })}
        />
      </Part>
      <Part title={t('search.parts.duplicates')}>
        <Choices
          choices={(['same', 'similar'] as const).map((which) => ({
            value: which,
            label: t(`search.duplicates.${which}`),
          }))}
          chosen={query.duplicates === undefined ? [] : [query.duplicates]}
          onToggle={(which) => narrow({ duplicates: query.duplicates === which ? undefined : which })}
        />
      </Part>
      {scope.kind !== 'album' && albums.length > 1 && (
        <Part title={t('search.parts.albumIds')} wide>
          <CheckList
            label={t('search.parts.albumIds')}
            choices={albums.map(({ id, title }) => ({ value: id as string, label: title }))}
            chosen={query.albumIds ?? []}
            onToggle={(id) => narrow({ albumIds: toggled(query.albumIds, id as AlbumId) })}
          />
        </Part>
      )}
    </div>
  );
}

/** Yes, no, or either. */
function Either(props: {
  yes: string;
  no: string;
  yesCount?: number | undefined;
  noCount?: number | undefined;
  value: boolean | undefined;
  onChange: (value: boolean | undefined) => void;
}) {
  return (
    <Choices
      choices={[
        { value: true, label: props.yes, count: props.yesCount },
        { value: false, label: props.no, count: props.noCount },
      ]}
      chosen={props.value === undefined ? [] : [props.value]}
      onToggle={(value) => props.onChange(props.value === value ? undefined : value)}
    />
  );
}

const sharpnessRanges = { soft: { to: SOFT_BELOW }, sharp: { from: SHARP_FROM } } as const;
const sharpnessOf = (
  range: { from?: number | undefined; to?: number | undefined } | undefined,
): Array<'soft' | 'sharp'> => {
  if (range?.to === SOFT_BELOW && range.from === undefined) return ['soft'];
  return range?.from === SHARP_FROM && range.to === undefined ? ['sharp'] : [];
};

const numberText = (value: number | undefined): string => (value === undefined ? '' : String(value));
const numberOf = (text: string): number | undefined => {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
};
