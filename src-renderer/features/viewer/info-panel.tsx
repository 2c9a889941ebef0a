/** Everything a photo tells about itself and where it is kept. */
import { Check, Copy, PencilLine } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useAsset, useAssetsStore } from '../../stores/assets-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useMarksStore } from '../../stores/marks-store';
import { useTransfersStore } from '../../stores/transfers-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatClock, formatCount, formatDateTime, formatSpeed } from '../../ui/format';
import { EditWords } from '../info/edit-words';
import { PendingLine } from '../info/pending-line';
import { PhotoNote } from '../received/photo-note';
import { cameraWords, exposureWords, megapixels, offsetWords, placeWords, wallClockMs } from './facts';
import styles from './info-panel.module.css';

export function InfoPanel({ assetId }: { assetId: AssetId | null }) {
  const { t } = useTranslation();
  const asset = useAsset(assetId);
  const wantDetails = useAssetsStore((state) => state.wantDetails);
  useEffect(() => {
    if (assetId !== null) wantDetails([assetId]);
  }, [assetId, wantDetails]);
  return (
    <section className={styles.panel} aria-label={t('info.title')}>
      {asset ? (
        <Facts asset={asset} />
      ) : (
        <p className={styles.quiet}>{assetId === null ? t('info.none') : t('info.loading')}</p>
      )}
    </section>
  );
}

function Facts({ asset }: { asset: Asset }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { metadata } = asset;
  const camera = cameraWords(metadata);
  const exposure = exposureWords(metadata, locale);
  const folder = asset.key.slice(0, asset.key.length - asset.fileName.length).replace(/\/$/, '');
  const { widthPx, heightPx, latitudeDeg, longitudeDeg } = metadata;
  const place = [metadata.location, metadata.city, metadata.region, metadata.country]
    .filter((part, at, parts) => part !== undefined && parts.indexOf(part) === at)
    .join(', ');
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.fileName} data-selectable>
          {asset.fileName}
        </h2>
        {folder !== '' && (
          <p className={styles.quiet} data-selectable>
            {folder}
          </p>
        )}
      </header>
      <Problem asset={asset} />
      <MarkedActs />
      <PhotoNote key={`note ${asset.id}`} asset={asset} />
      <EditWords key={asset.id} asset={asset} />
      <PendingLine />
      <dl className={styles.list}>
        <Row name={t('info.taken')}>
          <Taken asset={asset} />
        </Row>
        {camera !== null && <Row name={t('info.camera')}>{camera}</Row>}
        {metadata.lens !== undefined && <Row name={t('info.lens')}>{metadata.lens}</Row>}
        {exposure !== null && (
          <Row name={t('info.exposure')}>
            <span className={styles.exposure}>{exposure}</span>
          </Row>
        )}
        {place !== '' && (
          <Row name={t('edits.place')} copy={{ text: place, label: t('edits.copyPlace') }}>
            {place}
          </Row>
        )}
        {latitudeDeg !== undefined && longitudeDeg !== undefined && (
          <Row
            name={place === '' ? t('info.place') : ''}
            copy={{ text: placeWords(latitudeDeg, longitudeDeg), label: t('info.copyPlace') }}
          >
            {placeWords(latitudeDeg, longitudeDeg)}
            {metadata.altitudeM !== undefined && (
              <Quiet>{t('info.altitude', { n: formatCount(Math.round(metadata.altitudeM), locale) })}</Quiet>
            )}
          </Row>
        )}
      </dl>
      <dl className={styles.list}>
        {widthPx !== undefined && heightPx !== undefined && (
          <Row name={t('info.dimensions')}>
            {widthPx} × {heightPx}
            {asset.kind === 'photo' && (
              <Quiet>{t('info.megapixels', { n: megapixels(widthPx, heightPx, locale) })}</Quiet>
            )}
          </Row>
        )}
        {metadata.durationMs !== undefined && (
          <Row name={t('info.duration')}>{formatClock(metadata.durationMs)}</Row>
        )}
        {metadata.videoCodec !== undefined && (
          <Row name={t('info.videoCodec')}>
            {metadata.videoCodec.toUpperCase()}
            {metadata.framesPerSecond !== undefined && (
              <Quiet>
                {t('info.frames', {
                  n: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(
                    metadata.framesPerSecond,
                  ),
                })}
              </Quiet>
            )}
          </Row>
        )}
        {metadata.audioCodec !== undefined && (
          <Row name={t('info.audioCodec')}>{metadata.audioCodec.toUpperCase()}</Row>
        )}
        {metadata.bitrateBps !== undefined && (
          <Row name={t('info.bitrate')}>{formatSpeed(metadata.bitrateBps / 8, locale)}</Row>
        )}
        <Row name={t('info.size')}>{formatBytes(asset.sizeBytes, locale)}</Row>
        {metadata.format !== undefined && <Row name={t('info.format')}>{metadata.format.toUpperCase()}</Row>}
      </dl>
      <Stored asset={asset} />
    </>
  );
}

