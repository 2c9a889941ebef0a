/** A name for a search: of a new smart album, or another one for one that is there. */
import { useRef, useState } from 'react';
import type { PhotoList } from '../../../src-shared/domain/photo-list';
import type { SmartAlbumId } from '../../../src-shared/units';
import { asAppError } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { openSmartAlbum, useSmartAlbumsStore } from '../../stores/smart-albums-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/text-field';

export interface NamedSearch {
  /** Absent: it is new. */
  id?: SmartAlbumId;
  name: string;
  list: PhotoList;
}

export function SmartAlbumDialog({ what, onClose }: { what: NamedSearch; onClose: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const save = useSmartAlbumsStore((state) => state.save);
  const [name, setName] = useState(what.name);
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const isNew = what.id === undefined;
  const submit = async (): Promise<void> => {
    if (name.trim() === '') return;
    try {
      const album = await save({ ...what, name: name.trim() });
      onClose();
      if (isNew) openSmartAlbum(album);
    } catch (failure) {
      setError(sentence(asAppError(failure)));
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      initialFocus={input}
      title={t(isNew ? 'search.smart.saveTitle' : 'search.smart.renameTitle')}
      description={isNew ? t('search.smart.saveText') : undefined}
      closeLabel={t('common.close')}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="main" type="submit" disabled={name.trim() === ''}>
            {t('search.smart.saveButton')}
          </Button>
        </>
      }
    >
      <TextField
        inputRef={input}
        label={t('search.smart.name')}
        value={name}
        maxLength={200}
        error={error}
        onValueChange={setName}
        onFocus={(event) => event.currentTarget.select()}
      />
    </Dialog>
  );
}
