/** "Ask for photos", anew or as a draft that is changed: from whom, about what, how much and how long, and into which album. Works offline. */
import { ImageUp } from 'lucide-react';
import { useRef, useState } from 'react';
import type { PhotoRequest } from '../../../src-shared/domain/photo-request';
import { type ArrivalKind, arrivalKinds } from '../../../src-shared/domain/request-page';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useOwnAlbums } from '../../stores/albums-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useSignInStore } from '../../stores/sign-in-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { formatBytes, formatCount } from '../../ui/format';
import { Select } from '../../ui/select';
import { Checkbox } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import type { RecipientDraft } from '../shares/recipient-rules';
import { RecipientsField } from '../shares/recipients-field';
import { albumFor, withOwn } from './request-rules';
import styles from './requests.module.css';
import { useRequestActs } from './use-request-acts';

const offeredDays = [3, 7, 14, 30, 90] as const;
const offeredFiles = [50, 200, 500, 2000, 10_000] as const;
const offeredBytes = [1e9, 5e9, 10e9, 50e9, 200e9] as const;
const usual = { days: 14, files: 500, bytes: 10e9 } as const;

export function AskButton() {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button icon={<ImageUp size={15} aria-hidden />} onClick={() => setAsking(true)}>
        {t('requests.ask')}
      </Button>
      {asking && <AskSheet onClose={() => setAsking(false)} />}
    </>
  );
}

export function AskSheet({ draft, onClose }: { draft?: PhotoRequest; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const acts = useRequestActs();
  const albums = useOwnAlbums();
  const identity = useSignInStore((state) => state.identity);
  const openDialog = useDialogsStore((state) => state.open);
  const line = useRef<HTMLInputElement>(null);
  const [people, setPeople] = useState<RecipientDraft[]>(() =>
    (draft?.people ?? []).map(({ id, email, name, codeWay }) => ({ id, email, name, codeWay })),
  );
  const [title, setTitle] = useState(draft?.title ?? '');
  const [message, setMessage] = useState(draft?.message ?? '');
  const [albumId, setAlbumId] = useState<string | null>(draft?.albumId ?? null);
  const own = draft
    ? { days: draft.days, files: draft.limits.maxFiles, bytes: draft.limits.maxBytes }
    : usual;
  const [days, setDays] = useState(String(own.days));
  const [files, setFiles] = useState(String(own.files));
  const [bytes, setBytes] = useState(String(own.bytes));
  const [kinds, setKinds] = useState<ArrivalKind[]>(draft?.limits.kinds ?? [...arrivalKinds]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const album = albumFor(albums, albumId);
  const counted = (count: number) => ({ count, n: formatCount(count, locale) });

  async function make(send: boolean): Promise<void> {
    setTried(true);
    const lacks = title.trim() === '' || kinds.length === 0 || album === undefined || people.length === 0;
    if (busy || lacks || album === undefined) return;
    if (send && identity === null) {
      openDialog({ kind: 'sign-in' });
      return;
    }
    setBusy(true);
    const given = {
      title: title.trim(),
      message,
      language: draft?.language ?? identity?.language ?? (i18n.language === 'ko' ? 'ko' : 'en'),
      days: Number(days),
      limits: { maxFiles: Number(files), maxBytes: Number(bytes), kinds },
      people,
      albumId: album.id,
    };
    const made = draft ? acts.edit({ ...given, id: draft.id }, send) : acts.create(given, send);
    if (await made) onClose();
    else setBusy(false);
  }
  return (
    <Dialog
      open
      wide
      persistent
      onClose={onClose}
      initialFocus={line}
      onSubmit={() => void make(true)}
      title={t(draft ? 'requests.sheet.titleEdit' : 'requests.sheet.title')}
      description={t('requests.sheet.text')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={() => void make(false)}>
            {t(draft ? 'requests.sheet.keep' : 'requests.sheet.later')}
          </Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {t('requests.sheet.send')}
          </Button>
        </>
      }
    >
      <div className={styles.to}>
        <p className={styles.label}>{t('requests.sheet.to')}</p>
        <RecipientsField
          recipients={people}
          missing={tried && people.length === 0}
          inputRef={line}
          onChange={setPeople}
        />
      </div>
      <TextField
        label={t('requests.sheet.name')}
        value={title}
        maxLength={200}
        error={tried && title.trim() === '' ? t('requests.sheet.noName') : null}
        onValueChange={setTitle}
      />
      <TextField
        label={t('requests.sheet.message')}
        multiline
        value={message}
        maxLength={4000}
        onValueChange={setMessage}
      />
      <div className={styles.pairs}>
        {album === undefined ? (
          <p className={styles.trouble}>{t('requests.sheet.noAlbum')}</p>
        ) : (
          <Select
            label={t('requests.sheet.album')}
            value={album.id as string}
            onValueChange={setAlbumId}
            options={albums.map(({ id, title: name, connectionName }) => ({
              value: id as string,
              label: name,
              hint: connectionName,
            }))}
          />
        )}
        <Select
          label={t('requests.sheet.days')}
          value={days}
          onValueChange={setDays}
          options={withOwn(offeredDays, own.days).map((count) => ({
            value: String(count),
            label: t('requests.sheet.daysOption', counted(count)),
          }))}
        />
        <Select
          label={t('requests.sheet.files')}
          value={files}
          onValueChange={setFiles}
          options={withOwn(offeredFiles, own.files).map((count) => ({
            value: String(count),
            label: formatCount(count, locale),
          }))}
        />
        <Select
          label={t('requests.sheet.size')}
          value={bytes}
          onValueChange={setBytes}
          options={withOwn(offeredBytes, own.bytes).map((count) => ({
            value: String(count),
            label: formatBytes(count, locale),
          }))}
        />
      </div>
      <fieldset className={styles.kinds}>
        <legend className={styles.label}>{t('requests.sheet.kinds')}</legend>
        {arrivalKinds.map((kind) => (
          <Checkbox
            key={kind}
            label={t(`requests.sheet.kind.${kind}`)}
            checked={kinds.includes(kind)}
            onCheckedChange={(checked) =>
              setKinds(arrivalKinds.filter((one) => (one === kind ? checked : kinds.includes(one))))
            }
          />
        ))}
      </fieldset>
      {tried && kinds.length === 0 && <p className={styles.trouble}>{t('requests.sheet.noKind')}</p>}
    </Dialog>
  );
}