function Taken({ asset }: { asset: Asset }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { takenAtLocal, takenAtOffsetMin } = asset.metadata;
  const at = takenAtLocal === undefined ? null : wallClockMs(takenAtLocal);
  if (at === null) {
    return (
      <>
        {formatDateTime(asset.sortAtMs, locale, 'UTC')}
        <Quiet>{t('info.fileTime')}</Quiet>
      </>
    );
  }
  return (
    <>
      {formatDateTime(at, locale, 'UTC')}
      <Quiet>{takenAtOffsetMin === undefined ? t('info.unzoned') : offsetWords(takenAtOffsetMin)}</Quiet>
    </>
  );
}

/** What is done with all marked photos at once. */
function MarkedActs() {
  const { t } = useTranslation();
  const locale = useLocale();
  const marked = useMarksStore((state) => state.ids);
  const open = useDialogsStore((state) => state.open);
  if (marked.size < 2) return null;
  return (
    <Button
      className={classNames(styles.marked)}
      icon={<PencilLine size={15} aria-hidden />}
      onClick={() => open({ kind: 'edit-words', assetIds: [...marked] })}
    >
      {t('edits.editMarked', { count: marked.size, n: formatCount(marked.size, locale) })}
    </Button>
  );
}

function Stored({ asset }: { asset: Asset }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const album = useAlbum(asset.albumId);
  return (
    <>
      <h3 className={styles.part}>{t('info.stored')}</h3>
      <dl className={styles.list}>
        <Row name={t('info.state')}>
          {asset.state === 'stored' && asset.storedAtMs !== null
            ? t('info.storedAt', { date: formatDateTime(asset.storedAtMs, locale) })
            : t(`grid.badge.${asset.state}`)}
        </Row>
        {album && (
          <>
            <Row name={t('info.connection')}>{album.connectionName}</Row>
            <Row name={t('info.bucket')}>{album.bucket}</Row>
          </>
        )}
        <Row
          name={t('info.key')}
          copy={{ text: `${album?.prefix ?? ''}${asset.key}`, label: t('info.copy') }}
        >
          {album?.prefix}
          {asset.key}
        </Row>
        {asset.etag !== null && (
          <Row name={t('info.etag')} copy={{ text: asset.etag, label: t('info.copy') }}>
            <span className={styles.code}>{asset.etag}</span>
          </Row>
        )}
      </dl>
    </>
  );
}

function Problem({ asset }: { asset: Asset }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  useTransfersStore((state) => state.version);
  const transferError = useTransfersStore((state) => state.byAsset.get(asset.id)?.error ?? null);
  const errors = [asset.mediaError, asset.state === 'failed' ? transferError : null].filter(
    (error) => error !== null,
  );
  if (errors.length === 0) return null;
  return (
    <div className={styles.problem} role="note" aria-label={t('info.problem')}>
      {errors.map((error) => (
        <p key={error.code} data-selectable>
          {sentence(error)}
        </p>
      ))}
    </div>
  );
}

function Row({
  name,
  copy,
  children,
}: {
  name: string;
  copy?: { text: string; label: string };
  children: ReactNode;
}) {
  return (
    <div className={styles.row}>
      <dt>{name}</dt>
      <dd data-selectable>
        <span className={styles.value}>{children}</span>
        {copy && <CopyButton {...copy} />}
      </dd>
    </div>
  );
}

const Quiet = ({ children }: { children: ReactNode }) => <span className={styles.second}>{children}</span>;

/** How long "copied" is shown, ms. */
const copiedMs = 1600;

function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), copiedMs);
    return () => window.clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      size="small"
      className={classNames(styles.copy)}
      label={copied ? t('info.copied') : label}
      icon={copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      onClick={() =>
        void navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => undefined,
        )
      }
    />
  );
}
