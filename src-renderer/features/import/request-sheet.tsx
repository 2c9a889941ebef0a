/** Says what some files would become, and where; one Enter accepts. How they are taken in folds out under it. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { IngestOptions } from '../../../src-shared/domain/ingest';
import type { AlbumId, ConnectionId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore, useOwnAlbums } from '../../stores/albums-store';
import { useConnectionsStore } from '../../stores/connections-store';
import { useIngestsStore } from '../../stores/ingests-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSettingsStore } from '../../stores/settings-store';
import { Button } from '../../ui/button';
import { Fold } from '../../ui/fold';
import { formatList } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { Sheet } from '../../ui/sheet';
import { TextField } from '../../ui/text-field';
import { useConnectionName } from '../connections/connection-words';
import { IngestFields } from '../ingest/ingest-options';
import { cardOf, effectiveOptions, isPlain, rememberedOptions } from '../ingest/ingest-rules';
import { showAlbumOf } from '../ingest/show-album';
import { useIngestPreview } from '../ingest/use-ingest-preview';
import { useOptionWords } from '../ingest/use-option-words';
import { lastName } from '../transfers/groups';
import { PlanWords } from './plan-words';
import styles from './request-sheet.module.css';
import { useImportPlan } from './use-import-plan';

const newAlbum = 'new';

export interface RequestSheetProps {
  paths: string[];
  /** The album that was in view, offered first. */
  albumId: AlbumId | null;
  /** From a card: the choices of the last time are shown at once. */
  ingest?: boolean;
  onClose: () => void;
}

export function RequestSheet({ paths, albumId, ingest = false, onClose }: RequestSheetProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const albums = useOwnAlbums();
  const connections = useConnectionsStore((state) => state.connections);
  const cards = useIngestsStore((state) => state.cards);
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
  const [unfolded, setUnfolded] = useState(ingest);
  /** null: never unfolded, so a plain import. */
  const [options, setOptions] = useState<IngestOptions | null>(() =>
    ingest ? rememberedOptions(useIngestsStore.getState().ingests) : null,
  );
  const { busy, error, run } = useDialogAct();

  const card = cardOf(paths, cards);
  const canEject = card?.ejectable ?? false;
  const title = typedTitle ?? plan?.suggestedTitle ?? '';
  const album = useAlbumsStore((state) => state.albums.find((one) => one.id === into) ?? null);
  const mainConnectionId = album?.connectionId ?? place;
  const chosen = useMemo(
    () => (options === null ? null : effectiveOptions(options, canEject)),
    [options, canEject],
  );
  const placeName = formatList(
    [
      connectionName(mainConnectionId, album?.connectionName ?? ''),
      ...(chosen?.copies ?? []).map((copy) =>
        copy.type === 'folder' ? `“${lastName(copy.path)}”` : connectionName(copy.connectionId, ''),
      ),
    ],
    locale,
  );
  const badTemplate = chosen?.nameTemplate?.trim() === '';
  const ready =
    plan !== null && plan.fileCount > 0 && (album !== null || title.trim() !== '') && !badTemplate;

  useEffect(() => {
    if (plan !== null && titleInput.current === document.activeElement) titleInput.current?.select();
  }, [plan]);

  async function startIngest(withOptions: IngestOptions): Promise<void> {
    const target =
      album === null
        ? { title: title.trim(), ...(place !== null && { connectionId: place }) }
        : { albumId: album.id };
    const { ingestId } = await call('ingests.start', { paths, ...target, options: withOptions });
    showAlbumOf(ingestId);
  }
  async function startImport(): Promise<void> {
    const target =
      album ?? (await call('albums.create', { title, ...(place !== null && { connectionId: place }) }));
    await call('imports.start', { albumId: target.id, paths });
    useNavigationStore.getState().openAlbum(target.id);
  }
  async function accept(): Promise<void> {
    if (!ready) return;
    await run(async () => {
      // From a card it is an ingest in any case: its receipt then speaks of the card by name.
      if (chosen !== null && (ingest || !isPlain(chosen))) await startIngest(chosen);
      else await startImport();
      void useSettingsStore
        .getState()
        .change({ welcomed: true })
        .catch(() => undefined);
      onClose();
    });
  }

  const failed = error ?? planError;
  const heading =
    ingest && card !== null
      ? t('ingest.title', { name: card.name })
      : album === null
        ? t('import.title')
        : t('import.titleInto', { title: album.title });
  return (
    <Sheet
      open
      wide={unfolded}
      onClose={onClose}
      onSubmit={() => void accept()}
      initialFocus={album === null ? titleInput : acceptButton}
      title={heading}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            ref={acceptButton}
            type="submit"
            tone="main"
            disabled={!ready || busy}
            focusableWhenDisabled
          >
            {t(ingest ? 'ingest.start' : 'import.start')}
          </Button>
        </>
      }
    >
      <div className={styles.pair}>
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
        {album === null && connections.length > 1 && place !== null && (
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
      </div>
      {album === null && (
        <TextField
          label={t('import.albumTitle')}
          inputRef={titleInput}
          maxLength={200}
          value={title}
          onValueChange={setTypedTitle}
          error={plan !== null && title.trim() === '' ? t('albums.edit.titleMissing') : null}
        />
      )}
      {failed === null && <PlanWords plan={plan} placeName={placeName} />}
      {failed !== null && <Notice tone="danger" text={sentence(failed)} />}
      <Options
        paths={paths}
        title={album?.title ?? title}
        options={options}
        canEject={canEject}
        mainConnectionId={mainConnectionId}
        unfolded={unfolded}
        onUnfold={(open) => {
          setUnfolded(open);
          if (open) setOptions((old) => old ?? rememberedOptions(useIngestsStore.getState().ingests));
        }}
        onChange={(change) => setOptions((old) => (old === null ? old : { ...old, ...change }))}
      />
    </Sheet>
  );
}

function Options(props: {
  paths: string[];
  title: string;
  options: IngestOptions | null;
  canEject: boolean;
  mainConnectionId: ConnectionId | null;
  unfolded: boolean;
  onUnfold: (open: boolean) => void;
  onChange: (change: Partial<IngestOptions>) => void;
}) {
  const { options, canEject, unfolded } = props;
  const { t } = useTranslation();
  const words = useOptionWords();
  return (
    <Fold
      label={t('ingest.more')}
      hint={options === null ? undefined : words(effectiveOptions(options, canEject))}
      open={unfolded}
      onOpenChange={props.onUnfold}
    >
      {options !== null && unfolded && (
        <Previewing
          paths={props.paths}
          title={props.title}
          options={options}
          canEject={canEject}
          mainConnectionId={props.mainConnectionId}
          onChange={props.onChange}
        />
      )}
    </Fold>
  );
}

/** The card is only read for names once somebody looks at them. */
function Previewing(props: {
  paths: string[];
  title: string;
  options: IngestOptions;
  canEject: boolean;
  mainConnectionId: ConnectionId | null;
  onChange: (change: Partial<IngestOptions>) => void;
}) {
  const { t } = useTranslation();
  const previewed = useIngestPreview(
    props.paths,
    props.title.trim() || t('import.newAlbum'),
    effectiveOptions(props.options, props.canEject),
  );
  return (
    <IngestFields
      options={props.options}
      onChange={props.onChange}
      previewed={previewed}
      mainConnectionId={props.mainConnectionId}
      canEject={props.canEject}
    />
  );
}
