/** Deletes an album here, and only after a second word also its objects in the store. */
import { useState } from 'react';
import type { Album } from '../../../src-shared/domain/album';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatBytes, formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Checkbox } from '../../ui/switch';
import { say } from '../../ui/toast';
import { useConnectionName } from '../connections/connection-words';

export function DeleteAlbum({ album, onClose }: { album: Album; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const [objects, setObjects] = useState(false);
  const [step, setStep] = useState<'ask' | 'sure'>('ask');
  const { busy, error, run } = useDialogAct();
  const connection = useConnectionName()(album.connectionId, album.connectionName);
  const counted = { count: album.storedCount, formatted: formatCount(album.storedCount, locale), connection };

  async function remove(): Promise<void> {
    await run(async () => {
      const { deletedObjects, keptObjects } = await call('albums.delete', { id: album.id, objects });
      const deleted = { count: deletedObjects, formatted: formatCount(deletedObjects, locale), connection };
      const kept = { count: keptObjects, formatted: formatCount(keptObjects, locale) };
      const words = objects
        ? [
            t('albums.delete.doneObjects', deleted),
            ...(keptObjects > 0 ? [t('albums.delete.kept', kept)] : []),
          ]
        : [];
      say({ title: t('albums.delete.done', { title: album.title }), text: words.join(' ') });
      onClose();
    });
  }

  const sure = step === 'sure';
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      title={sure ? t('albums.delete.sureTitle', counted) : t('albums.delete.title', { title: album.title })}
      description={
        sure
          ? t('albums.delete.sureText', { size: formatBytes(album.totalBytes, locale), connection })
          : t('albums.delete.text')
      }
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={sure ? () => setStep('ask') : onClose}>
            {sure ? t('common.back') : t('common.cancel')}
          </Button>
          {objects && !sure ? (
            <Button tone="danger" onClick={() => setStep('sure')}>
              {t('albums.delete.forever')}
            </Button>
          ) : (
            <Button tone="danger" disabled={busy} focusableWhenDisabled onClick={() => void remove()}>
              {sure ? t('albums.delete.sure') : t('albums.delete.forget')}
            </Button>
          )}
        </>
      }
    >
      {!sure && album.storedCount > 0 && (
        <Checkbox
          label={t('albums.delete.objects', counted)}
          hint={objects ? t('albums.delete.objectsHint') : t('albums.delete.keepNote', counted)}
          checked={objects}
          onCheckedChange={setObjects}
        />
      )}
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Dialog>
  );
}
