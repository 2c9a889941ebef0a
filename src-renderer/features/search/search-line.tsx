/** The line under the tools while a list is narrowed: how many photos fit, each filter to take away, and keeping the search. */
import { BookmarkPlus, X } from 'lucide-react';
import { useState } from 'react';
import type { PhotoList, PhotoScope } from '../../../src-shared/domain/photo-list';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { sameScope, useAssetsStore } from '../../stores/assets-store';
import { listOf, useListStore } from '../../stores/list-store';
import { useOpenSmartAlbum } from '../../stores/smart-albums-store';
import { Button } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { chipsOf, without } from './chips-of';
import styles from './search.module.css';
import { SmartAlbumDialog } from './smart-album-dialog';
import { useChipWords } from './use-chip-words';
import { useSmartActs } from './use-smart-acts';

export function SearchLine({ scope }: { scope: PhotoScope }) {
  const { t } = useTranslation();
  const { query, sort, narrow, setQuery } = useListStore();
  const smart = useOpenSmartAlbum();
  const acts = useSmartActs();
  const wordsOf = useChipWords();
  const [saves, setSaves] = useState<PhotoList | null>(null);
  const isNarrowed = Object.keys(query).length > 0;
  if (!isNarrowed && smart === null) return null;
  const isOther =
    smart !== null &&
    (JSON.stringify(smart.list.query) !== JSON.stringify(query) ||
      JSON.stringify(smart.list.sort) !== JSON.stringify(sort));

  return (
    <div className={styles.line}>
      <FitCount scope={scope} />
      <ul className={styles.chips}>
        {chipsOf(query).map((chip) => {
          const words = wordsOf(chip);
          return (
            <li key={`${chip.field} ${words}`}>
              <button
                type="button"
                className={styles.chip}
                aria-label={t('search.takeAway', { filter: words })}
                onClick={() => narrow(without(query, chip))}
              >
                <span className={styles.chipText}>{words}</span>
                <X size={12} aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
      <div className={styles.lineActs}>
        {isNarrowed && smart === null && (
          <Button tone="quiet" onClick={() => setQuery({})}>
            {t('search.clearAll')}
          </Button>
        )}
        {smart !== null && isOther && (
          <Button tone="quiet" onClick={() => void acts.keep(smart, listOf(scope))}>
            {t('search.smart.update', { name: smart.name })}
          </Button>
        )}
        {(smart === null || isOther) && (
          <Button
            tone="quiet"
            icon={<BookmarkPlus size={15} aria-hidden />}
            onClick={() => setSaves(listOf(scope))}
          >
            {t('search.smart.save')}
          </Button>
        )}
      </div>
      {saves !== null && (
        <SmartAlbumDialog
          what={{ list: saves, name: proposedName(query.text, chipsOf(query).map(wordsOf)) }}
          onClose={() => setSaves(null)}
        />
      )}
    </div>
  );
}

/** Read out as it changes; the last number stays while the next one is on its way. */
function FitCount({ scope }: { scope: PhotoScope }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const count = useAssetsStore((state) =>
    sameScope(state.list, { scope }) && state.version >= 0 ? (state.all?.count ?? null) : null,
  );
  return (
    <span className={styles.fits} role="status">
      {count !== null && t('search.fits', { count, n: formatCount(count, locale) })}
    </span>
  );
}

const proposedName = (text: string | undefined, filters: readonly string[]): string =>
  [...(text === undefined ? [] : [text]), ...filters].join(', ').slice(0, 80);
