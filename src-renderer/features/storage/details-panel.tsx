/** What the store tells of a bucket or an object, and what can be done with it. */
import { Copy, Images, Link as LinkIcon, Trash2 } from 'lucide-react';
import { type ReactNode, useCallback, useState } from 'react';
import type { BucketFacts, ObjectFacts } from '../../../src-shared/domain/storage';
import type { ConnectionId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbumsStore } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button } from '../../ui/button';
import { formatBytes, formatCount, formatDateTime } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';
import { MakeLink } from './make-link';
import { RemoveBucket } from './remove-bucket';
import styles from './storage-view.module.css';
import { useAsked } from './use-store-listing';

type Fact = [label: string, value: ReactNode];
const told = (facts: Array<[string, ReactNode] | null>): Fact[] =>
  facts.filter((fact): fact is Fact => fact !== null && fact[1] !== null && fact[1] !== '');

function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Metadata({ metadata }: { metadata: Record<string, string> }) {
  const { t } = useTranslation();
  const entries = Object.entries(metadata);
  if (entries.length === 0) return null;
  return (
    <>
      <h3 className={styles.subheading}>{t('browser.facts.metadata')}</h3>
      <Facts facts={entries} />
    </>
  );
}

function useBucketFacts(): (facts: BucketFacts) => Fact[] {
  const { t } = useTranslation();
  const locale = useLocale();
  return (facts) => {
    const { access, versioning } = facts;
    const readers = access?.publicRead
      ? t('browser.facts.accessPublic')
      : access && access.readers.length > 0
        ? t('browser.facts.accessReaders', { readers: access.readers.join(', ') })
        : access && t('browser.facts.accessOwner');
    const versions = { on: 'versionsOn', suspended: 'versionsSuspended', off: 'versionsOff' } as const;
    return told([
      [
        t('browser.facts.objects'),
        facts.objectCount === null ? null : formatCount(facts.objectCount, locale),
      ],
      [t('browser.facts.size'), facts.totalBytes === null ? null : formatBytes(facts.totalBytes, locale)],
      [t('browser.facts.quota'), facts.quotaBytes === null ? null : formatBytes(facts.quotaBytes, locale)],
      [t('browser.facts.tier'), facts.tier],
      [t('browser.facts.region'), facts.region],
      [t('browser.facts.access'), readers],
      [t('browser.facts.versions'), versioning && t(`browser.facts.${versions[versioning]}`)],
      [t('browser.facts.cors'), (facts.corsOrigins ?? []).join(', ')],
      [
        t('browser.facts.created'),
        facts.createdAtMs === null ? null : formatDateTime(facts.createdAtMs, locale),
      ],
    ]);
  };
}

export function BucketDetails(props: {
  connectionId: ConnectionId;
  bucket: string;
  prefix: string;
  empty: boolean;
}) {
  const { connectionId, bucket, prefix } = props;
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const factsOf = useBucketFacts();
  const openDialog = useDialogsStore((state) => state.open);
  const { openAlbum } = useNavigationStore();
  const [removing, setRemoving] = useState(false);
  const album = useAlbumsStore((state) =>
    state.albums.find(
      (one) => one.connectionId === connectionId && one.bucket === bucket && one.prefix === prefix,
    ),
  );
  const asked = useAsked(
    useCallback(() => call('storage.bucket', { connectionId, bucket }), [connectionId, bucket]),
  );
  return (
    <>
      <h2 className={styles.heading}>{prefix === '' ? bucket : prefix}</h2>
      <div className={styles.acts}>
        {album ? (
          <Button icon={<Images size={14} aria-hidden />} onClick={() => openAlbum(album.id)}>
            {t('browser.showAlbum')}
          </Button>
        ) : (
          <Button
            icon={<Images size={14} aria-hidden />}
            onClick={() => openDialog({ kind: 'open-bucket', connectionId, bucket, prefix })}
          >
            {t('browser.openAlbum')}
          </Button>
        )}
        {props.empty && prefix === '' && !album && (
          <Button tone="quiet" icon={<Trash2 size={14} aria-hidden />} onClick={() => setRemoving(true)}>
            {t('browser.removeBucket')}
          </Button>
        )}
      </div>
      {asked.error !== null && <Notice tone="danger" text={sentence(asked.error)} />}
      {asked.value !== null && (
        <>
          <Facts facts={factsOf(asked.value)} />
          <Metadata metadata={asked.value.metadata} />
        </>
      )}
      {removing && (
        <RemoveBucket connectionId={connectionId} bucket={bucket} onClose={() => setRemoving(false)} />
      )}
    </>
  );
}

function useObjectFacts(): (facts: ObjectFacts) => Fact[] {
  const { t } = useTranslation();
  const locale = useLocale();
  const albums = useAlbumsStore((state) => state.albums);
  return (facts) =>
    told([
      [t('browser.facts.size'), formatBytes(facts.sizeBytes, locale)],
      [t('browser.facts.type'), facts.contentType],
      [t('browser.facts.changed'), formatDateTime(facts.modifiedAtMs, locale)],
      [t('browser.facts.photoOf'), albums.find((album) => album.id === facts.albumId)?.title ?? null],
      [t('browser.facts.tier'), facts.tier],
      [t('browser.facts.archive'), facts.archive && t(`browser.facts.${facts.archive}`)],
      [
        t('browser.facts.expires'),
        facts.expiresAtMs === null ? null : formatDateTime(facts.expiresAtMs, locale),
      ],
      [t('browser.facts.etag'), <code key="etag">{facts.etag}</code>],
    ]);
}

export function ObjectDetails(props: {
  connectionId: ConnectionId;
  bucket: string;
  objectKey: string;
  onRemove: () => void;
}) {
  const { connectionId, bucket, objectKey } = props;
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const factsOf = useObjectFacts();
  const [linking, setLinking] = useState(false);
  const asked = useAsked(
    useCallback(
      () => call('storage.stat', { connectionId, bucket, key: objectKey }),
      [connectionId, bucket, objectKey],
    ),
  );
  const copyKey = (): void =>
    void navigator.clipboard.writeText(objectKey).then(
      () => say({ title: t('browser.copied') }),
      () => undefined,
    );
  return (
    <>
      <h2 className={styles.heading}>{objectKey.slice(objectKey.lastIndexOf('/') + 1) || objectKey}</h2>
      <div className={styles.acts}>
        <Button icon={<LinkIcon size={14} aria-hidden />} onClick={() => setLinking(true)}>
          {t('browser.link.make')}
        </Button>
        <Button tone="quiet" icon={<Copy size={14} aria-hidden />} onClick={copyKey}>
          {t('browser.copyKey')}
        </Button>
        <Button tone="quiet" icon={<Trash2 size={14} aria-hidden />} onClick={props.onRemove}>
          {t('browser.remove')}
        </Button>
      </div>
      {asked.error !== null && <Notice tone="danger" text={sentence(asked.error)} />}
      {asked.value !== null && (
        <>
          <Facts facts={factsOf(asked.value)} />
          <Metadata metadata={asked.value.metadata} />
        </>
      )}
      {linking && (
        <MakeLink
          connectionId={connectionId}
          bucket={bucket}
          objectKey={objectKey}
          onClose={() => setLinking(false)}
        />
      )}
    </>
  );
}
