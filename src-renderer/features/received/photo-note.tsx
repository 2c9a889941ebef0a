/** A note to one photo of a share: it waits here and goes with the choice, as on the guest's page. */
import { useEffect, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import { MAX_NOTE_LENGTH } from '../../../src-shared/domain/share-page';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useReceived } from '../../stores/received-store';
import { say } from '../../ui/toast';
import { EditableText } from '../info/editable-text';
import styles from '../info/words.module.css';

/** Nothing for photos of one's own, and where the sender takes no notes. Of a share that is over it is only read. Key it by the photo. */
export function PhotoNote({ asset }: { asset: Asset }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const received = useReceived(asset.albumId);
  const [note, setNote] = useState<string | null>(null);
  const takesNotes = received?.takesPicks === true && received.allow.comment;
  useEffect(() => {
    if (!takesNotes) return;
    let left = false;
    call('received.note', { assetId: asset.id }).then(
      (answer) => !left && setNote(answer.note),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [takesNotes, asset.id]);
  if (!takesNotes || note === null) return null;
  const label = t('received.note', { name: received.photographer.name || t('received.someone') });
  if (received.state !== 'open')
    return note === '' ? null : (
      <div className={styles.words}>
        <div className={styles.field}>
          <p className={styles.label}>{label}</p>
          <p className={styles.kept} data-selectable>
            {note}
          </p>
        </div>
      </div>
    );
  async function save(text: string): Promise<boolean> {
    try {
      await call('received.setNote', { assetId: asset.id, note: text });
      setNote(text);
      return true;
    } catch (error) {
      say({ title: t('edits.notKept'), text: sentence(asAppError(error)), error: true });
      return false;
    }
  }
  return (
    <div className={styles.words}>
      <EditableText
        label={label}
        placeholder={t('received.noteAdd')}
        value={note}
        fileValue={null}
        multiline
        maxLength={MAX_NOTE_LENGTH}
        onSave={save}
      />
    </div>
  );
}
