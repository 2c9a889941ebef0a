/** Marks and words of one photo, to see and to change in place; with what the file says where something else was set. */
import { X } from 'lucide-react';
import { useId } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import { unpackCull } from '../../../src-shared/domain/cull';
import { shownWords } from '../../../src-shared/domain/edits';
import { useTranslation } from '../../i18n/use-locale';
import { CullBar } from '../cull/cull-bar';
import { useCull } from '../cull/use-cull';
import { EditableText } from './editable-text';
import { KeywordInput } from './keyword-input';
import { useEdit } from './use-edit';
import styles from './words.module.css';

type WordField = 'title' | 'caption' | 'creator' | 'copyright';

/** Key it by the photo: words that are being written belong to that one. */
export function EditWords({ asset }: { asset: Asset }) {
  const { t } = useTranslation();
  const edit = useEdit();
  const mark = useCull();
  const words = shownWords(asset.metadata, asset.edits);
  const field = (name: WordField, multiline = false) => {
    const own = asset.edits?.[name];
    const inFile = asset.metadata[name];
    return (
      <EditableText
        label={t(`edits.field.${name}`)}
        placeholder={t(`edits.add.${name}`)}
        value={words[name] ?? ''}
        fileValue={own !== undefined && inFile !== undefined && own !== inFile ? inFile : null}
        multiline={multiline}
        onSave={(text) => edit([asset.id], { [name]: text })}
        onUseFile={() => void edit([asset.id], { [name]: null })}
      />
    );
  };
  return (
    <div className={styles.words}>
      <div className={styles.cull}>
        <CullBar cull={unpackCull(asset.cull)} onMark={(change) => mark([asset.id], change)} />
      </div>
      {field('title')}
      {field('caption', true)}
      <Keywords asset={asset} keywords={words.keywords ?? []} />
      {field('creator')}
      {field('copyright')}
    </div>
  );
}

function Keywords({ asset, keywords }: { asset: Asset; keywords: readonly string[] }) {
  const { t } = useTranslation();
  const edit = useEdit();
  const id = useId();
  const shown = [...new Set(keywords)];
  const inFile = asset.metadata.keywords ?? [];
  const differs =
    asset.edits?.keywords !== undefined && inFile.length > 0 && inFile.join('\n') !== keywords.join('\n');
  const remove = (keyword: string): void => void edit([asset.id], { removeKeywords: [keyword] });
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {t('edits.field.keywords')}
      </label>
      {shown.length > 0 && (
        <ul className={styles.chips}>
          {shown.map((keyword) => (
            <li key={keyword} className={styles.chip}>
              <span data-selectable>{keyword}</span>
              <button
                type="button"
                className={styles.chipButton}
                aria-label={t('edits.removeKeyword', { keyword })}
                onClick={() => remove(keyword)}
              >
                <X size={12} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <KeywordInput
        id={id}
        placeholder={t('edits.add.keywords')}
        present={shown}
        onAdd={(added) => void edit([asset.id], { addKeywords: added })}
        onRemoveLast={() => {
          const last = shown.at(-1);
          if (last !== undefined) remove(last);
        }}
      />
      {differs && (
        <p className={styles.file}>
          <span data-selectable>{t('edits.fileSays', { words: inFile.join(', ') })}</span>{' '}
          <button
            type="button"
            className={styles.link}
            onClick={() => void edit([asset.id], { keywords: null })}
          >
            {t('edits.useFile')}
          </button>
        </p>
      )}
    </div>
  );
}
