/** Keywords of many photos: those that all or some have, added to all or taken from all. */
import { Undo2, X } from 'lucide-react';
import { useId } from 'react';
import type { CommonWords } from '../../../src-shared/library-commands';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import fieldStyles from '../../ui/field.module.css';
import { formatCount } from '../../ui/format';
import { KeywordInput } from '../info/keyword-input';
import { folded } from '../info/keyword-rules';
import words from '../info/words.module.css';
import styles from './batch-edit.module.css';
import { addedTo, type Draft, removedFrom, untouched } from './batch-rules';

export function BatchKeywords(props: {
  common: Pick<CommonWords, 'keywords' | 'photoCount'>;
  draft: Draft;
  setDraft: (draft: Draft) => void;
}) {
  const { common, draft, setDraft } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const id = useId();
  const removed = new Set(draft.removeKeywords.map(folded));
  const added = new Set(draft.addKeywords.map(folded));
  const chips = [
    ...common.keywords.map(({ name, count }) => ({ name, count })),
    ...draft.addKeywords
      .filter((name) => !common.keywords.some((known) => folded(known.name) === folded(name)))
      .map((name) => ({ name, count: 0 })),
  ];
  return (
    <div className={fieldStyles.field}>
      <label className={fieldStyles.label} htmlFor={id}>
        {t('edits.field.keywords')}
      </label>
      {chips.length > 0 && (
        <ul className={`${words.chips} ${styles.chips}`}>
          {chips.map(({ name, count }) => {
            const change = removed.has(folded(name)) ? 'remove' : added.has(folded(name)) ? 'add' : undefined;
            const onAll = count === common.photoCount || change === 'add';
            const counted = t('edits.batch.keywordCount', {
              name,
              n: formatCount(count, locale),
              total: formatCount(common.photoCount, locale),
            });
            return (
              <li
                key={name}
                className={words.chip}
                data-change={change}
                data-part={onAll ? undefined : 'some'}
                title={
                  change === undefined
                    ? counted
                    : t(change === 'add' ? 'edits.batch.willAdd' : 'edits.batch.willRemove')
                }
              >
                {onAll || change !== undefined ? (
                  <span>{name}</span>
                ) : (
                  <button
                    type="button"
                    className={styles.some}
                    onClick={() => setDraft(addedTo(draft, [name]))}
                  >
                    {name} <span className="tabular">{formatCount(count, locale)}</span>
                  </button>
                )}
                <button
                  type="button"
                  className={words.chipButton}
                  aria-label={t(change === undefined ? 'edits.removeKeyword' : 'edits.batch.restore', {
                    keyword: name,
                  })}
                  onClick={() =>
                    setDraft(change === undefined ? removedFrom(draft, name) : untouched(draft, name))
                  }
                >
                  {change === undefined ? <X size={12} aria-hidden /> : <Undo2 size={12} aria-hidden />}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <div className={styles.keywordLine}>
        <KeywordInput
          id={id}
          placeholder={t('edits.add.keywords')}
          present={chips
            .filter(({ count }) => count === common.photoCount || count === 0)
            .map(({ name }) => name)}
          onAdd={(keywords) => setDraft(addedTo(draft, keywords))}
        />
      </div>
    </div>
  );
}
