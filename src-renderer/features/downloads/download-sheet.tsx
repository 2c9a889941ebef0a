/** What is to be downloaded, and where to; one Enter starts it, and it goes on in the transfer line. */
import { FolderOpen } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Asset } from '../../../src-shared/domain/asset';
import type { ConflictChoice } from '../../../src-shared/domain/download';
import type { AlbumId, AssetId } from '../../../src-shared/units';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useDownloadsStore } from '../../stores/downloads-store';
import { Button } from '../../ui/button';
import { formatBytes, formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { Sheet } from '../../ui/sheet';
import { Checkbox } from '../../ui/switch';
import { fileNameOf } from '../receipts/receipt-rules';
import { type Amount, amountOfAlbum, amountOfAssets, lastChoice } from './download-rules';
import styles from './downloads.module.css';

/** Photos asked for at once (ipc-contract), and at most to count their bytes. */
const idsPerCall = 1000;
const countedPhotos = 20_000;
const choices: ConflictChoice[] = ['ask', 'keep-both', 'replace', 'leave-out'];

export interface DownloadWhat {
  albumId?: AlbumId | undefined;
  assetIds?: AssetId[] | undefined;
}

export function DownloadSheet({ what, onClose }: { what: DownloadWhat; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const [last] = useState(() => lastChoice(useDownloadsStore.getState().downloads));
  const [form, setForm] = useState(last.form);
  const [conflicts, setConflicts] = useState(last.conflicts);
  const [folder, setFolder] = useState(last.folder);
  const [zip, setZip] = useState<string | null>(null);
  // Never remembered: whether others may know it is asked each time.
  const [asksWithout, setAsksWithout] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const startButton = useRef<HTMLButtonElement>(null);
  const toId = useId();
  const { amount, firstAsset, failed } = useAmount(what);
  const album = useAlbum(what.albumId ?? firstAsset?.albumId ?? null);
  const to = form === 'folder' ? folder : zip;
  const stripLocation = form === 'folder' && asksWithout;
  const nothing = amount !== null && amount.storedCount === 0;

  const asked = what.assetIds?.length ?? 0;
  const photos = t('common.photos', {
    count: amount?.storedCount ?? asked,
    formatted: formatCount(amount?.storedCount ?? asked, locale),
  });
  const title =
    what.assetIds === undefined
      ? t('downloads.titleAlbum', { title: album?.title ?? '' })
      : asked === 1 && firstAsset !== null
        ? t('downloads.titlePhoto', { name: firstAsset.fileName })
        : t('downloads.titlePhotos', { count: asked, n: formatCount(asked, locale) });
  const zipName =
    what.assetIds === undefined
      ? (album?.title ?? '')
      : asked === 1 && firstAsset !== null
        ? firstAsset.fileName.replace(/\.[^.]+$/, '')
        : t('downloads.zipName', { title: album?.title ?? '', photos });

  async function choose(): Promise<string | null> {
    const picked =
      form === 'folder'
        ? await desktop().pickFolder()
        : await desktop().pickSavePath(fileNameOf(zipName, 'zip'));
    if (picked !== null) (form === 'folder' ? setFolder : setZip)(picked);
    return picked;
  }
  async function start(): Promise<void> {
    if (busy || nothing) return;
    setBusy(true);
    setError(null);
    try {
      const place = to ?? (await choose());
      if (place !== null) {
        await call('downloads.start', {
          ...(what.assetIds === undefined
            ? { albumId: what.albumId as AlbumId }
            : { assetIds: what.assetIds }),
          form,
          to: place,
          // Whoever named a ZIP that is there already was asked by the system's own dialog.
          conflicts: form === 'zip' ? 'replace' : conflicts,
          stripLocation,
        });
        onClose();
        return;
      }
    } catch (thrown) {
      setError(asAppError(thrown));
    }
    setBusy(false);
  }

  const shownError = error ?? failed;
  return (
    <Sheet
      open
      onClose={onClose}
      onSubmit={() => void start()}
      initialFocus={startButton}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            ref={startButton}
            type="submit"
            tone="main"
            disabled={busy || nothing}
            focusableWhenDisabled
          >
            {to === null ? t('downloads.chooseAndStart') : t('downloads.start')}
          </Button>
        </>
      }
    >
      {nothing ? (
        <Notice text={t('downloads.nothing')} />
      ) : (
        <div role="status">
          <p className="tabular">
            {amount?.bytes == null
              ? t(stripLocation ? 'downloads.whatStrippedUncounted' : 'downloads.whatUncounted', {
                  files: photos,
                })
              : t(stripLocation ? 'downloads.whatStripped' : 'downloads.what', {
                  files: photos,
                  size: formatBytes(amount.bytes, locale),
                })}
          </p>
          {amount !== null && amount.notStoredCount > 0 && (
            <p className={styles.quiet}>
              {t('downloads.notStored', {
                count: amount.notStoredCount,
                n: formatCount(amount.notStoredCount, locale),
              })}
            </p>
          )}
        </div>
      )}
      <Select
        label={t('downloads.form')}
        hint={t(form === 'folder' ? 'downloads.folderHint' : 'downloads.zipHint')}
        options={[
          { value: 'folder', label: t('downloads.folder') },
          { value: 'zip', label: t('downloads.zip') },
        ]}
        value={form}
        onValueChange={setForm}
      />
      <div className={styles.to}>
        <div className={styles.toWords}>
          <p className={styles.label} id={toId}>
            {t('downloads.to')}
          </p>
          <p className={to === null ? styles.quiet : styles.path} title={to ?? undefined} data-selectable>
            {to ?? t(form === 'folder' ? 'downloads.noFolder' : 'downloads.noFile')}
          </p>
        </div>
        <Button
          icon={<FolderOpen size={15} aria-hidden />}
          aria-describedby={toId}
          onClick={() => void choose().catch((thrown) => setError(asAppError(thrown)))}
        >
          {t('downloads.choose')}
        </Button>
      </div>
      {form === 'folder' && (
        <Select
          label={t('downloads.conflicts')}
          hint={t(conflicts === 'replace' ? 'downloads.replaceHint' : 'downloads.conflictHint')}
          options={choices.map((value) => ({ value, label: t(`downloads.conflict.${value}`) }))}
          value={conflicts}
          onValueChange={setConflicts}
        />
      )}
      <WithoutPlace form={form} checked={stripLocation} onCheckedChange={setAsksWithout} />
      {shownError !== null && <Notice tone="danger" text={sentence(shownError)} />}
    </Sheet>
  );
}

/** Also of exports. A ZIP cannot do it, and says so instead of a box that does nothing. */
export function WithoutPlace({
  form,
  ...box
}: {
  form: 'folder' | 'zip';
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
}) {
  const { t } = useTranslation();
  if (form === 'zip')
    return (
      <p className={styles.quiet}>
        {t('downloads.withoutPlace')}: {t('downloads.withoutPlaceZip')}
      </p>
    );
  return <Checkbox label={t('downloads.withoutPlace')} hint={t('downloads.withoutPlaceHint')} {...box} />;
}

/** Both null while it is counted. */
function useAmount({ albumId, assetIds }: DownloadWhat): {
  amount: Amount | null;
  firstAsset: Asset | null;
  failed: AppError | null;
} {
  const album = useAlbum(albumId ?? null);
  const [counted, setCounted] = useState<{ amount: Amount; firstAsset: Asset | null } | null>(null);
  const [failed, setFailed] = useState<AppError | null>(null);
  useEffect(() => {
    if (assetIds === undefined) return;
    let left = false;
    const count = async (): Promise<void> => {
      const assets: Asset[] = [];
      const looked = assetIds.slice(0, countedPhotos);
      for (let from = 0; from < looked.length && !left; from += idsPerCall)
        assets.push(...(await call('assets.get', { ids: looked.slice(from, from + idsPerCall) })));
      if (left) return;
      const amount = amountOfAssets(assets, looked.length);
      setCounted({
        amount:
          looked.length === assetIds.length
            ? amount
            : { storedCount: assetIds.length, notStoredCount: 0, bytes: null },
        firstAsset: assets[0] ?? null,
      });
    };
    count().catch((error) => !left && setFailed(asAppError(error)));
    return () => {
      left = true;
    };
  }, [assetIds]);
  if (assetIds === undefined)
    return { amount: album === null ? null : amountOfAlbum(album), firstAsset: null, failed: null };
  return { amount: counted?.amount ?? null, firstAsset: counted?.firstAsset ?? null, failed };
}
