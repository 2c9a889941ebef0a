/** Makes a new album, or changes the title and note of one. */
import { useRef, useState } from 'react';
import type { Album } from '../../../src-shared/domain/album';
import type { ConnectionId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useConfigAddress, useConnectionName } from '../connections/connection-words';

export function AlbumForm({ album, onClose }: { album: Album | null; onClose: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const connections = useConnectionsStore((state) => state.connections);
  const connectionName = useConnectionName();
  const address = useConfigAddress();
  const openAlbum = useNavigationStore((state) => state.openAlbum);
  const titleInput = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState(album?.title ?? '');
  const [note, setNote] = useState(album?.note ?? '');
  const [place, setPlace] = useState<ConnectionId | null>(album?.connectionId ?? connections[0]?.id ?? null);
  const failing = connections.find((one) => one.id === place && one.report?.ok === false);
  const { busy, error, run } = useDialogAct();
  const [titleMissing, setTitleMissing] = useState(false);

  async function submit(): Promise<void> {
    if (title.trim() === '') {
      setTitleMissing(true);
      titleInput.current?.focus();
      return;
    }
    await run(async () => {
      if (album === null) {
        const made = await call('albums.create', {
          title,
          note,
          ...(place !== null && { connectionId: place }),
        });
        openAlbum(made.id);
      } else {
        await call('albums.edit', { id: album.id, title, note });
      }
      onClose();
    });
  }

  return (
    <Dialog
      open
      persistent
      onClose={onClose}
      onSubmit={() => void submit()}
      initialFocus={titleInput}
      title={album === null ? t('albums.edit.newTitle') : t('albums.edit.editTitle')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {album === null ? t('albums.edit.create') : t('common.save')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('albums.edit.title')}
        inputRef={titleInput}
        placeholder={t('albums.edit.titlePlaceholder')}
        maxLength={200}
        value={title}
        onValueChange={(next) => {
          setTitle(next);
          setTitleMissing(false);
        }}
        error={titleMissing ? t('albums.edit.titleMissing') : null}
      />
      <TextField
        label={t('albums.edit.note')}
        hint={t('albums.edit.noteHint')}
        multiline
        maxLength={4000}
        value={note}
        onValueChange={setNote}
      />
      {album === null && place !== null && (
        <Select
          label={t('albums.edit.place')}
          hint={t('albums.edit.placeHint')}
          options={connections.map((connection) => ({
            value: connection.id,
            label: connectionName(connection.id, connection.name),
            hint: address(connection.config),
          }))}
          value={place}
          onValueChange={setPlace}
        />
      )}
      {album === null && failing !== undefined && (
        <Notice text={t('connections.failing', { name: connectionName(failing.id, failing.name) })} />
      )}
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Dialog>
  );
}
