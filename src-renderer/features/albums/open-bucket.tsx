/** Opens a bucket that is there already as an album: from the list of its store, or by its name. */
import { useEffect, useRef, useState } from 'react';
import type { AppError, ErrorCode } from '../../../src-shared/app-error';
import { homeBucket } from '../../../src-shared/domain/connection';
import type { StorageBucket } from '../../../src-shared/domain/storage';
import type { ConnectionId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore } from '../../stores/albums-store';
import { useConnectionsStore } from '../../stores/connections-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { ProgressBar } from '../../ui/progress-bar';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useConnectionName } from '../connections/connection-words';
import { BucketList } from './bucket-list';
import { matchingBuckets, prefixOf, titleOf } from './bucket-rules';
import styles from './open-bucket.module.css';

type Buckets =
  | { state: 'loading' }
  | { state: 'ready'; buckets: StorageBucket[] }
  | { state: 'failed'; error: AppError };

/** Errors that the name itself is to blame for. */
const ofBucket: ReadonlySet<ErrorCode> = new Set(['bucket-missing', 'bucket-name']);

interface OpenBucketProps {
  /** What is filled in already; without a connection the person chooses. */
  start: { connectionId: ConnectionId | null; bucket?: string; prefix?: string };
  onClose: () => void;
}

export function OpenBucket({ start, onClose }: OpenBucketProps) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const connections = useConnectionsStore((state) => state.connections);
  const connectionName = useConnectionName();
  const albums = useAlbumsStore((state) => state.albums);
  const openAlbum = useNavigationStore((state) => state.openAlbum);
  // Without a choice made, storage of one's own is meant rather than the built-in one.
  const [place, setPlace] = useState<ConnectionId | null>(
    start.connectionId ?? (connections.find((one) => !one.builtIn) ?? connections[0])?.id ?? null,
  );
  const homeOf = (id: ConnectionId | null): string => {
    const config = connections.find((one) => one.id === id)?.config;
    return config === undefined ? '' : (homeBucket(config) ?? '');
  };
  const found = useBuckets(place);
  const findInput = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(start.bucket ?? homeOf(place));
  const [chosen, setChosen] = useState<string | null>(null);
  const [folder, setFolder] = useState(start.prefix ?? '');
  const [title, setTitle] = useState('');
  const [missing, setMissing] = useState(false);
  const { busy, error, run, clear } = useDialogAct();

  const bucket = chosen ?? typed.trim();
  const prefix = prefixOf(folder);
  const album = albums.find(
    (one) => one.connectionId === place && one.bucket === bucket && one.prefix === prefix,
  );
  const shown = found.state === 'ready' ? matchingBuckets(found.buckets, typed) : [];

  async function submit(): Promise<void> {
    if (place === null) return;
    if (album !== undefined) {
      openAlbum(album.id);
      return onClose();
    }
    if (bucket === '') {
      setMissing(true);
      findInput.current?.focus();
      return;
    }
    await run(async () => {
      const opened = await call('albums.open', {
        connectionId: place,
        bucket,
        prefix,
        ...(title.trim() !== '' && { title: title.trim() }),
      });
      openAlbum(opened.id);
      onClose();
    });
  }

  return (
    <Dialog
      open
      persistent
      wide
      onClose={onClose}
      onSubmit={() => void submit()}
      initialFocus={findInput}
      title={t('connections.openBucket.title')}
      description={t('connections.openBucket.text')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {t(album === undefined ? 'connections.openBucket.open' : 'connections.openBucket.show')}
          </Button>
        </>
      }
    >
      {connections.length > 1 && place !== null && (
        <Select
          label={t('connections.openBucket.connection')}
          options={connections.map((connection) => ({
            value: connection.id,
            label: connectionName(connection.id, connection.name),
          }))}
          value={place}
          onValueChange={(next) => {
            setPlace(next);
            setTyped(homeOf(next));
            setChosen(null);
            clear();
          }}
        />
      )}
      <div className={styles.find}>
        <TextField
          label={t('connections.openBucket.find')}
          hint={t('connections.openBucket.findHint')}
          inputRef={findInput}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={255}
          value={typed}
          onValueChange={(next) => {
            setTyped(next);
            setChosen(null);
            setMissing(false);
            clear();
          }}
          error={
            missing
              ? t('connections.openBucket.bucketMissing')
              : error !== null && ofBucket.has(error.code)
                ? sentence(error)
                : null
          }
        />
        {found.state === 'loading' && (
          <div role="status">
            <ProgressBar label={t('connections.openBucket.loading')} share={null} />
            <p className={styles.quiet}>{t('connections.openBucket.loading')}</p>
          </div>
        )}
        {found.state === 'failed' && <BucketsFailed error={found.error} />}
        {found.state === 'ready' && (
          <BucketList
            shown={shown}
            none={found.buckets.length === 0}
            chosen={chosen ?? (shown.some((one) => one.name === bucket) ? bucket : null)}
            onChoose={(name) => {
              setChosen(name);
              setMissing(false);
              clear();
            }}
          />
        )}
      </div>
      <div className={styles.pair}>
        <TextField
          label={t('connections.openBucket.prefix')}
          hint={t('connections.openBucket.prefixHint')}
          autoComplete="off"
          spellCheck={false}
          maxLength={1000}
          value={folder}
          onValueChange={setFolder}
        />
        <TextField
          label={t('connections.openBucket.albumTitle')}
          hint={t('connections.openBucket.albumTitleHint')}
          placeholder={titleOf(bucket, prefix)}
          maxLength={200}
          value={title}
          onValueChange={setTitle}
        />
      </div>
      {error !== null && !ofBucket.has(error.code) && (
        <Notice
          tone="danger"
          text={sentence(error)}
          details={error.details === undefined ? null : { label: t('common.details'), text: error.details }}
        />
      )}
    </Dialog>
  );
}

/** A key that may not list buckets is nothing bad: the name can be typed. */
function BucketsFailed({ error }: { error: AppError }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  if (error.code === 'access-denied') return <Notice text={t('connections.openBucket.denied')} />;
  return <Notice tone="danger" text={sentence(error)} />;
}

function useBuckets(connectionId: ConnectionId | null): Buckets {
  const [answer, setAnswer] = useState<{ of: ConnectionId; buckets: Buckets } | null>(null);
  useEffect(() => {
    if (connectionId === null) return;
    let gone = false;
    const show = (buckets: Buckets): void => {
      if (!gone) setAnswer({ of: connectionId, buckets });
    };
    call('storage.buckets', { connectionId }).then(
      (buckets) => show({ state: 'ready', buckets }),
      (error) => show({ state: 'failed', error: asAppError(error) }),
    );
    return () => {
      gone = true;
    };
  }, [connectionId]);
  return answer !== null && answer.of === connectionId ? answer.buckets : { state: 'loading' };
}
