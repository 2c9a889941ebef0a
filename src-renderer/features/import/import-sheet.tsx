/** Says what the dropped things would become, and where; one Enter accepts. */
import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { ImportPlan } from '../../../src-shared/ipc-contract';
import type { AlbumId, ConnectionId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore } from '../../stores/albums-store';
import { useConnectionsStore } from '../../stores/connections-store';
import { useImportRequestStore } from '../../stores/import-request-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSettingsStore } from '../../stores/settings-store';
import { Button } from '../../ui/button';
import { formatBytes, formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';
import { Select } from '../../ui/select';
import { Sheet } from '../../ui/sheet';
import { TextField } from '../../ui/text-field';
import { useConnectionName } from '../connections/connection-words';
import { useImportPlan } from './use-import-plan';

const newAlbum = 'new';

export function ImportSheet() {
  const request = useImportRequestStore((state) => state.request);
  // A new request is a new sheet: nothing typed for the one before is kept.
  return request === null ? null : (
    <RequestSheet key={request.paths.join('\n')} paths={request.paths} albumId={request.albumId} />
  );
}

function RequestSheet({ paths, albumId }: { paths: string[]; albumId: AlbumId | null }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const clear = useImportRequestStore((state) => state.clear);
  const albums = useAlbumsStore((state) => state.albums);
  const connections = useConnectionsStore((state) => state.connections);
  const connectionName = useConnectionName();
  const { plan, error: planError } = useImportPlan(paths);
  const titleInput = useRef<HTMLInputElement>(null);
  const acceptButton = useRef<HTMLButtonElement>(null);
  const [into, setInto] = useState<string>(albumId ?? newAlbum);
  const [typedTitle, setTypedTitle] = useState<string | null>(null);
  // The place used last is most likely meant again: albums come newest first.
  const [place, setPlace] = useState<ConnectionId | null>(
    albums[0]?.connectionId ?? connections[0]?.id ?? null,
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const title = typedTitle ?? plan?.suggestedTitle ?? '';
  const album = albums.find((one) => one.id === into) ?? null;
  const placeName = connectionName(album?.connectionId ?? place, album?.connectionName ?? '');
  const ready = plan !== null && plan.fileCount > 0 && (album !== null || title.trim() !== '');

  useEffect(() => {
    if (plan !== null && titleInput.current === document.activeElement) titleInput.current?.select();
  }, [plan]);

  async function accept(): Promise<void> {
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      const target =
        album ?? (await call('albums.create', { title, ...(place !== null && { connectionId: place }) }));
      await call('imports.start', { albumId: target.id, paths });
      void useSettingsStore
        .getState()
        .change({ welcomed: true })
        .catch(() => undefined);
      useNavigationStore.getState().openAlbum(target.id);
      clear();
    } catch (thrown) {
      setError(asAppError(thrown));
      setBusy(false);
    }
  }

  const failed = error ?? planError;
  return (
    <Sheet
      open
      onClose={clear}
      onSubmit={() => void accept()}
      initialFocus={album === null ? titleInput : acceptButton}
      title={album === null ? t('import.title') : t('import.titleInto', { title: album.title })}
      footer={
        <>
          <Button onClick={clear}>{t('common.cancel')}</Button>
          <Button
            ref={acceptButton}
            type="submit"
            tone="main"
            disabled={!ready || busy}
            focusableWhenDisabled
          >
            {t('import.start')}
          </Button>
        </>
      }
    >
      {albums.length > 0 && (
        <Select
          label={t('import.into')}
          options={[
            { value: newAlbum, label: t('import.newAlbum') },
            ...albums.map((one) => ({
              value: one.id as string,
              label: one.title,
              hint: connectionName(one.connectionId, one.connectionName),
            })),
          ]}
          value={into}
          onValueChange={setInto}
        />
      )}
      {album === null && (
        <>
          <TextField
            label={t('import.albumTitle')}
            inputRef={titleInput}
            maxLength={200}
            value={title}
            onValueChange={setTypedTitle}
            error={plan !== null && title.trim() === '' ? t('albums.edit.titleMissing') : null}
          />
          {connections.length > 1 && place !== null && (
            <Select
              label={t('import.place')}
              options={connections.map((connection) => ({
                value: connection.id,
                label: connectionName(connection.id, connection.name),
              }))}
              value={place}
              onValueChange={setPlace}
            />
          )}
        </>
      )}
      {failed === null && <PlanWords plan={plan} placeName={placeName} />}
      {failed !== null && <Notice tone="danger" text={sentence(failed)} />}
    </Sheet>
  );
}

function PlanWords({ plan, placeName }: { plan: ImportPlan | null; placeName: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (plan === null) {
    return (
      <div role="status">
        <ProgressBar label={t('import.looking')} share={null} />
        <p>{t('import.looking')}</p>
      </div>
    );
  }
  const words = {
    files: t('common.files', { count: plan.fileCount, formatted: formatCount(plan.fileCount, locale) }),
    size: formatBytes(plan.totalBytes, locale),
    place: placeName,
  };
  const first = plan.missing[0];
  return (
    <>
      {plan.fileCount === 0 ? (
        <Notice tone="danger" text={t('import.nothing')} />
      ) : (
        <p className="tabular" role="status">
          {plan.counted === 'all' ? t('import.whatNew', words) : t('import.whatNewAtLeast', words)}
        </p>
      )}
      {first !== undefined && (
        <Notice
          text={t('import.missing', {
            count: plan.missing.length,
            formatted: formatCount(plan.missing.length, locale),
            first,
          })}
        />
      )}
    </>
  );
}
